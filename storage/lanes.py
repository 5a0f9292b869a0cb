"""Lanes that rest: nothing in them leaves before a moment, or before somebody heals them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import String, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

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
        row = await self._session.get(LaneRow, lane)
        if row is None:
            self._session.add(LaneRow(lane=lane, rests_until=until, reason=reason[:256]))
        elif row.rests_until < until:
            row.rests_until, row.reason = until, reason[:256]
        await self._session.flush()

    async def wake(self, lane: str) -> None:
        """Let the lane go on."""
        await self._session.execute(delete(LaneRow).where(LaneRow.lane == lane))

    async def move(self, old: str, new: str) -> None:
        """Give a lane that rests another name."""
        await self.wake(new)
        await self._session.execute(update(LaneRow).where(LaneRow.lane == old).values(lane=new))

    async def resting(self, lanes: Collection[str], now: datetime) -> Sequence[Rest]:
        """Return those of the lanes that rest."""
        found = select(LaneRow).where(LaneRow.lane.in_(lanes), LaneRow.rests_until > now)
        return [_as_rest(row) for row in await self._session.scalars(found)]

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
