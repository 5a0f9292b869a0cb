"""Accepted inbound events: the promise behind every 202, and the memory behind idempotency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from storage.base import Base, Number, WorkspaceOwned
from storage.dialects import PLAINLY, insert_for
from storage.scope import ACROSS

# Literals, not parameters: otherwise no partial index is used.
STILL_WAITING = text("state = 'waiting'")
GIVEN_UP = text("state = 'dead'")


class State(StrEnum):
    """Where an accepted event stands."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Kind(StrEnum):
    """What an accepted event is: somebody's lead, or a canary of our own."""

    LEAD = "lead"
    CANARY = "canary"


class IntakeRow(WorkspaceOwned, Base):
    """One accepted event; its body is blanked once it became a lead."""

    __tablename__ = "intake"
    __table_args__ = (
        UniqueConstraint("source_id", "event_id"),
        Index(
            "ix_intake_waiting", "id", sqlite_where=STILL_WAITING, postgresql_where=STILL_WAITING
        ),
        Index("ix_intake_dead", "id", sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    source_id: Mapped[UUID]
    event_id: Mapped[str] = mapped_column(String(256))
    body_hash: Mapped[str] = mapped_column(String(64))
    lead_id: Mapped[UUID]
    lead: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=State.WAITING)
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8), default=Kind.LEAD)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One inbound event to remember; ``lead`` is the lead-to-be as JSON."""

    workspace_id: WorkspaceId
    source_id: UUID
    event_id: str
    body_hash: str
    lead_id: UUID
    lead: str
    received_at: datetime
    kind: Kind = Kind.LEAD


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the inbox answers: the lead id that counts, and how this event relates to it."""

    lead_id: UUID
    duplicate: bool = False
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted event that is not a lead yet."""

    id: int
    workspace_id: WorkspaceId
    source_id: UUID
    lead_id: UUID
    lead: str
    received_at: datetime
    failures: int
    kind: Kind = Kind.LEAD


class Inbox:
    """Remembers accepted events of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, events: Sequence[Accepted]) -> list[Receipt]:
        """Remember the events, each once; answer in the same order.

        A second event with the id of an earlier one is not kept: it is a
        duplicate if its body is the same, else a conflict.
        """
        new = await self._insert(events)
        known = [each for each in events if each.lead_id not in new]
        first = await self._first_of(known) if known else {}
        return [
            Receipt(each.lead_id) if each.lead_id in new else _compared(each, first)
            for each in events
        ]

    async def _insert(self, events: Sequence[Accepted]) -> set[UUID]:
        columns = IntakeRow.__table__.c
        kept = (
            insert_for(self._session, IntakeRow)
            .on_conflict_do_nothing(index_elements=[columns.source_id, columns.event_id])
            .returning(columns.lead_id)
        )
        rows = [_as_values(each) for each in events]
        return set(await self._session.scalars(kept, rows, execution_options=PLAINLY))

    async def _first_of(self, events: Sequence[Accepted]) -> dict[tuple[UUID, str], Any]:
        found = select(
            IntakeRow.source_id, IntakeRow.event_id, IntakeRow.body_hash, IntakeRow.lead_id
        ).where(
            IntakeRow.source_id.in_({each.source_id for each in events}),
            IntakeRow.event_id.in_({each.event_id for each in events}),
        )
        rows = await self._session.execute(found, execution_options={ACROSS: True})
        return {(row.source_id, row.event_id): row for row in rows}

    async def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """Return due events, the oldest first, locked against other workers."""
        due = (
            select(IntakeRow)
            .where(STILL_WAITING, IntakeRow.due_at <= now)
            .order_by(IntakeRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._session.scalars(due, execution_options={ACROSS: True})
        return [_as_waiting(row) for row in rows]

    async def something_waits(self, now: datetime) -> bool:
        """Tell whether any event is due."""
        due = (STILL_WAITING, IntakeRow.due_at <= now)
        found = select(IntakeRow.id).where(*due).limit(1)
        return (
            await self._session.scalars(found, execution_options={ACROSS: True})
        ).first() is not None

    async def done(self, ids: Sequence[int]) -> None:
        """Blank the events that became leads; ids and hashes stay as memory."""
        await self._session.execute(
            update(IntakeRow).where(IntakeRow.id.in_(ids)).values(state=State.DONE, lead=""),
            execution_options={ACROSS: True, "synchronize_session": False},
        )

    async def set_aside(self, event_id: int, error: str, due_at: datetime | None) -> None:
        """Count a failure; try again at *due_at*, or never if it is ``None``."""
        values: dict[str, Any] = {"failures": IntakeRow.failures + 1, "last_error": error}
        values |= {"due_at": due_at} if due_at else {"state": State.DEAD}
        await self._session.execute(
            update(IntakeRow).where(IntakeRow.id == event_id).values(**values),
            execution_options={ACROSS: True, "synchronize_session": False},
        )


def _as_values(event: Accepted) -> dict[str, Any]:
    return {
        "workspace_id": event.workspace_id,
        "source_id": event.source_id,
        "event_id": event.event_id,
        "body_hash": event.body_hash,
        "lead_id": event.lead_id,
        "lead": event.lead,
        "received_at": event.received_at,
        "due_at": event.received_at,
        "state": State.WAITING,
        "failures": 0,
        "kind": event.kind,
    }


def _as_waiting(row: IntakeRow) -> Waiting:
    return Waiting(
        id=row.id,
        workspace_id=WorkspaceId(row.workspace_id),
        source_id=row.source_id,
        lead_id=row.lead_id,
        lead=row.lead,
        received_at=row.received_at,
        failures=row.failures,
        kind=Kind(row.kind),
    )


def _compared(event: Accepted, first: dict[tuple[UUID, str], Any]) -> Receipt:
    original = first[event.source_id, event.event_id]
    same = original.body_hash == event.body_hash
    return Receipt(original.lead_id, duplicate=same, conflict=not same)
