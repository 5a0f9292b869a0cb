"""Work under a lease: one shape of claim for everything that is done later.

A lease is not a "done" flag. Whoever claims a row holds it until a moment; if
they die, the row becomes free by itself. At worst work is repeated, never lost.
"""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID
from zlib import crc32

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Executable,
    Index,
    Integer,
    String,
    TextClause,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from domain.parcel import ANY, Choice, Priority
from storage.at_once import Question, filled, places_for
from storage.base import Moment, Number
from storage.dialects import is_sqlite
from storage.lanes import LaneRow
from storage.scope import EVERYWHERE, QUIETLY, ask_anywhere

DUE, DEAD = "due", "dead"
URGENT = int(Priority.HOT)


class LeasedWork:
    """Columns of a row that somebody works on later; rows of one lane go one at a time.

    ``ORDER`` names the columns by which they go.
    """

    ORDER: ClassVar[tuple[str, ...]] = ("id",)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    lane: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(8), default=DUE)
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(1024))
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]


def lease_indexes(table: str, *order: str) -> tuple[Index, ...]:
    """Make the indexes that claiming needs: over what is due, and over what is held."""
    due, held = text("state = 'due'"), text("lease IS NOT NULL")
    by_order = [_partial(f"ix_{table}_due_by_order", due, "lane", *order)] if order else []
    return (
        _partial(f"ix_{table}_due_in_lane", due, "lane", "id"),
        *by_order,
        _partial(f"ix_{table}_due_soonest", due, "lane", "due_at"),
        _partial(f"ix_{table}_held", held, "lane"),
    )


def _partial(name: str, condition: TextClause, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


Work = TypeVar("Work", bound=LeasedWork)
FREE: dict[str, Any] = {"lease": None, "leased_until": None}


async def claim(  # noqa: PLR0913 -- a lease is that much, all by name
    session: AsyncSession,
    table: type[Work],
    now: datetime,
    *,
    lease: UUID,
    until: datetime,
    limit: int,
    choice: Choice = ANY,
) -> Sequence[Work]:
    """Lease up to *limit* due rows: the first due row of each lane in which nobody is busy."""
    await _alone(session, table)
    values = {"now": now, "lease_id": lease, "until": until, "most": limit, **_lists(choice)}
    options = {**QUIETLY, "populate_existing": True}
    claiming = _claiming(table)  # type: ignore[arg-type]  # mypy asks whether rows can be hashed
    rows = await session.scalars(claiming, values, execution_options=options)
    return sorted(rows, key=lambda row: [getattr(row, name) for name in table.ORDER])


def _lists(choice: Choice) -> dict[str, Any]:
    """Return the lists of a choice as a statement takes them."""
    return {each.name: list(getattr(choice, each.name)) for each in fields(choice)}


async def _alone(session: AsyncSession, table: type[LeasedWork]) -> None:
    """Let one process claim at a time, where several can write at once.

    Without it two workers may each see the lane free and lease a row of it.
    """
    if not is_sqlite(session):
        lock = select(func.pg_advisory_xact_lock(crc32(table.__name__.encode())))
        await session.execute(lock, execution_options=EVERYWHERE)


# Statements are built once for each table: building one takes longer than running it.
@cache
def _claiming(table: type[Work]) -> Executable:
    """Hop from lane to lane, so that the length of a lane costs nothing."""
    now, lanes = bindparam("now", type_=Moment), _lanes(table)
    held = aliased(table)
    busy = exists().where(
        held.lane == lanes.c.lane, held.lease.is_not(None), held.leased_until > now
    )
    left_alone = _left_alone(lanes, now, _list("without"))
    free = and_(lanes.c.lane.is_not(None), ~busy, ~left_alone)
    first_due = _first_due(table, lanes, now, table.ORDER)
    if table.ORDER != LeasedWork.ORDER:
        oldest_first = lanes.c.lane.in_(_list("oldest_first"))
        oldest = _first_due(table, lanes, now, LeasedWork.ORDER)
        first_due = case((oldest_first, oldest), else_=first_due)
    firsts = select(first_due.label("id")).where(free).subquery()
    chosen = aliased(table)
    first_of_all = (
        select(chosen.id)
        .where(chosen.id.in_(select(firsts.c.id)))
        .order_by(*_order(chosen, table.ORDER))
        .limit(bindparam("most", type_=Integer))
    )
    return (
        update(table)
        .where(table.id.in_(first_of_all.scalar_subquery()))
        .values(lease=bindparam("lease_id", type_=Uuid), leased_until=bindparam("until"))
        .returning(table)
    )


def _first_due(
    table: type[LeasedWork], lanes: CTE, now: BindParameter[datetime], order: Sequence[str]
) -> ColumnElement[int]:
    """Find the row of a lane that goes next."""
    first = aliased(table)
    conditions = [first.lane == lanes.c.lane, is_due(first), first.due_at <= now]
    if order != LeasedWork.ORDER:
        urgency = getattr(first, order[0])
        waits = lanes.c.lane.in_(_list("urgent_only"))
        conditions.append(or_(~waits, urgency <= URGENT))
    return (
        select(first.id)
        .where(*conditions)
        .order_by(*_order(first, order))
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )


def _order(table: Any, order: Sequence[str]) -> list[Any]:  # noqa: ANN401 -- an alias of a table
    return [getattr(table, name) for name in order]


def _list(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True, type_=String)


def _left_alone(
    lanes: CTE,
    now: BindParameter[datetime],
    without: BindParameter[Any] | Sequence[BindParameter[str]],
) -> ColumnElement[bool]:
    """Match lanes that are to be left alone, or rest."""
    rests = exists().where(LaneRow.lane == lanes.c.lane, LaneRow.rests_until > now)
    if isinstance(without, Sequence) and not without:
        return rests
    return or_(lanes.c.lane.in_(without), rests)


def _lanes(table: type[LeasedWork]) -> CTE:
    """Name every lane in which something is due or will be, each found from the one before."""
    due, after = aliased(table), aliased(table)
    lanes = select(func.min(due.lane).label("lane")).where(is_due(due))
    found = lanes.cte("lanes_found", recursive=True)
    following = (
        select(func.min(after.lane))
        .where(is_due(after), after.lane > found.c.lane)
        .correlate(found)
        .scalar_subquery()
    )
    return found.union_all(select(following).where(found.c.lane.is_not(None)))


@cache
def _soonest(table: type[LeasedWork], places: int) -> Executable:
    """Look into each lane for what is due first, so that the length of a lane costs nothing."""
    now, lanes, waiting = bindparam("now", type_=Moment), _lanes(table), aliased(table)
    soonest = (
        select(func.min(waiting.due_at))
        .where(waiting.lane == lanes.c.lane, is_due(waiting), _free(waiting, now))
        .correlate(lanes)
        .scalar_subquery()
    )
    without = [bindparam(f"without{each}", type_=String) for each in range(places)]
    free = and_(lanes.c.lane.is_not(None), ~_left_alone(lanes, now, without))
    in_lanes = select(soonest.label("due_at")).where(free).subquery()
    return select(func.min(in_lanes.c.due_at, type_=Moment))


@cache
def _waking() -> Executable:
    now = bindparam("now", type_=Moment)
    return select(func.min(LaneRow.rests_until, type_=Moment)).where(LaneRow.rests_until > now)


def is_due(table: type[LeasedWork]) -> ColumnElement[bool]:
    """Match rows that still have to be done; as a literal, or no partial index is used."""
    return table.state == literal_column(f"'{DUE}'")


def _free(table: type[LeasedWork], now: BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(table.leased_until.is_(None), table.leased_until <= now)


async def next_due(
    session: AsyncSession, table: type[LeasedWork], now: datetime, without: Collection[str] = ()
) -> datetime | None:
    """Say when the next row that nobody holds becomes due, if any waits; or a lane that rests."""
    places = places_for(len(without))
    soonest = _soonest(table, places)  # type: ignore[arg-type]  # mypy asks whether rows can be hashed
    answers = await ask_anywhere(
        session,
        Question(soonest, [{"now": now, **filled("without", list(without), places)}]),
        Question(_waking(), [{"now": now}]),
    )
    return min((row[0] for rows in answers for row in rows if row[0]), default=None)


async def release_all(session: AsyncSession, table: type[LeasedWork]) -> None:
    """Free everything that anybody holds, once they are known to be gone."""
    held = update(table).where(table.lease.is_not(None)).values(**FREE)
    await session.execute(held, execution_options=QUIETLY)


async def release(session: AsyncSession, table: type[LeasedWork], lease: UUID) -> None:
    """Free everything that is held under one lease."""
    held = update(table).where(table.lease == lease).values(**FREE)
    await session.execute(held, execution_options=QUIETLY)
