"""Who is asking, and in which workspace."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.errors import Forbidden, RoleTooLow
from domain.locale import USUAL, Locale
from domain.roles import Role

WorkspaceId = NewType("WorkspaceId", UUID)
MemberId = NewType("MemberId", UUID)
PersonId = NewType("PersonId", int)  # a Telegram user id: one human, any number of workspaces


class ActorKind(StrEnum):
    """What sort of somebody acts."""

    MEMBER = "member"
    SOURCE = "source"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, as the audit remembers them: kind, id and the name at that time."""

    kind: ActorKind
    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Proof that a door has identified somebody.

    Only the doors make one. Services accept nothing less, and storage opens
    for nothing less, so a query without a workspace cannot be written.
    """

    workspace_id: WorkspaceId
    actor: Actor
    role: Role | None

    def must_be(self, needed: Role) -> None:
        """Refuse with RoleTooLow unless the caller's role reaches *needed*."""
        if self.role is None or self.role < needed:
            raise RoleTooLow(needed)

    def is_at_least(self, role: Role) -> bool:
        """Tell whether the caller's role reaches *role*."""
        return self.role is not None and self.role >= role

    @property
    def member_id(self) -> MemberId | None:
        """The member who acts, if it is a member."""
        return (
            MemberId(self.actor.id)
            if self.actor.kind is ActorKind.MEMBER and self.actor.id
            else None
        )

    def required_member(self) -> MemberId:
        """Return the member who acts; refuse with Forbidden if it is not a person."""
        if self.member_id is None:
            raise Forbidden
        return self.member_id


@dataclass(frozen=True, slots=True)
class Person:
    """A human as Telegram names them, known or not; ``language`` is the tag of their client."""

    id: PersonId
    name: str
    username: str | None = None
    language: str | None = None


class Place(StrEnum):
    """What kind of chat a conversation takes place in."""

    PRIVATE = "private"
    CONNECTED = "connected"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at the door: who they are here, if anybody.

    ``workspace_id`` is the workspace this conversation is about, and
    ``caller`` their membership in it; it is absent for strangers. A chat
    that belongs to nobody is about the workspace its visitor works for.
    ``locale`` is how they are spoken to, and ``chat_locale`` how what everybody in
    the chat sees is said.
    """

    person: Person
    place: Place
    caller: Caller | None = None
    workspace_id: WorkspaceId | None = None
    operator: bool = False
    locale: Locale = USUAL
    chat_locale: Locale = USUAL
