"""Members of a workspace and the invitations to it, on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import MemberId, PersonId
from domain.errors import CodeNotValid
from domain.roles import Role
from domain.team import Invite, Member
from storage.base import Base, OwnedById, owned_reference
from storage.scope import WORKSPACE


class MemberRow(OwnedById, Base):
    """A person inside one workspace."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("person_id", "workspace_id"),)

    person_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(256))
    role: Mapped[int]


class InviteRow(OwnedById, Base):
    """An invitation; only the hash of its code is kept."""

    __tablename__ = "invites"
    __table_args__ = (owned_reference("made_by", "members"),)

    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[int]
    made_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    used_by: Mapped[UUID | None]


def as_member(row: MemberRow) -> Member:
    """Read a row as the domain speaks of it."""
    return Member(MemberId(row.id), PersonId(row.person_id), row.name, Role(row.role))


class Members:
    """Reads and writes the members of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, member: Member) -> None:
        """Write a new member."""
        row = MemberRow(
            id=member.id, person_id=member.person_id, name=member.name[:256], role=member.role
        )
        self._session.add(row)
        await self._session.flush()

    async def with_role(self, role: Role) -> Sequence[Member]:
        """Return everybody who has exactly this role, by name."""
        found = select(MemberRow).where(MemberRow.role == role).order_by(MemberRow.name)
        return [as_member(row) for row in await self._session.scalars(found)]


class Invites:
    """Reads and writes the invitations of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, invite: Invite) -> None:
        """Write the invitation."""
        await self._session.merge(
            InviteRow(
                workspace_id=self._session.info[WORKSPACE],
                id=invite.id,
                code_hash=invite.code_hash,
                role=invite.role,
                made_by=invite.made_by,
                expires_at=invite.expires_at,
                used_by=invite.used_by,
            )
        )
        await self._session.flush()

    async def usable(self, code_hash: str, now: datetime) -> Invite:
        """Return the invitation with this code, locked; refuse with CodeNotValid."""
        found = select(InviteRow).where(InviteRow.code_hash == code_hash).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        if row is None or row.used_by is not None or row.expires_at <= now:
            raise CodeNotValid
        return Invite(row.id, row.code_hash, Role(row.role), MemberId(row.made_by), row.expires_at)
