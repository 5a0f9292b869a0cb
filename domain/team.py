"""Workspaces, their members and the invitations by which people become members."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import MemberId, PersonId, WorkspaceId
from domain.change import Change
from domain.errors import TOO_LONG, FieldProblem, Invalid, RoleTooLow
from domain.events import HouseStyleChanged, InvitationRevoked
from domain.locale import Wishes
from domain.phrases import phrase
from domain.roles import Role

INVITE_LIFETIME = timedelta(days=1)
SHORTEST_INVITE, LONGEST_INVITE = timedelta(minutes=10), timedelta(days=7)
MOST_INVITES = 100
"""Open invitations of one workspace."""
MOST_WORKSPACES = 10
"""Workspaces that one person may own when they begin another."""
NAME_LENGTH = 64
LEFT_OPEN = "left open"

_LIFETIME = re.compile(r"(\d{1,5})\s*([mhd])", re.ASCII | re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Workspace:
    """One company's own leads, people, sources and chats."""

    id: WorkspaceId
    name: str


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """How a workspace reads: for its chats, and for its people who wish nothing else."""

    workspace_id: WorkspaceId
    wishes: Wishes

    def becomes(self, wishes: Wishes) -> Sequence[Change["HouseStyle"]]:
        """Go by other wishes: a change for the language, one for the time zone, or none."""
        spoken = replace(self, wishes=replace(self.wishes, language=wishes.language))
        told = replace(self, wishes=wishes)
        return [*self._change(spoken), *spoken._change(told)]  # noqa: SLF001 -- one of us

    def _change(self, new: "HouseStyle") -> Iterator[Change["HouseStyle"]]:
        for what, was, became in (
            ("language", self.wishes.language, new.wishes.language),
            ("zone", self.wishes.zone, new.wishes.zone),
        ):
            if was != became:
                changed = (what, was or LEFT_OPEN, became or LEFT_OPEN)
                yield Change(new, HouseStyleChanged(self.workspace_id, *changed))


@dataclass(frozen=True, slots=True)
class Belonging:
    """A workspace of a person, what they are in it, and when it is to be deleted, if ever."""

    workspace: Workspace
    role: Role
    delete_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person inside one workspace; ``left_at`` once they are no longer."""

    id: MemberId
    person_id: PersonId
    name: str
    role: Role
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invite:
    """A single-use permission to join with a role, known by the hash of its code."""

    id: UUID
    code_hash: str
    role: Role
    made_by: MemberId
    expires_at: datetime
    used_by: MemberId | None = None
    revoked_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody may still join by it."""
        return self.used_by is None and self.revoked_at is None and now < self.expires_at

    def revoked(self, now: datetime) -> Change["Invite"]:
        """Let nobody join by it any more."""
        gone = replace(self, revoked_at=now)
        return Change(gone, InvitationRevoked(self.id, self.role.word))

    def spent_by(self, member: MemberId) -> "Invite":
        """Mark the invitation as used up."""
        return replace(self, used_by=member)


def checked_name(name: str, field: str = "name") -> str:
    """Return *name* trimmed to one line; refuse with Invalid when nothing or too much is left."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not clean:
        raise Invalid(FieldProblem(field, phrase("give it a name")))
    if len(clean) > NAME_LENGTH:
        raise Invalid(FieldProblem(field, TOO_LONG, {"most": NAME_LENGTH}))
    return clean


def may_invite(inviter: Role, role: Role) -> None:
    """Refuse with RoleTooLow unless *inviter* is an admin or owner and above *role*."""
    if inviter < Role.ADMIN or role >= inviter:
        raise RoleTooLow(Role.OWNER if inviter is Role.ADMIN else Role.ADMIN)


def roles_to_ask(inviter: Role) -> Sequence[Role]:
    """Return the roles for which *inviter* may invite."""
    return [each for each in Role if inviter >= Role.ADMIN and each < inviter]


def lifetime_of(text: str) -> timedelta:
    """Read how long an invitation lives, such as ``2h``; refuse with Invalid."""
    match = _LIFETIME.fullmatch(text.strip())
    found = timedelta(**{_UNITS[match[2].lower()]: int(match[1])}) if match else None
    if found is None or not SHORTEST_INVITE <= found <= LONGEST_INVITE:
        raise Invalid(FieldProblem("lifetime", "from 10m to 7d, such as 2h or 3d"))
    return found
