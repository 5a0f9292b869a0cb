"""Destinations that receive leads, and the cards posted into them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.change import Change
from domain.events import (
    ChatChanged,
    ChatHealed,
    ChatParked,
    ChatResumed,
    ChatTested,
)
from domain.phrases import phrase
from domain.quiet import QuietHours
from domain.summary import SummaryTimes

OUT_OF_REACH = 0
"""Stands for a message that was shown and cannot be edited: its group has become another one."""

GREATEST_SUPERGROUP = -1_000_000_000_001
"""Bot API: ids of supergroups lie at and below this; those of plain groups lie above."""
TOPIC_JOINT = " \u203a "
"""Stands between a group and its topic in the title of a destination."""


class ChatState(StrEnum):
    """How a destination is."""

    ACTIVE = "active"
    PAUSED = "paused"
    PARKED = "parked"


class Unreachable(StrEnum):
    """Why a chat cannot be reached at all."""

    KICKED = "kicked"
    NOT_A_MEMBER = "not a member"
    DELETED = "deleted"
    NOT_FOUND = "not found"
    NO_RIGHTS = "no right to write"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"

    @property
    def words(self) -> str:
        """Say it as it is said to people, without a full stop."""
        return _WORDS[self]


_WORDS = {
    Unreachable.KICKED: phrase("I was removed from it"),
    Unreachable.NOT_A_MEMBER: phrase("I am no member of it"),
    Unreachable.DELETED: phrase("it was deleted"),
    Unreachable.NOT_FOUND: phrase("Telegram does not find it"),
    Unreachable.NO_RIGHTS: phrase("I have no right to write there"),
    Unreachable.BLOCKED: phrase("I am blocked there"),
    Unreachable.DEACTIVATED: phrase("its account is deactivated"),
}


@dataclass(frozen=True, slots=True)
class Chat:
    """A destination: a Telegram group, or one topic of it, that belongs to one workspace.

    ``sources`` and ``temperatures`` say which leads it wants; empty is all.
    A ``parked`` one cannot be reached and keeps what waits; a ``paused`` one
    gets no new cards. ``fallback`` marks the one that takes over for others.
    ``quiet`` are the hours in which cards come without a sound. ``summary`` says when
    it gets one, and ``summary_at`` is the next of these moments.
    """

    id: UUID
    telegram_id: int
    title: str
    thread_id: int | None = None
    state: ChatState = ChatState.ACTIVE
    reason: str | None = None
    since: datetime | None = None
    fallback: bool = False
    sources: frozenset[UUID] = frozenset()
    temperatures: frozenset[str] = frozenset()
    topic_per_lead: bool = False
    quiet: QuietHours | None = None
    shown_at: datetime | None = None
    summary: SummaryTimes | None = None
    summary_at: datetime | None = None

    @property
    def group_title(self) -> str:
        """Return the title of the group alone."""
        return self.title.partition(TOPIC_JOINT)[0] if self.thread_id else self.title

    @property
    def topic_title(self) -> str:
        """Return the title of the topic alone; empty for a whole group."""
        return self.title.partition(TOPIC_JOINT)[2] if self.thread_id else ""

    @property
    def wants_some(self) -> bool:
        """Tell whether it asks for certain leads only."""
        return bool(self.sources or self.temperatures)

    @property
    def may_have_topics(self) -> bool:
        """Tell whether leads can have topics of their own: in a supergroup, not in a topic."""
        return self.telegram_id <= GREATEST_SUPERGROUP and self.thread_id is None

    def is_quiet_at(self, now: datetime) -> bool:
        """Tell whether cards come without a sound at *now*."""
        return self.quiet is not None and self.quiet.covers(now)

    def wants(self, source_id: UUID, temperature: str) -> bool:
        """Tell whether leads of this source and temperature belong here."""
        by_source = not self.sources or source_id in self.sources
        return by_source and (not self.temperatures or temperature in self.temperatures)

    def parked(self, reason: Unreachable, now: datetime) -> Change["Chat"]:
        """Remember that the chat cannot be reached, and why."""
        new = replace(self, state=ChatState.PARKED, reason=reason.value, since=now)
        return Change(new, ChatParked(self.id, self.title, reason.value, self.state))

    def healed(self, now: datetime) -> Change["Chat"]:
        """Let the chat receive again."""
        new = replace(self, state=ChatState.ACTIVE, reason=None, since=now)
        return Change(new, ChatHealed(self.id, self.title, self.state))

    def paused(self, now: datetime) -> Change["Chat"]:
        """Let the chat get no new cards; those that are there stay true."""
        new = replace(self, state=ChatState.PAUSED, reason=None, since=now)
        was = str(self.state is ChatState.PAUSED)
        return self._changed(new, "paused", was, "True")

    def resumed(self, now: datetime) -> Change["Chat"]:
        """Let a paused chat get new cards again, and those that no other chat shows."""
        new = replace(self, state=ChatState.ACTIVE, reason=None, since=now)
        return Change(new, ChatResumed(self.id, self.title, self.state))

    def tested(self) -> Change["Chat"]:
        """Ask for a test message."""
        return Change(self, ChatTested(self.id, self.title))

    def titled(self, title: str) -> Change["Chat"]:
        """Call the chat as it is called in Telegram now."""
        return self._changed(replace(self, title=title), "title", self.title, title)

    def fallback_is(self, fallback: bool) -> Change["Chat"]:
        """Let the chat take over for others, or no longer."""
        new = replace(self, fallback=fallback)
        return self._changed(new, "fallback", str(self.fallback), str(fallback))

    def wants_source(self, source_id: UUID, *, wanted: bool) -> Change["Chat"]:
        """Add a source to those whose leads come here, or take it away."""
        one = {source_id}
        sources = self.sources | one if wanted else self.sources - one
        return self.routed(sources, self.temperatures)

    def wants_temperature(self, temperature: str, *, wanted: bool) -> Change["Chat"]:
        """Add a temperature to those that come here, or take it away."""
        one = {temperature}
        temperatures = self.temperatures | one if wanted else self.temperatures - one
        return self.routed(self.sources, temperatures)

    def routed(self, sources: Iterable[UUID], temperatures: Iterable[str]) -> Change["Chat"]:
        """Let the chat receive leads of these sources and temperatures only; empty is all."""
        new = replace(self, sources=frozenset(sources), temperatures=frozenset(temperatures))
        return self._changed(new, "route", self._route, new._route)  # noqa: SLF001 -- one of us

    def topics_are(self, topic_per_lead: bool) -> Change["Chat"]:
        """Give each lead a topic of its own, or no longer."""
        new = replace(self, topic_per_lead=topic_per_lead)
        was = str(self.topic_per_lead)
        return self._changed(new, "topic_per_lead", was, str(topic_per_lead))

    def quiet_is(self, quiet: QuietHours | None) -> Change["Chat"]:
        """Let cards come without a sound in these hours; ``None`` for never."""
        new = replace(self, quiet=quiet)
        return self._changed(new, "quiet", str(self.quiet or "off"), str(quiet or "off"))

    def summary_is(self, times: SummaryTimes | None, now: datetime, zone: str) -> Change["Chat"]:
        """Let summaries come at these times; ``None`` for never."""
        at = times.next_after(now, zone) if times else None
        new = replace(self, summary=times, summary_at=at)
        return self._changed(new, "summary", str(self.summary or "off"), str(times or "off"))

    @property
    def _route(self) -> str:
        """Say how many sources are asked for, and which temperatures."""
        return ", ".join([str(len(self.sources)), *sorted(self.temperatures)])

    def _changed(self, new: "Chat", what: str, was: str, became: str) -> Change["Chat"]:
        return Change(new, ChatChanged(self.id, self.title, what, became, was))


@dataclass(frozen=True, slots=True)
class Post:
    """One copy of a lead's card in one chat; ``message_id`` is absent until it was sent.

    A copy that is a line of a digest has ``digest_id`` and no message of its
    own. ``thread_id`` is the topic that belongs to this lead alone, and
    ``topic_name`` how that topic is called now.
    """

    id: UUID
    lead_id: UUID
    chat_id: UUID
    telegram_id: int
    message_id: int | None = None
    digest_id: UUID | None = None
    thread_id: int | None = None
    topic_name: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One message that shows many leads; ``page`` is the page of buttons under it."""

    id: UUID
    chat_id: UUID
    telegram_id: int
    message_id: int | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card became in Telegram: its message, and the topic it has to itself."""

    message_id: int
    thread_id: int | None = None
    topic_name: str | None = None


def destinations(chats: Sequence[Chat], source_id: UUID, temperature: str) -> Sequence[Chat]:
    """Choose the chats that get a card of a new lead.

    Within one group, topics that ask for such leads win over what asks for
    nothing in particular. A chat that cannot be reached is replaced by the
    fallback, if that can. What no chat asks for goes to the fallback, if that
    can be reached, or else to every chat: a lead is never without a place as
    long as there is one.
    """
    open_ = [each for each in chats if each.state is not ChatState.PAUSED]
    wanted = [each for each in open_ if each.wants(source_id, temperature)]
    specific = {each.telegram_id for each in wanted if each.wants_some}
    chosen = [each for each in wanted if each.wants_some or each.telegram_id not in specific]
    able = (each for each in open_ if each.fallback and each.state is ChatState.ACTIVE)
    fallback = next(able, None)
    chosen = chosen or ([fallback] if fallback else open_)
    if fallback:
        chosen = [fallback if each.state is ChatState.PARKED else each for each in chosen]
    return list({each.id: each for each in chosen}.values())
