"""Telegram's budgets as arithmetic over the clock, and when a burst becomes one message.

Telegram counts what a bot sends: over all chats in a second, to one chat in a
second, to one group in a minute; edits count like messages. What it counts is
the moment at which a call arrives, which lies between the moments at which we
begin it and hear back. So a call counts as begun against the limits until it
ends, and as ended from then on: however long it takes, no limit is exceeded.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from math import ceil, inf
from typing import NamedTuple, Self

MINUTE = 60.0
KEPT_FOR_ANSWERS = 0.2
"""The part of each limit that cards leave to the answers of people who wait for one."""
TURN = 4
"""Of so many messages to a busy chat, one is what waits longest there."""
WHOLE_BOT_CHATS = 3
WHOLE_BOT_SECONDS = 5.0

_LIMITS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)/([0-9]{1,6}(?:\.[0-9]{1,3})?)/([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a Bot API server takes: messages a second, a second and chat, a minute and group."""

    per_second: float = 30
    per_chat: float = 1
    per_group_minute: int = 20
    burst: int = 5
    """Messages that one chat takes at once; the documentation speaks of short bursts."""

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.per_chat <= 0 or self.per_group_minute < 1:
            raise ValueError("each limit is above zero")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``30/1/20``: a second, a second and chat, a minute and group. ValueError else."""
        match = _LIMITS.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                "limits are SECOND/CHAT/GROUP: messages a second, a second and chat,"
                " a minute and group, such as 30/1/20"
            )
        second, chat, group = match.groups()
        return cls(float(second), float(chat), int(group))

    def __str__(self) -> str:
        return f"{self.per_second:g}/{self.per_chat:g}/{self.per_group_minute}"

    def share(self, part: float) -> Self:
        """Return what is left to a process that may use *part* of it."""
        group = max(1, int(self.per_group_minute * part))
        burst = max(1, int(self.burst * part))
        return type(self)(self.per_second * part, self.per_chat * part, group, burst)


@dataclass(slots=True)
class _Window:
    """At most *most* calls in any *seconds*; ``ended`` holds when the latest ended."""

    most: int
    seconds: float
    ended: deque[float] = field(default_factory=deque)
    begun: int = 0

    def used(self, now: float) -> int:
        """Count what still weighs on the window."""
        while self.ended and self.ended[0] <= now - self.seconds:
            self.ended.popleft()
        return len(self.ended) + self.begun

    def ready_at(self, now: float, kept: int = 0) -> float:
        """Say when another call fits while *kept* places stay free; ``inf`` while it depends."""
        surplus = self.used(now) - (self.most - kept) + 1
        if surplus <= 0:
            return now
        return self.ended[surplus - 1] + self.seconds if surplus <= len(self.ended) else inf

    def end(self, now: float) -> None:
        self.begun -= 1
        self.ended.append(now)


@dataclass(slots=True)
class _Bucket:
    """A steady rate with a short burst (GCRA); ``free_at`` is when nothing weighs on it."""

    interval: float
    burst: int
    free_at: float = -inf
    begun: int = 0

    def ready_at(self, now: float) -> float:
        """Say when another call fits."""
        debt = max(self.free_at, now) + self.begun * self.interval
        return max(now, debt - (self.burst - 1) * self.interval)

    def end(self, now: float) -> None:
        self.begun -= 1
        self.free_at = max(self.free_at, now) + self.interval


@dataclass(slots=True)
class _Chat:
    """What weighs on one chat."""

    bucket: _Bucket
    minute: _Window | None
    rests_until: float = -inf
    lingers_until: float = -inf
    urgent_lingers: bool = False
    answers_waiting: int = 0
    begun: int = 0
    last: float = -inf


class Pace:
    """Says when a call may go to a chat, and remembers what went; all times are in seconds.

    A chat with a negative id is a group. Cards leave a part of the limits to
    answers, and stand back while an answer waits for the same chat.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        most = max(1, int(limits.per_second))
        # A rate below one a second is a window as long as one message takes.
        self._all = _Window(most, max(1.0, most / limits.per_second))
        self._rests_until = -inf
        self._chats: dict[int, _Chat] = {}
        self._floods: deque[tuple[float, int, float]] = deque()

    def ready_at(self, chat: int, now: float, *, answer: bool = False) -> float:
        """Say when a call to the chat may begin; ``inf`` while that depends on calls under way."""
        known = self._chats.get(chat)
        here = self._chat_ready_at(known, now, answer=answer) if known else now
        return max(here, self._all_ready_at(now, answer=answer))

    def free_at_once(self, now: float) -> int:
        """Count the cards that may begin now, whatever the chats."""
        if self._rests_until > now:
            return 0
        return max(0, self._all.most - self._kept(self._all.most) - self._all.used(now))

    def open_again_at(self, now: float) -> float:
        """Say when another card may begin, whatever the chat."""
        return self._all_ready_at(now, answer=False)

    def begin(self, chat: int, now: float) -> None:
        """Count a call that begins now."""
        known = self._known(chat)
        known.last = now
        known.begun += 1
        self._all.begun += 1
        known.bucket.begun += 1
        if known.minute:
            known.minute.begun += 1

    def end(self, chat: int, now: float) -> None:
        """Count the call as made at the latest moment at which it can have arrived."""
        known = self._known(chat)
        known.last = now
        self._all.end(now)
        known.bucket.end(now)
        if known.minute:
            known.minute.end(now)

    def rest(self, chat: int, until: float, now: float) -> None:
        """Let nothing go to the chat before *until*: Telegram said so.

        When several chats say so at once it is the whole bot that is meant.
        """
        known = self._known(chat)
        known.rests_until = max(known.rests_until, until)
        self._floods.append((now, chat, until))
        while self._floods[0][0] < now - WHOLE_BOT_SECONDS:
            self._floods.popleft()
        if len({each[1] for each in self._floods}) >= WHOLE_BOT_CHATS:
            self.rest_all(max(each[2] for each in self._floods))

    def linger(self, chat: int, until: float, *, urgent_too: bool) -> None:
        """Let cards for the chat gather until then; unless *urgent_too*, hot ones still go."""
        known = self._known(chat)
        known.lingers_until, known.urgent_lingers = until, urgent_too

    def lingering(self, now: float) -> dict[int, float]:
        """Return the chats for which cards gather, and until when."""
        known = self._chats.items()
        return {chat: each.lingers_until for chat, each in known if each.lingers_until > now}

    def turns(self, now: float) -> list[int]:
        """Return busy chats in which what waits longest has its turn, whatever its priority."""
        return [
            chat
            for chat, each in self._chats.items()
            if each.minute and each.minute.used(now) >= TURN and each.begun % TURN == TURN - 1
        ]

    def rest_all(self, until: float) -> None:
        """Let nothing go to any chat before *until*."""
        self._rests_until = max(self._rests_until, until)

    def paused_for(self, now: float) -> float:
        """Return the seconds of the longest pause that Telegram asked for and that lasts."""
        rests = (each.rests_until for each in self._chats.values())
        return max(0.0, self._rests_until - now, *(each - now for each in rests if each != inf))

    def expect_answer(self, chat: int, more: int) -> None:
        """Let cards stand back (*more* = 1) for an answer that waits, or no longer (-1)."""
        self._known(chat).answers_waiting += more

    def busy(self, now: float) -> dict[int, float]:
        """Return the chats to which no card may go now, and when it may; forget idle chats."""
        idle = [chat for chat, each in self._chats.items() if _idle(each, now)]
        for chat in idle:
            del self._chats[chat]
        known = self._chats.items()
        moments = {chat: self._chat_ready_at(each, now, answer=False) for chat, each in known}
        return {chat: moment for chat, moment in moments.items() if moment > now}

    def room(self, chat: int, now: float) -> "Room":
        """Say what is left of the chat's minute for cards."""
        known = self._chats.get(chat)
        since = now - known.last if known else inf
        if known is None or known.minute is None:
            return Room.of(self.limits, chat, since)
        minute = known.minute
        used = minute.used(now)
        left = minute.most - self._kept(minute.most) - used
        lasts = minute.ended[0] + MINUTE - now if minute.ended else MINUTE
        return Room(used, max(0, left), lasts, since)

    def _chat_ready_at(self, chat: _Chat, now: float, *, answer: bool) -> float:
        if chat.answers_waiting and not answer:
            return inf
        moments = [now, chat.bucket.ready_at(now), chat.rests_until]
        if chat.urgent_lingers and not answer:
            moments.append(chat.lingers_until)
        if chat.minute:
            kept = 0 if answer else self._kept(chat.minute.most)
            moments.append(chat.minute.ready_at(now, kept))
        return max(moments)

    def _all_ready_at(self, now: float, *, answer: bool) -> float:
        kept = 0 if answer else self._kept(self._all.most)
        return max(self._all.ready_at(now, kept), self._rests_until)

    def _kept(self, most: int) -> int:
        """Return how many places cards leave free, and always leave cards one."""
        return min(most - 1, ceil(most * KEPT_FOR_ANSWERS))

    def _known(self, chat: int) -> _Chat:
        known = self._chats.get(chat)
        if known is None:
            limits = self.limits
            bucket = _Bucket(1 / limits.per_chat, max(limits.burst, int(limits.per_chat)))
            minute = _Window(limits.per_group_minute, MINUTE) if chat < 0 else None
            known = self._chats[chat] = _Chat(bucket, minute)
        return known


def _idle(chat: _Chat, now: float) -> bool:
    """Tell whether forgetting the chat changes nothing."""
    moments = (chat.bucket.free_at, chat.rests_until, chat.lingers_until, chat.last + MINUTE)
    return not (chat.bucket.begun or chat.answers_waiting) and max(moments) <= now


class Room(NamedTuple):
    """A group's minute: messages sent in it, cards that still fit, seconds until more fit.

    ``since`` is how long ago the latest message was.
    """

    used: int
    left: int
    lasts: float
    since: float

    @classmethod
    def of(cls, limits: Limits, chat: int, since: float = inf) -> "Room":
        """Return the room of a chat that got nothing lately; a private chat has no minute."""
        most = limits.per_group_minute if chat < 0 else limits.per_chat * MINUTE
        return cls(0, max(1, int(most * (1 - KEPT_FOR_ANSWERS))), MINUTE, since)


class Backlog(NamedTuple):
    """New cards that wait for one chat.

    ``oldest`` and ``newest`` are the seconds since the first and the last of
    them came; ``lately`` is how many leads came in the last ten seconds, those
    already shown included; ``hot`` is how many of those that wait are hot.
    """

    waiting: int
    oldest: float
    newest: float
    lately: int
    hot: int = 0


class Next(NamedTuple):
    """What goes next to a chat: one card, a digest of many, or nothing for some seconds."""

    digest: bool = False
    wait: float = 0.0


LATELY = 10.0
QUIET = 1.5
PAUSES = 3
"""A burst is over after so many of its usual pauses without a lead, at least QUIET seconds."""
LONGEST_WAIT = 10.0
"""Seconds that a lead waits at most for others to fill a digest, while there is room."""
LEAST_WAIT = 0.01
PLENTY = 1000
"""Cards that fit into what is left of a minute where nothing has to be saved."""
FREE_CARDS = 0.5
"""The part of a minute's room that is spent on single cards while few leads wait."""


def next_for(room: Room, backlog: Backlog, full: int, *, hot: bool = False) -> Next:
    """Choose between a card, a digest and waiting; *full* leads fill a digest.

    While half of a minute's room is left, few leads get a card each, and so does
    a *hot* one unless there are many of these. Else what is left of the room is spread
    evenly over the time that it has to last: at each turn everything that waits
    goes, as a card if it is one lead and as a digest if it is more. A turn comes
    early when a digest is full, when no more leads come, and when one has
    waited for LONGEST_WAIT.
    """
    if room.left >= PLENTY:
        return Next()
    free = max(1, int((room.used + room.left) * FREE_CARDS))
    if room.used < free and (backlog.hot if hot else backlog.waiting) <= free:
        return Next()
    a_second = max(1, backlog.lately) / LATELY
    wait = min(
        room.lasts / max(1, room.left) - room.since,
        (full - backlog.waiting) / a_second,
        max(QUIET, PAUSES / a_second) - backlog.newest,
        LONGEST_WAIT - backlog.oldest,
    )
    return Next(wait=wait) if wait > LEAST_WAIT else Next(digest=backlog.waiting > 1)
