"""Work under a lease: one shape of claim for everything that is done later.

A lease is not a "done" flag. Whoever claims a row holds it until a moment; if
they die, the row becomes free by itself. At worst work is repeated, never lost.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import String, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import Number
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


Work = TypeVar("Work", bound=LeasedWork)


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
    busy, earlier = aliased(table), aliased(table)
    free = or_(table.leased_until.is_(None), table.leased_until <= now)
    first_due = (
        select(table.id)
        .where(table.state == DUE, table.due_at <= now, free)
        .where(~exists().where(busy.lane == table.lane, busy.leased_until > now))
        .where(
            ~exists().where(
                and_(
                    earlier.lane == table.lane,
                    earlier.state == DUE,
                    earlier.due_at <= now,
                    earlier.id < table.id,
                )
            )
        )
        .order_by(table.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=table)
    )
    leased = (
        update(table)
        .where(table.id.in_(first_due.scalar_subquery()))
        .values(lease=lease, leased_until=until)
        .returning(table)
    )
    options = {ACROSS: True, "synchronize_session": False, "populate_existing": True}
    rows = await session.scalars(leased, execution_options=options)
    return sorted(rows, key=lambda row: row.id)


async def next_due(session: AsyncSession, table: type[Work]) -> datetime | None:
    """Say when the next free row becomes due, if any waits."""
    soonest = (
        select(table.due_at)
        .where(table.state == DUE, table.lease.is_(None))
        .order_by(table.due_at)
        .limit(1)
    )
    return (await session.scalars(soonest, execution_options={ACROSS: True})).first()
