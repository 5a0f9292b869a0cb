"""Tags of leads, on the shelf."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, Index, String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.lead import LeadId
from domain.tags import Tag, Tags
from storage.base import Base, OwnedById, owned_reference


class LeadTagRow(OwnedById, Base):
    """One tag of one lead; ``code`` is the same for the same tag of any lead."""

    __tablename__ = "lead_tags"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "workspace_id", "code"),
    )

    lead_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(32))
    code: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]


class LeadTags:
    """Reads and writes the tags of leads in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_lead(self, lead_id: UUID) -> Tags:
        """Return the lead's tags."""
        found = (
            select(LeadTagRow.name)
            .where(LeadTagRow.lead_id == lead_id)
            .order_by(LeadTagRow.added_at, LeadTagRow.name)
        )
        names = await self._session.scalars(found)
        return Tags(LeadId(lead_id), tuple(Tag(name) for name in names))

    async def of_leads(self, lead_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Tag]]:
        """Return the tags of several leads."""
        found = (
            select(LeadTagRow.lead_id, LeadTagRow.name)
            .where(LeadTagRow.lead_id.in_(lead_ids))
            .order_by(LeadTagRow.added_at, LeadTagRow.name)
        )
        tags: dict[UUID, list[Tag]] = {}
        for row in await self._session.execute(found):
            tags.setdefault(row.lead_id, []).append(Tag(row.name))
        return tags

    async def most_used(self, limit: int) -> Sequence[Tag]:
        """Return the tags that most leads have."""
        found = (
            select(func.min(LeadTagRow.name))
            .group_by(LeadTagRow.code)
            .order_by(func.count().desc(), func.min(LeadTagRow.name))
            .limit(limit)
        )
        return [Tag(name) for name in await self._session.scalars(found)]

    async def coded(self, code: int) -> Tag | None:
        """Return the tag that a number stands for, as some lead has it."""
        found = select(func.min(LeadTagRow.name)).where(LeadTagRow.code == code)
        name = (await self._session.scalars(found)).one_or_none()
        return Tag(name) if name is not None else None

    async def save(self, tags: Tags, now: datetime) -> None:
        """Write which tags the lead has now."""
        before = await self.of_lead(tags.lead_id)
        gone = [each.code for each in before.all if not tags.has(each)]
        await self._session.execute(
            delete(LeadTagRow).where(LeadTagRow.lead_id == tags.lead_id, LeadTagRow.code.in_(gone))
        )
        self._session.add_all(
            LeadTagRow(
                id=uuid5(tags.lead_id, each.key),
                lead_id=tags.lead_id,
                name=each.name,
                code=each.code,
                added_at=now,
            )
            for each in tags.all
            if not before.has(each)
        )
        await self._session.flush()
