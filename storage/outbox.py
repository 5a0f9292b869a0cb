"""The outbox: what must leave, and the log of every attempt to bring it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Index, String, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.parcel import NewParcel, Outcome, Parcel
from storage.base import Base, Number, WorkspaceOwned
from storage.dialects import PLAINLY, insert_for
from storage.leases import (
    DEAD,
    DUE,
    FREE,
    QUIETLY,
    LeasedWork,
    claim,
    lease_indexes,
    next_due,
    release,
)
from storage.scope import ACROSS, WORKSPACE

ONE_DUE_PER_KEY = text("state = 'due'")


class ParcelRow(LeasedWork, WorkspaceOwned, Base):
    """Something that must leave; ``revision`` grows when it is wanted anew while waiting."""

    __tablename__ = "parcels"
    __table_args__ = (
        Index(
            "uq_parcels_key_due",
            "key",
            unique=True,
            sqlite_where=ONE_DUE_PER_KEY,
            postgresql_where=ONE_DUE_PER_KEY,
        ),
        *lease_indexes("parcels"),
    )

    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(128))
    subject_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class DeliveryRow(WorkspaceOwned, Base):
    """One attempt to carry one parcel, kept after the parcel is gone."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "workspace_id", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    parcel_id: Mapped[int] = mapped_column(Number)
    kind: Mapped[str] = mapped_column(String(16))
    lane: Mapped[str] = mapped_column(String(128))
    subject_id: Mapped[UUID]
    attempt: Mapped[int]
    at: Mapped[datetime]
    milliseconds: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(1024))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, as people read it."""

    at: datetime
    kind: str
    attempt: int
    milliseconds: int
    outcome: Outcome
    error: str | None


class Outbox:
    """Takes parcels of the open workspace; hands them out across workspaces to the system."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, parcels: Iterable[NewParcel], now: datetime) -> None:
        """Add the parcels; one that waits already under the same key is wanted anew instead."""
        workspace_id = self._session.info[WORKSPACE]
        rows = [_as_values(each, workspace_id, now) for each in parcels]
        if not rows:
            return
        again = insert_for(self._session, ParcelRow).on_conflict_do_update(
            index_elements=["key"],
            index_where=ONE_DUE_PER_KEY,
            set_={"revision": ParcelRow.revision + 1},
        )
        await self._session.execute(again, rows, execution_options=PLAINLY)

    async def claim(
        self, now: datetime, *, lease: UUID, until: datetime, limit: int
    ) -> Sequence[Parcel]:
        """Lease up to *limit* due parcels, at most one of each lane."""
        rows = await claim(self._session, ParcelRow, now, lease=lease, until=until, limit=limit)
        return [_as_parcel(row, lease) for row in rows]

    async def next_due(self, now: datetime) -> datetime | None:
        """Say when the next parcel becomes due."""
        return await next_due(self._session, ParcelRow, now)

    async def delivered(self, parcel: Parcel, now: datetime) -> None:
        """Drop the parcel; if it was wanted anew meanwhile, free it for another round."""
        mine = _held(parcel)
        gone = delete(ParcelRow).where(*mine, ParcelRow.revision == parcel.revision)
        result = await self._session.execute(gone, execution_options=QUIETLY)
        if cast("CursorResult[Any]", result).rowcount:
            return
        again = update(ParcelRow).where(*mine).values(due_at=now, failures=0, **FREE)
        await self._session.execute(again, execution_options=QUIETLY)

    async def postpone(
        self, parcel: Parcel, due_at: datetime, error: str, *, counts: bool
    ) -> None:
        """Free the parcel for a later attempt."""
        later = (
            update(ParcelRow)
            .where(*_held(parcel))
            .values(
                due_at=due_at, failures=ParcelRow.failures + int(counts), last_error=error, **FREE
            )
        )
        await self._session.execute(later, execution_options=QUIETLY)

    async def rest(self, lane: str, until: datetime) -> None:
        """Let nothing of the lane leave before *until*."""
        waiting = (ParcelRow.lane == lane, ParcelRow.state == DUE, ParcelRow.due_at < until)
        await self._session.execute(
            update(ParcelRow).where(*waiting).values(due_at=until), execution_options=QUIETLY
        )

    async def give_up(self, parcel: Parcel, error: str) -> None:
        """Keep the parcel as a dead letter with its reason."""
        dead = update(ParcelRow).where(*_held(parcel)).values(state=DEAD, last_error=error, **FREE)
        await self._session.execute(dead, execution_options=QUIETLY)

    async def release(self, lease: UUID) -> None:
        """Free everything that one worker still holds."""
        await release(self._session, ParcelRow, lease)

    async def waiting(self) -> int:
        """Count the parcels that have not left."""
        counted = select(func.count()).select_from(ParcelRow).where(ParcelRow.state == DUE)
        return (
            await self._session.execute(counted, execution_options={ACROSS: True})
        ).scalar_one()

    def log(self, parcel: Parcel, delivery: Delivery) -> None:
        """Remember one attempt."""
        self._session.add(
            DeliveryRow(
                parcel_id=parcel.id,
                kind=delivery.kind,
                lane=parcel.lane,
                subject_id=parcel.subject_id,
                attempt=delivery.attempt,
                at=delivery.at,
                milliseconds=delivery.milliseconds,
                outcome=delivery.outcome,
                error=delivery.error,
            )
        )

    async def deliveries_of(self, subject_id: UUID) -> Sequence[Delivery]:
        """Return every attempt for one subject, the oldest first."""
        found = (
            select(DeliveryRow)
            .where(DeliveryRow.subject_id == subject_id)
            .order_by(DeliveryRow.id)
        )
        return [_as_delivery(row) for row in await self._session.scalars(found)]


def _held(parcel: Parcel) -> tuple[Any, ...]:
    """Match the parcel only while its lease is ours."""
    return (ParcelRow.id == parcel.id, ParcelRow.lease == parcel.lease)


def _as_values(parcel: NewParcel, workspace_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "kind": parcel.kind,
        "lane": parcel.lane,
        "key": parcel.key,
        "subject_id": parcel.subject_id,
        "state": DUE,
        "due_at": now,
        "failures": 0,
        "revision": 1,
        "created_at": now,
    }


def _as_parcel(row: ParcelRow, lease: UUID) -> Parcel:
    return Parcel(
        id=row.id,
        workspace_id=WorkspaceId(row.workspace_id),
        kind=row.kind,
        lane=row.lane,
        subject_id=row.subject_id,
        revision=row.revision,
        failures=row.failures,
        created_at=row.created_at,
        lease=lease,
    )


def _as_delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        row.at, row.kind, row.attempt, row.milliseconds, Outcome(row.outcome), row.error
    )
