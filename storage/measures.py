"""Measures against abuse, on the shelf, each until a moment; then nothing is left of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import NotFound
from domain.measure import Measure, Step
from storage.base import Base, OwnedById
from storage.scope import EVERYWHERE, QUIETLY, WORKSPACE


class MeasureRow(OwnedById, Base):
    """A measure; the address stands here as it is, for hours or days, and nowhere afterwards."""

    __tablename__ = "measures"
    __table_args__ = (Index(None, "until"),)

    step: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
    source_id: Mapped[UUID | None]
    incident_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(64))


class Measures:
    """Reads and writes the measures of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, measure_id: UUID, now: datetime) -> Measure:
        """Return one that lasts; refuse with NotFound."""
        found = select(MeasureRow).where(MeasureRow.id == measure_id, MeasureRow.until > now)
        row = (await self._session.scalars(found.with_for_update())).one_or_none()
        if row is None:
            raise NotFound
        return _as_measure(row)

    async def lasting(self, now: datetime) -> Sequence[Measure]:
        """Return all that last, those of people first, and the newest first."""
        found = (
            select(MeasureRow)
            .where(MeasureRow.until > now)
            .order_by(MeasureRow.step != Step.BLOCK, MeasureRow.id.desc())
        )
        return [_as_measure(row) for row in await self._session.scalars(found)]

    async def of_incident(self, incident_id: UUID, now: datetime) -> Sequence[Measure]:
        """Return what the house does because of an incident; the blocks of people stay theirs."""
        found = select(MeasureRow).where(
            MeasureRow.incident_id == incident_id,
            MeasureRow.until > now,
            MeasureRow.step != Step.BLOCK,
        )
        return [_as_measure(row) for row in await self._session.scalars(found)]

    async def prolong(self, incident_id: UUID, now: datetime, until: datetime) -> None:
        """Let what the house does because of an incident last longer, if it still lasts."""
        longer = update(MeasureRow).where(
            MeasureRow.incident_id == incident_id,
            MeasureRow.until > now,
            MeasureRow.step != Step.BLOCK,
        )
        await self._session.execute(longer.values(until=until))

    async def save(self, measure: Measure) -> None:
        """Write a measure."""
        await self._session.merge(
            MeasureRow(
                workspace_id=self._session.info[WORKSPACE],
                id=measure.id,
                step=measure.step.value,
                target=measure.target,
                until=measure.until,
                source_id=measure.source_id,
                incident_id=measure.incident_id,
                by=measure.by[:64],
            )
        )
        await self._session.flush()


class AllMeasures:
    """Looks for the measures of any workspace; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_source(self, workspace_id: UUID, source_id: UUID) -> tuple[Measure, ...]:
        """Return what its workspace does about a source."""
        found = select(MeasureRow).where(
            MeasureRow.workspace_id == workspace_id,
            or_(MeasureRow.source_id == source_id, MeasureRow.source_id.is_(None)),
        )
        rows = await self._session.scalars(found, execution_options=EVERYWHERE)
        return tuple(_as_measure(row) for row in rows)

    async def clear(self, now: datetime) -> None:
        """Forget what is over."""
        over = delete(MeasureRow).where(MeasureRow.until <= now)
        await self._session.execute(over, execution_options=QUIETLY)


def _as_measure(row: MeasureRow) -> Measure:
    return Measure(
        row.id, Step(row.step), row.target, row.until, row.source_id, row.incident_id, row.by
    )
