"""Destinations that receive leads, and the cards posted into them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.change import Change
from domain.events import ChatChanged, ChatHealed, ChatParked, ChatResumed
from domain.quiet import QuietHours

OUT_OF_REACH = 0
"""Stands for a message that was shown and cannot be edited: its group has become another one."""


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


@dataclass(frozen=True, slots=True)
class Chat:
    """A destination: a Telegram group, or one topic of it, that belongs to one workspace.

    ``sources`` and ``temperatures`` say which leads it wants; empty is all.
    A ``parked`` one cannot be reached and keeps what waits; a ``paused`` one
    gets no new cards. ``fallback`` marks the one that takes over for others.
    ``quiet`` are the hours in which cards come without a sound.
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

    @property
    def wants_some(self) -> bool:
        """Tell whether it asks for certain leads only."""
        return bool(self.sources or self.temperatures)

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
        return Change(new, ChatParked(self.id, self.title, reason.value))

    def healed(self, now: datetime) -> Change["Chat"]:
        """Let the chat receive again."""
        new = replace(self, state=ChatState.ACTIVE, reason=None, since=now)
        return Change(new, ChatHealed(self.id, self.title))

    def paused(self, now: datetime) -> Change["Chat"]:
        """Let the chat get no new cards; those that are there stay true."""
        new = replace(self, state=ChatState.PAUSED, reason=None, since=now)
        return self._changed(new, "paused", "True")

    def resumed(self, now: datetime) -> Change["Chat"]:
        """Let a paused chat get new cards again, and those that no other chat shows."""
        new = replace(self, state=ChatState.ACTIVE, reason=None, since=now)
        return Change(new, ChatResumed(self.id, self.title))

    def fallback_is(self, fallback: bool) -> Change["Chat"]:
        """Let the chat take over for others, or no longer."""
        return self._changed(replace(self, fallback=fallback), "fallback", str(fallback))

    def routed(self, sources: Iterable[UUID], temperatures: Iterable[str]) -> Change["Chat"]:
        """Let the chat receive leads of these sources and temperatures only; empty is all."""
        new = replace(self, sources=frozenset(sources), temperatures=frozenset(temperatures))
        words = [str(len(new.sources)), *sorted(new.temperatures)]
        return self._changed(new, "route", ", ".join(words))

    def topics_are(self, topic_per_lead: bool) -> Change["Chat"]:
        """Give each lead a topic of its own, or no longer."""
        new = replace(self, topic_per_lead=topic_per_lead)
        return self._changed(new, "topic_per_lead", str(topic_per_lead))

    def quiet_is(self, quiet: QuietHours | None) -> Change["Chat"]:
        """Let cards come without a sound in these hours; ``None`` for never."""
        return self._changed(replace(self, quiet=quiet), "quiet", str(quiet or "off"))

    def _changed(self, new: "Chat", what: str, became: str) -> Change["Chat"]:
        return Change(new, ChatChanged(self.id, self.title, what, became))


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
    fallback, if that can. What no chat asks for goes to the fallback, or else
    to every chat: a lead is never without a place as long as there is one.
    """
    open_ = [each for each in chats if each.state is not ChatState.PAUSED]
    wanted = [each for each in open_ if each.wants(source_id, temperature)]
    specific = {each.telegram_id for each in wanted if each.wants_some}
    chosen = [each for each in wanted if each.wants_some or each.telegram_id not in specific]
    fallback = next((each for each in open_ if each.fallback), None)
    chosen = chosen or ([fallback] if fallback else open_)
    if fallback and fallback.state is ChatState.ACTIVE:
        chosen = [fallback if each.state is ChatState.PARKED else each for each in chosen]
    return list({each.id: each for each in chosen}.values())
