"""Incidents, on the shelf: what is unusual at sources, and how it was ruled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, Select, String, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.abuse import Trouble
from domain.errors import NotFound
from domain.incident import KEPT, Incident, Ruling
from domain.measure import Step
from domain.traffic import SAMPLES_KEPT
from storage.base import Base, OwnedById, owned_reference
from storage.scope import EVERYWHERE, QUIETLY, WORKSPACE
from storage.sources import SourceRow


class IncidentRow(OwnedById, Base):
    """Something unusual at a source; ``target`` is forgotten long before the rest."""

    __tablename__ = "incidents"
    __table_args__ = (
        owned_reference("source_id", "sources"),
        Index("ix_incidents_of_source", "workspace_id", "source_id", "opened_at"),
        Index(
            "ix_incidents_open",
            "workspace_id",
            "source_id",
            "trouble",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    source_id: Mapped[UUID]
    trouble: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    peak: Mapped[int] = mapped_column(Integer)
    usual: Mapped[int] = mapped_column(Integer)
    target: Mapped[str | None] = mapped_column(String(64))
    steps: Mapped[str] = mapped_column(String(64))
    stepped_at: Mapped[datetime | None]
    rulings: Mapped[str] = mapped_column(String(64))
    fine_until: Mapped[datetime | None]


class Incidents:
    """Reads and writes the incidents of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, incident_id: UUID) -> Incident:
        """Return one, held until it is written; refuse with NotFound."""
        found = _whole().where(IncidentRow.id == incident_id).with_for_update(of=IncidentRow)
        row = (await self._session.execute(found)).one_or_none()
        if row is None:
            raise NotFound
        return _as_incident(*row)

    async def of_source(self, source_id: UUID, since: datetime) -> Sequence[Incident]:
        """Return those of a source that were not over then, the newest first."""
        lasted = or_(IncidentRow.closed_at.is_(None), IncidentRow.closed_at >= since)
        found = (
            _whole()
            .where(IncidentRow.source_id == source_id, lasted)
            .order_by(IncidentRow.opened_at.desc())
        )
        return [_as_incident(*row) for row in await self._session.execute(found)]

    async def newest(self, since: datetime, most: int) -> Sequence[Incident]:
        """Return the newest incidents since then."""
        found = (
            _whole()
            .where(IncidentRow.opened_at >= since)
            .order_by(IncidentRow.opened_at.desc())
            .limit(most)
        )
        return [_as_incident(*row) for row in await self._session.execute(found)]

    async def tell_of_held(self) -> bool:
        """Tell whether admins hear of held leads by an incident that is not over."""
        of_held = or_(
            IncidentRow.trouble.in_([Trouble.HELD, Trouble.HONEYPOT]),
            IncidentRow.steps.contains(Step.HOLD.value),
        )
        found = select(IncidentRow.id).where(of_held, IncidentRow.closed_at.is_(None))
        return (await self._session.scalars(found.limit(1))).first() is not None

    async def save(self, incident: Incident) -> None:
        """Write the incident."""
        await self._session.merge(
            IncidentRow(
                workspace_id=self._session.info[WORKSPACE],
                id=incident.id,
                source_id=incident.source_id,
                trouble=incident.trouble.value,
                opened_at=incident.opened_at,
                seen_at=incident.seen_at,
                closed_at=incident.closed_at,
                peak=incident.peak,
                usual=incident.usual,
                target=incident.target,
                steps=" ".join(incident.steps),
                stepped_at=incident.stepped_at,
                rulings=" ".join(incident.rulings),
                fine_until=incident.fine_until,
            )
        )
        await self._session.flush()


class AllIncidents:
    """Looks after the incidents of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def any_over(self, seen_before: datetime) -> bool:
        """Tell whether some were not seen for a while."""
        found = select(IncidentRow.id).where(
            IncidentRow.closed_at.is_(None), IncidentRow.seen_at <= seen_before
        )
        rows = await self._session.scalars(found.limit(1), execution_options=EVERYWHERE)
        return rows.first() is not None

    async def close(self, seen_before: datetime, now: datetime) -> None:
        """End those that were not seen for a while."""
        over = update(IncidentRow).where(
            IncidentRow.closed_at.is_(None), IncidentRow.seen_at <= seen_before
        )
        await self._session.execute(over.values(closed_at=now), execution_options=QUIETLY)

    async def clear(self, now: datetime) -> None:
        """Forget who stood out after some days, and the incident itself after some weeks."""
        faded = update(IncidentRow).where(
            IncidentRow.target.is_not(None),
            IncidentRow.closed_at.is_not(None),
            IncidentRow.seen_at < now - SAMPLES_KEPT,
        )
        await self._session.execute(faded.values(target=None), execution_options=QUIETLY)
        old = delete(IncidentRow).where(IncidentRow.closed_at < now - KEPT)
        await self._session.execute(old, execution_options=QUIETLY)


def _whole() -> "Select[IncidentRow, str]":
    return select(IncidentRow, SourceRow.name).join(
        SourceRow,
        (SourceRow.workspace_id == IncidentRow.workspace_id)
        & (SourceRow.id == IncidentRow.source_id),
    )


def _as_incident(row: IncidentRow, source_name: str) -> Incident:
    return Incident(
        id=row.id,
        source_id=row.source_id,
        source_name=source_name,
        trouble=Trouble(row.trouble),
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        peak=row.peak,
        usual=row.usual,
        target=row.target,
        closed_at=row.closed_at,
        steps=tuple(map(Step, row.steps.split())),
        stepped_at=row.stepped_at,
        rulings=tuple(map(Ruling, row.rulings.split())),
        fine_until=row.fine_until,
    )
