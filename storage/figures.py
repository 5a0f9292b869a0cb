"""How much waits on the shelves of all workspaces together; only counts and moments come out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.figures import Figures, Pile
from storage.inbox import IntakeRow, Kind, State
from storage.leads import LeadRow
from storage.leases import DEAD, DUE
from storage.parcels import ParcelRow
from storage.scope import EVERYWHERE
from storage.updates import UpdateRow

Remembering = type[IntakeRow] | type[UpdateRow]
Work = Remembering | type[ParcelRow]
Column = InstrumentedAttribute[str]


class Tally:
    """Counts across workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def figures(self, now: datetime) -> Figures:
        """Count what is due, what comes later and what was given up."""
        return Figures(
            intake=await self._pile(IntakeRow, State.WAITING, now),
            parcels=await self._parcels(now),
            updates=await self._pile(UpdateRow, DUE, now),
            unanswered=await self._unanswered(now),
        )

    async def _unanswered(self, now: datetime) -> int:
        """Count leads past their deadline; closed ones have none, so the index is short."""
        counted = select(func.count()).select_from(LeadRow).where(LeadRow.respond_by <= now)
        return int((await self._rows(counted))[0][0])

    async def _pile(self, table: Remembering, waits: str, now: datetime) -> Pile:
        """Count in a table that keeps what is done: only partial indexes are gone over."""
        (waiting,) = await self._rows(_waiting(table, waits, now))
        (dead,) = await self._rows(_given_up(table))
        return _as_pile(waiting, dead.dead, now)

    async def _parcels(self, now: datetime) -> dict[str, Pile]:
        """Count parcels by kind; those that left are no rows any more."""
        kind = ParcelRow.kind
        due = await self._rows(_waiting(ParcelRow, DUE, now, kind))
        dead = await self._rows(_given_up(ParcelRow, kind))
        given_up = {row.kind: row.dead for row in dead}
        piles = {row.kind: _as_pile(row, given_up.pop(row.kind, 0), now) for row in due}
        return piles | {kind: Pile(dead=count) for kind, count in given_up.items()}

    async def _rows(self, counted: Executable) -> Sequence[Row[Any]]:
        rows = await self._session.execute(counted, execution_options=EVERYWHERE)
        return list(rows)


def _waiting(table: Work, state: str, now: datetime, *by: Column) -> Executable:
    """Count what is due and what is not yet, and find since when the first is due."""
    due = func.count().filter(table.due_at <= now).label("due")
    later = func.count().filter(table.due_at > now).label("later")
    first = func.min(table.due_at).label("first")
    rows = (_in_state(table, state), *_leads_only(table))
    return select(*by, due, later, first).where(*rows).group_by(*by)


def _given_up(table: Work, *by: Column) -> Executable:
    counted = select(*by, func.count().label("dead")).select_from(table)
    return counted.where(_in_state(table, DEAD), *_leads_only(table)).group_by(*by)


def _leads_only(table: Work) -> Sequence[ColumnElement[bool]]:
    """Leave our own canaries out."""
    return (IntakeRow.kind == Kind.LEAD,) if table is IntakeRow else ()


def _in_state(table: Work, state: str) -> ColumnElement[bool]:
    """Match rows in a state; as a literal, or no partial index is used."""
    return table.state == literal_column(f"'{state}'")


def _as_pile(row: Row[Any], dead: int, now: datetime) -> Pile:
    overdue = now - row.first if row.first else timedelta()
    return Pile(row.due, row.later, dead, max(overdue, timedelta()))
