"""Workspaces, their members and the invitations by which people become members."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import MemberId, PersonId, WorkspaceId
from domain.errors import FieldProblem, Invalid, RoleTooLow
from domain.roles import Role

INVITE_LIFETIME = timedelta(days=1)
NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Workspace:
    """One company's own leads, people, sources and chats."""

    id: WorkspaceId
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person inside one workspace."""

    id: MemberId
    person_id: PersonId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Invite:
    """A single-use permission to join with a role, known by the hash of its code."""

    id: UUID
    code_hash: str
    role: Role
    made_by: MemberId
    expires_at: datetime
    used_by: MemberId | None = None

    def spent_by(self, member: MemberId) -> "Invite":
        """Mark the invitation as used up."""
        return replace(self, used_by=member)


def checked_name(name: str, field: str = "name") -> str:
    """Return *name* trimmed to one line; refuse with Invalid when nothing or too much is left."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not clean:
        raise Invalid(FieldProblem(field, "give it a name"))
    if len(clean) > NAME_LENGTH:
        raise Invalid(FieldProblem(field, f"at most {NAME_LENGTH} characters"))
    return clean


def may_invite(inviter: Role, role: Role) -> None:
    """Refuse with RoleTooLow unless *inviter* is an admin or owner and above *role*."""
    if inviter < Role.ADMIN or role >= inviter:
        raise RoleTooLow(Role.OWNER if inviter is Role.ADMIN else Role.ADMIN)
