"""Work under a lease: one shape of claim for everything that is done later.

A lease is not a "done" flag. Whoever claims a row holds it until a moment; if
they die, the row becomes free by itself. At worst work is repeated, never lost.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
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
    bindparam,
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

from storage.base import Moment, Number
from storage.dialects import is_sqlite
from storage.scope import ACROSS

DUE, DEAD = "due", "dead"


class LeasedWork:
    """Columns of a row that somebody works on later; rows of one lane go one at a time."""

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    lane: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(8), default=DUE)
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(1024))
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]


def lease_indexes(table: str) -> tuple[Index, ...]:
    """Make the indexes that claiming needs: over what is due, and over what is held."""
    due, held = text("state = 'due'"), text("lease IS NOT NULL")
    return (
        _partial(f"ix_{table}_due_in_lane", due, "lane", "id"),
        _partial(f"ix_{table}_due", due, "due_at"),
        _partial(f"ix_{table}_held", held, "lane"),
    )


def _partial(name: str, condition: TextClause, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


Work = TypeVar("Work", bound=LeasedWork)
QUIETLY: dict[str, Any] = {ACROSS: True, "synchronize_session": False}
FREE: dict[str, Any] = {"lease": None, "leased_until": None}


async def claim(
    session: AsyncSession,
    table: type[Work],
    now: datetime,
    *,
    lease: UUID,
    until: datetime,
    limit: int,
) -> Sequence[Work]:
    """Lease up to *limit* due rows: the first due row of each lane in which nobody is busy."""
    await _alone(session, table)
    values = {"now": now, "lease_id": lease, "until": until, "most": limit}
    options = {**QUIETLY, "populate_existing": True}
    claiming = _claiming(table)  # type: ignore[arg-type]  # mypy asks whether rows can be hashed
    rows = await session.scalars(claiming, values, execution_options=options)
    return sorted(rows, key=lambda row: row.id)


async def _alone(session: AsyncSession, table: type[LeasedWork]) -> None:
    """Let one process claim at a time, where several can write at once.

    Without it two workers may each see the lane free and lease a row of it.
    """
    if not is_sqlite(session):
        lock = select(func.pg_advisory_xact_lock(crc32(table.__name__.encode())))
        await session.execute(lock, execution_options={ACROSS: True})


# Statements are built once for each table: building one takes longer than running it.
@cache
def _claiming(table: type[Work]) -> Executable:
    """Hop from lane to lane, so that the length of a lane costs nothing."""
    now, lanes, first = bindparam("now", type_=Moment), _lanes(table), aliased(table)
    first_due = (
        select(first.id)
        .where(first.lane == lanes.c.lane, _is_due(first), first.due_at <= now)
        .order_by(first.id)
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )
    held = aliased(table)
    busy = exists().where(
        held.lane == lanes.c.lane, held.lease.is_not(None), held.leased_until > now
    )
    firsts = select(first_due.label("id")).where(lanes.c.lane.is_not(None), ~busy).subquery()
    oldest = (
        select(firsts.c.id)
        .where(firsts.c.id.is_not(None))
        .order_by(firsts.c.id)
        .limit(bindparam("most", type_=Integer))
    )
    return (
        update(table)
        .where(table.id.in_(oldest.scalar_subquery()))
        .values(lease=bindparam("lease_id", type_=Uuid), leased_until=bindparam("until"))
        .returning(table)
    )


def _lanes(table: type[LeasedWork]) -> CTE:
    """Name every lane in which something is due or will be, each found from the one before."""
    due, after = aliased(table), aliased(table)
    lanes = select(func.min(due.lane).label("lane")).where(_is_due(due))
    found = lanes.cte("lanes", recursive=True)
    following = (
        select(func.min(after.lane))
        .where(_is_due(after), after.lane > found.c.lane)
        .correlate(found)
        .scalar_subquery()
    )
    return found.union_all(select(following).where(found.c.lane.is_not(None)))


@cache
def _soonest(table: type[LeasedWork]) -> Executable:
    free = _free(table, bindparam("now", type_=Moment))
    return select(table.due_at).where(_is_due(table), free).order_by(table.due_at).limit(1)


def _is_due(table: type[LeasedWork]) -> ColumnElement[bool]:
    """Match rows that still have to be done; as a literal, or no partial index is used."""
    return table.state == literal_column(f"'{DUE}'")


def _free(table: type[LeasedWork], now: BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(table.leased_until.is_(None), table.leased_until <= now)


async def next_due(
    session: AsyncSession, table: type[LeasedWork], now: datetime
) -> datetime | None:
    """Say when the next row that nobody holds becomes due, if any waits."""
    soonest = _soonest(table)  # type: ignore[arg-type]  # mypy asks whether rows can be hashed
    found = await session.scalars(soonest, {"now": now}, execution_options={ACROSS: True})
    moment: datetime | None = found.first()
    return moment


async def release(session: AsyncSession, table: type[LeasedWork], lease: UUID) -> None:
    """Free everything that is held under one lease."""
    held = update(table).where(table.lease == lease).values(**FREE)
    await session.execute(held, execution_options=QUIETLY)
