"""Members of a workspace and the invitations to it, on the shelf."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import MemberId, PersonId
from domain.errors import CodeNotValid, NotFound
from domain.roles import Role
from domain.team import Invite, Member
from storage.base import Base, OwnedById, owned_reference
from storage.scope import WORKSPACE
from storage.workspaces import Workspaces


class MemberRow(OwnedById, Base):
    """A person inside one workspace.

    Somebody who left keeps a row for the sake of history, under a number that is no
    person's: below zero. ``settled_at`` is when nothing was left in their hands.
    """

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("person_id", "workspace_id"),)

    person_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(256))
    role: Mapped[int]
    left_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class InviteRow(OwnedById, Base):
    """An invitation; only the hash of its code is kept."""

    __tablename__ = "invites"
    __table_args__ = (owned_reference("made_by", "members"),)

    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[int]
    made_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    used_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]


def as_member(row: MemberRow) -> Member:
    """Read a row as the domain speaks of it."""
    person_id = PersonId(row.person_id)
    return Member(MemberId(row.id), person_id, row.name, Role(row.role), row.left_at)


def nobody(member: Member) -> int:
    """Return the number under which the row of somebody who left is kept.

    The person may come back as a new member, and SQLite cannot make a unique key forget
    some rows without making the table anew.
    """
    return -(member.id.int % 2**62) - 1


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

    async def hold_team(self) -> None:
        """Let nobody else change the team until we are done."""
        # One row for the whole team: two owners who demote each other would each lock their own.
        await Workspaces(self._session).hold(self._session.info[WORKSPACE])
        self._session.expire_all()

    async def find(self, member_id: UUID) -> Member | None:
        """Return somebody who is in the team."""
        found = select(MemberRow).where(MemberRow.id == member_id, MemberRow.left_at.is_(None))
        row = (await self._session.scalars(found)).one_or_none()
        return as_member(row) if row else None

    async def get(self, member_id: UUID) -> Member:
        """Return somebody who is in the team, or refuse with NotFound."""
        found = await self.find(member_id)
        if found is None:
            raise NotFound
        return found

    async def all(self) -> Sequence[Member]:
        """Return everybody who is in the team: owners first, then by name."""
        found = select(MemberRow).where(MemberRow.left_at.is_(None))
        ordered = found.order_by(MemberRow.role.desc(), MemberRow.name, MemberRow.id)
        return [as_member(row) for row in await self._session.scalars(ordered)]

    async def count_owners(self) -> int:
        """Count the owners of the team."""
        counted = select(func.count()).select_from(MemberRow).where(MemberRow.role == Role.OWNER)
        return (await self._session.execute(counted)).scalar_one()

    async def save(self, member: Member) -> None:
        """Write what a member became; whoever left is nobody's membership any more."""
        values: dict[str, Any] = {"role": member.role, "left_at": member.left_at}
        if member.left_at:
            values["person_id"] = nobody(member)
        changed = update(MemberRow).where(MemberRow.id == member.id)
        await self._session.execute(changed.values(**values))

    async def settled(self, member_id: UUID, now: datetime) -> None:
        """Remember that nothing is left in the hands of somebody who left."""
        done = update(MemberRow).where(MemberRow.id == member_id)
        await self._session.execute(done.values(settled_at=now))

    async def people_of(self, members: Collection[MemberId | UUID]) -> Mapping[UUID, PersonId]:
        """Return who those of these members are in private who are still in the team."""
        here = (MemberRow.id.in_(members), MemberRow.left_at.is_(None))
        found = select(MemberRow.id, MemberRow.person_id).where(*here)
        rows = await self._session.execute(found)
        return {row.id: PersonId(row.person_id) for row in rows}

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
                revoked_at=invite.revoked_at,
            )
        )
        await self._session.flush()

    async def usable(self, code_hash: str, now: datetime) -> Invite:
        """Return the invitation with this code, locked; refuse with CodeNotValid."""
        found = select(InviteRow).where(InviteRow.code_hash == code_hash).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        if row is None or not _as_invite(row).is_open(now):
            raise CodeNotValid
        return _as_invite(row)

    async def get_open(self, invite_id: UUID, now: datetime) -> Invite:
        """Return an open invitation, locked; or refuse with NotFound."""
        found = select(InviteRow).where(InviteRow.id == invite_id).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        if row is None or not _as_invite(row).is_open(now):
            raise NotFound
        return _as_invite(row)

    async def open(self, now: datetime) -> Sequence[tuple[Invite, str]]:
        """Return the open invitations with the names of who made them, the newest first."""
        found = (
            select(InviteRow, MemberRow.name)
            .join(MemberRow, MemberRow.id == InviteRow.made_by)
            .where(*_open(now))
            .order_by(InviteRow.expires_at.desc(), InviteRow.id)
        )
        rows = await self._session.execute(found)
        return [(_as_invite(row), name) for row, name in rows]

    async def open_of(self, member_id: UUID, now: datetime) -> Sequence[Invite]:
        """Return the open invitations that a member made, locked."""
        mine = select(InviteRow).where(*_open(now), InviteRow.made_by == member_id)
        held = mine.order_by(InviteRow.id).with_for_update()
        return [_as_invite(row) for row in await self._session.scalars(held)]


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    unused = (InviteRow.used_by.is_(None), InviteRow.revoked_at.is_(None))
    return (*unused, InviteRow.expires_at > now)


def _as_invite(row: InviteRow) -> Invite:
    return Invite(
        id=row.id,
        code_hash=row.code_hash,
        role=Role(row.role),
        made_by=MemberId(row.made_by),
        expires_at=row.expires_at,
        used_by=MemberId(row.used_by) if row.used_by else None,
        revoked_at=row.revoked_at,
    )
