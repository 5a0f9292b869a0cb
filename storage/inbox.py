"""Accepted inbound events: the promise behind every 202, and the memory behind idempotency."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Executable,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.erasing import event_digest
from storage.at_once import Question, filled, places_for
from storage.base import Base, Number, WorkspaceOwned
from storage.dialects import insert_into, is_sqlite
from storage.erased import ErasedEventRow
from storage.scope import EVERYWHERE, QUIETLY, ask_anywhere, later_anywhere
from storage.sources import SourceRow

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


_TABLE = IntakeRow.__table__
DONE = (
    update(IntakeRow)
    .where(IntakeRow.id == bindparam("intake_id"))
    .values(state=State.DONE.value, lead="")
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One inbound event to remember; ``lead`` is the lead-to-be as JSON.

    ``visit`` names what its sender may have left unfinished before, and what must not become a
    lead besides this one.
    """

    workspace_id: WorkspaceId
    source_id: UUID
    event_id: str
    body_hash: str
    lead_id: UUID
    lead: str
    received_at: datetime
    kind: Kind = Kind.LEAD
    visit: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the inbox answers: the lead id that counts, and how this event relates to it."""

    lead_id: UUID
    duplicate: bool = False
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted event that is not a lead yet."""

    workspace_id: WorkspaceId
    kind: Kind
    id: int
    source_id: UUID
    source_name: str
    lead_id: UUID
    lead: str
    received_at: datetime
    failures: int


# Built once: building it takes longer than running it.
@cache
def _waiting() -> Executable:
    source = SourceRow.__table__
    named = (source.c.workspace_id == _TABLE.c.workspace_id, source.c.id == _TABLE.c.source_id)
    return (
        select(
            _TABLE.c.workspace_id,
            _TABLE.c.kind,
            _TABLE.c.id,
            _TABLE.c.source_id,
            source.c.name,
            _TABLE.c.lead_id,
            _TABLE.c.lead,
            _TABLE.c.received_at,
            _TABLE.c.failures,
        )
        .join_from(_TABLE, source, and_(*named))
        .where(STILL_WAITING, _TABLE.c.due_at <= bindparam("now"))
        .order_by(_TABLE.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=_TABLE)
    )


@cache
def _kept(*, in_sqlite: bool) -> Executable:
    columns = IntakeRow.__table__.c
    return (
        insert_into(IntakeRow, in_sqlite=in_sqlite)
        .on_conflict_do_nothing(index_elements=[columns.source_id, columns.event_id])
        .returning(columns.lead_id)
    )


@cache
def _kept_back(*, in_sqlite: bool) -> Executable:
    return _unless_settled({"lead", "body_hash", "due_at"}, in_sqlite=in_sqlite)


@cache
def _settled(*, in_sqlite: bool) -> Executable:
    return _unless_settled({"lead", "state"}, in_sqlite=in_sqlite)


def _unless_settled(changed: Collection[str], *, in_sqlite: bool) -> Executable:
    """Insert a row, or change the one that waits under its name; what is settled stays so."""
    columns = IntakeRow.__table__.c
    insert = insert_into(IntakeRow, in_sqlite=in_sqlite)
    return insert.on_conflict_do_update(
        index_elements=[columns.source_id, columns.event_id],
        set_={name: insert.excluded[name] for name in changed},
        where=columns.state == literal_column("'waiting'"),
    )


@cache
def _erased(places: int) -> Executable:
    columns = ErasedEventRow.__table__.c
    digests = [bindparam(f"digest{each}", type_=String) for each in range(places)]
    return select(columns.digest, columns.lead_id).where(columns.digest.in_(digests))


def _digest(event: Accepted) -> str:
    return event_digest(event.source_id, event.event_id)


class Inbox:
    """Remembers accepted events of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, events: Sequence[Accepted]) -> list[Receipt]:
        """Remember the events, each once; answer in the same order.

        A second event with the id of an earlier one is not kept: it is a
        duplicate if its body is the same, else a conflict.
        """
        if visits := [_end_of_visit(each) for each in events if each.visit]:
            settled = _settled(in_sqlite=is_sqlite(self._session))
            later_anywhere(self._session, settled, visits)
        new, erased = await self._insert(events)
        known = [each for each in events if each.lead_id not in new]
        first = await self._first_of(known) if known else {}
        receipts = [
            Receipt(each.lead_id) if each.lead_id in new else _compared(each, first)
            for each in events
        ]
        return await self._without_erased(events, receipts, erased) if erased else receipts

    def keep_back(self, event: Accepted, due_at: datetime) -> None:
        """Keep what a visitor left unfinished until *due_at*, unless the whole of it came.

        What the same visit left before is replaced.
        """
        row = _as_values(event) | {"event_id": _unfinished(event), "due_at": due_at}
        later_anywhere(self._session, _kept_back(in_sqlite=is_sqlite(self._session)), [row])

    async def _insert(self, events: Sequence[Accepted]) -> tuple[set[UUID], dict[str, UUID]]:
        """Keep what nobody kept; return which, and of the erased leads what comes again."""
        if not events:
            return set(), {}
        kept = _kept(in_sqlite=is_sqlite(self._session))
        rows = [_as_values(each) for each in events]
        places = places_for(len(events))
        digests = filled("digest", [_digest(each) for each in events], places)
        new, erased = await ask_anywhere(
            self._session, Question(kept, rows), Question(_erased(places), [digests])
        )
        return {each.lead_id for each in new}, {each.digest: each.lead_id for each in erased}

    async def _without_erased(
        self, events: Sequence[Accepted], receipts: list[Receipt], erased: dict[str, UUID]
    ) -> list[Receipt]:
        """Let go of what made a lead that was erased: it is a duplicate, whatever it says."""
        again = [each.lead_id for each in events if _digest(each) in erased]
        gone = delete(IntakeRow).where(IntakeRow.lead_id.in_(again), STILL_WAITING)
        await self._session.execute(gone, execution_options=QUIETLY)
        firsts = [erased.get(_digest(each)) for each in events]
        return [
            Receipt(first, duplicate=True) if first else receipt
            for first, receipt in zip(firsts, receipts, strict=True)
        ]

    async def _first_of(self, events: Sequence[Accepted]) -> dict[tuple[UUID, str], Any]:
        found = select(
            IntakeRow.source_id, IntakeRow.event_id, IntakeRow.body_hash, IntakeRow.lead_id
        ).where(
            IntakeRow.source_id.in_({each.source_id for each in events}),
            IntakeRow.event_id.in_({each.event_id for each in events}),
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return {(row.source_id, row.event_id): row for row in rows}

    async def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """Return due events, the oldest first, locked against other workers."""
        due = Question(_waiting(), [{"now": now, "most": limit}])
        (rows,) = await ask_anywhere(self._session, due)
        return [
            Waiting(WorkspaceId(workspace_id), Kind(kind), *row)
            for workspace_id, kind, *row in rows
        ]

    async def something_waits(self, now: datetime) -> bool:
        """Tell whether any event is due."""
        due = (STILL_WAITING, IntakeRow.due_at <= now)
        found = select(IntakeRow.id).where(*due).limit(1)
        return (
            await self._session.scalars(found, execution_options=EVERYWHERE)
        ).first() is not None

    def done(self, ids: Sequence[int]) -> None:
        """Blank the events that became leads; ids and hashes stay as memory."""
        later_anywhere(self._session, DONE, [{"intake_id": each} for each in ids])

    async def set_aside(self, event_id: int, error: str, due_at: datetime | None) -> None:
        """Count a failure; try again at *due_at*, or never if it is ``None``."""
        values: dict[str, Any] = {"failures": IntakeRow.failures + 1, "last_error": error}
        values |= {"due_at": due_at} if due_at else {"state": State.DEAD}
        await self._session.execute(
            update(IntakeRow).where(IntakeRow.id == event_id).values(**values),
            execution_options=QUIETLY,
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


def _unfinished(event: Accepted) -> str:
    """Name what a visit left unfinished; no sender can choose this name."""
    return f"unfinished:{event.visit}"


def _end_of_visit(event: Accepted) -> dict[str, Any]:
    """Make what settles a visit, also for an unfinished form that is still on its way."""
    blank = {"event_id": _unfinished(event), "lead": "", "state": State.DONE, "body_hash": ""}
    return _as_values(event) | blank


def _compared(event: Accepted, first: dict[tuple[UUID, str], Any]) -> Receipt:
    original = first[event.source_id, event.event_id]
    same = original.body_hash == event.body_hash
    return Receipt(original.lead_id, duplicate=same, conflict=not same)
