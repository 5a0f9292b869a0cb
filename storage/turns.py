"""Whose turn it is to get a lead, on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from domain.assigning import Colleague
from domain.caller import MemberId
from domain.lead import IN_WORK
from domain.roles import Role
from storage.base import Base, OwnedById, owned_reference
from storage.leads import LeadRow
from storage.members import MemberRow, as_member


class TurnRow(OwnedById, Base):
    """When a member, by their id, was last chosen to get a lead."""

    __tablename__ = "turns"
    __table_args__ = (owned_reference("id", "members"),)

    given_at: Mapped[datetime]


class Turns:
    """Reads and writes whose turn it is in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def colleagues(self) -> Sequence[Colleague]:
        """Return everybody who may have leads, by name, with what they work on."""
        leads = (
            select(LeadRow.owner_id, func.count().label("count"))
            .where(LeadRow.status.in_(IN_WORK), LeadRow.owner_id.is_not(None))
            .group_by(LeadRow.owner_id)
            .subquery()
        )
        found = (
            select(MemberRow, func.coalesce(leads.c.count, 0), TurnRow.given_at)
            .outerjoin(leads, leads.c.owner_id == MemberRow.id)
            .outerjoin(TurnRow, TurnRow.id == MemberRow.id)
            .where(MemberRow.role >= Role.AGENT, MemberRow.person_id > 0)
            .order_by(MemberRow.name, MemberRow.id)
        )
        rows = await self._session.execute(found)
        return [Colleague(as_member(row), leads, given_at) for row, leads, given_at in rows]

    async def hold(self) -> None:
        """Let nobody else choose until this transaction ends, where several could."""
        held = select(MemberRow.id).where(MemberRow.role >= Role.AGENT).order_by(MemberRow.id)
        await self._session.execute(held.with_for_update(key_share=True))

    async def given(self, member_id: MemberId, now: datetime) -> None:
        """Remember that it was the member's turn."""
        row = await self._find(member_id)
        if row is None:
            self._session.add(TurnRow(id=member_id, given_at=now))
        else:
            row.given_at = now
        await self._session.flush()

    async def _find(self, member_id: UUID) -> TurnRow | None:
        found = select(TurnRow).where(TurnRow.id == member_id)
        return (await self._session.scalars(found)).one_or_none()
