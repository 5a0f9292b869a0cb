"""Lanes that rest: nothing in them leaves before a moment, or before somebody heals them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.dialects import PLAINLY, insert_for

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when a lane rests whose other end cannot be reached: until somebody heals it."""


class LaneRow(Base):
    """A lane that rests; whose it is, is known where it leads to."""

    __tablename__ = "lanes"

    lane: Mapped[str] = mapped_column(String(128), primary_key=True)
    rests_until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(256))


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a lane rests, and why."""

    lane: str
    until: datetime
    reason: str


class Lanes:
    """Lets lanes rest and wakes them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rest(self, lane: str, until: datetime, reason: str) -> None:
        """Let nothing of the lane leave before *until*; a longer rest stays as it is."""
        resting = insert_for(self._session, LaneRow).values(
            lane=lane, rests_until=until, reason=reason[:256]
        )
        longer = {"rests_until": resting.excluded.rests_until, "reason": resting.excluded.reason}
        rest = resting.on_conflict_do_update(
            index_elements=["lane"],
            set_=longer,
            where=LaneRow.rests_until < resting.excluded.rests_until,
        )
        await self._session.execute(rest, execution_options=PLAINLY)

    async def wake(self, lane: str) -> None:
        """Let a lane go on that waits for somebody to heal it; other rests have an end."""
        await self._session.execute(
            delete(LaneRow).where(LaneRow.lane == lane, LaneRow.rests_until >= FOREVER)
        )

    async def move(self, old: str, new: str) -> None:
        """Let a lane rest under another name; one that rests there already does so no shorter."""
        found = select(LaneRow).where(LaneRow.lane == old)
        row = (await self._session.scalars(found)).one_or_none()
        if row is not None:
            await self.rest(new, row.rests_until, row.reason)
            await self._session.execute(delete(LaneRow).where(LaneRow.lane == old))

    async def resting(self, lanes: Collection[str], now: datetime) -> Sequence[Rest]:
        """Return those of the lanes that rest."""
        found = select(LaneRow).where(LaneRow.lane.in_(lanes), LaneRow.rests_until > now)
        return [_as_rest(row) for row in await self._session.scalars(found)]

    async def all_resting(self, now: datetime) -> Sequence[Rest]:
        """Return every lane that rests, the longest rest first."""
        found = select(LaneRow).where(LaneRow.rests_until > now)
        ordered = found.order_by(LaneRow.rests_until.desc(), LaneRow.lane)
        return [_as_rest(row) for row in await self._session.scalars(ordered)]

    async def longest_rest(self, now: datetime) -> float:
        """Return the seconds of the longest rest that has an end."""
        found = (
            select(LaneRow.rests_until)
            .where(LaneRow.rests_until > now, LaneRow.rests_until < FOREVER)
            .order_by(LaneRow.rests_until.desc())
            .limit(1)
        )
        until = (await self._session.scalars(found)).first()
        return (until - now).total_seconds() if until else 0.0


def _as_rest(row: LaneRow) -> Rest:
    return Rest(row.lane, row.rests_until, row.reason)
