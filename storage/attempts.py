"""The log of every attempt to carry a parcel, kept after the parcel is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.parcel import Outcome, Parcel
from domain.routing import TEST
from storage.base import Base, Number, WorkspaceOwned
from storage.scope import later


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


NEW_DELIVERY = insert(DeliveryRow)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, as people read it."""

    at: datetime
    kind: str
    attempt: int
    milliseconds: int
    outcome: Outcome
    error: str | None


class Attempts:
    """Writes and reads the attempts of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, parcel: Parcel, delivery: Delivery) -> None:
        """Remember one attempt."""
        row = {
            "parcel_id": parcel.id,
            "kind": delivery.kind,
            "lane": parcel.lane,
            "subject_id": parcel.subject_id,
            "attempt": delivery.attempt,
            "at": delivery.at,
            "milliseconds": delivery.milliseconds,
            "outcome": delivery.outcome,
            "error": delivery.error,
        }
        later(self._session, NEW_DELIVERY, [row])

    async def last_test_of(self, chat_id: UUID) -> Delivery | None:
        """Return how the latest test of a chat ended, one that comes later aside."""
        found = select(DeliveryRow).where(
            DeliveryRow.subject_id == chat_id,
            DeliveryRow.kind == TEST,
            DeliveryRow.outcome != Outcome.POSTPONED,
        )
        row = (await self._session.scalars(found.order_by(DeliveryRow.id.desc()).limit(1))).first()
        return _as_delivery(row) if row else None

    async def of(self, subject_id: UUID) -> Sequence[Delivery]:
        """Return every attempt for one subject, the oldest first."""
        found = (
            select(DeliveryRow)
            .where(DeliveryRow.subject_id == subject_id)
            .order_by(DeliveryRow.id)
        )
        return [_as_delivery(row) for row in await self._session.scalars(found)]


def _as_delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        row.at, row.kind, row.attempt, row.milliseconds, Outcome(row.outcome), row.error
    )
