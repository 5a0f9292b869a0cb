"""Figures about leads, counted by the database; no lead is read for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.chat import Chat
from domain.lead import Status
from domain.period import EPOCH, Period, Stretch
from domain.scoring import USUAL, Temperature
from storage.dialects import is_sqlite
from storage.leads import LeadRow
from storage.members import MemberRow
from storage.sources import SourceRow

DAY, HOUR = 24 * 3600, 3600
HOURS_A_WEEK = 7 * 24
OTHERS = -1
"""Stands for every source that is not counted by itself."""
TEMPERATURE = case(
    (LeadRow.temperature.is_not(None), LeadRow.temperature),
    (LeadRow.score >= USUAL.hot, Temperature.HOT.value),
    (LeadRow.score >= USUAL.warm, Temperature.WARM.value),
    else_=Temperature.COLD.value,
)
"""The temperature of a lead; what came before there were thresholds goes by the usual ones."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A source with its leads."""

    id: UUID
    name: str
    leads: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How many leads were taken first by somebody, and the median of how long it took."""

    member_id: UUID | None
    name: str | None
    leads: int
    median: timedelta


class Statistics:
    """Counts the leads of the open workspace, or of them what one chat asks for."""

    def __init__(self, session: AsyncSession, chat: Chat | None = None) -> None:
        self._session = session
        self._asked_for = asked_for(chat) if chat else ()

    def of_chat(self, chat: Chat) -> "Statistics":
        """Count only what a chat asks for."""
        return Statistics(self._session, chat)

    async def by_status(self, stretch: Stretch) -> Mapping[tuple[date, Status], int]:
        """Count by day and status."""
        found = await self._session.execute(self.statuses(stretch))
        return {(_day(row.day), Status(row.status)): row.many for row in found}

    async def by_hour(self, stretch: Stretch) -> Mapping[tuple[int, int], int]:
        """Count by weekday (Monday is 0) and hour."""
        found = await self._session.execute(self.hours(stretch))
        counts: dict[tuple[int, int], int] = {}
        for row in found:
            # The epoch began on a Thursday.
            day, hour = divmod(int(row.hour), 24)
            counts[(day + 3) % 7, hour] = row.many
        return counts

    async def sources(self, period: Period) -> Sequence[Counted]:
        """Count by source, the one with the most leads first."""
        many = func.count().label("many")
        found = (
            select(SourceRow.id, SourceRow.name, many)
            .join(LeadRow, LeadRow.source_id == SourceRow.id)
            .where(self._within(period))
            .group_by(SourceRow.id, SourceRow.name)
            .order_by(many.desc(), SourceRow.name)
        )
        return [Counted(row.id, row.name, row.many) for row in await self._session.execute(found)]

    async def by_source(
        self, stretch: Stretch, sources: Sequence[UUID]
    ) -> Mapping[tuple[date, int], int]:
        """Count by day and by place in *sources*; OTHERS are all that are not among them."""
        found = await self._session.execute(self.sources_by_day(stretch, sources))
        return {(_day(row.day), row.place): row.many for row in found}

    async def unanswered(self, period: Period) -> int:
        """Count the leads that nobody took yet and that are still new."""
        waiting = and_(LeadRow.first_taken_at.is_(None), LeadRow.status == Status.NEW)
        found = select(func.count()).select_from(LeadRow).where(self._within(period), waiting)
        return (await self._session.execute(found)).scalar_one()

    async def hot(self, period: Period) -> int:
        """Count the leads that are hot."""
        hot = TEMPERATURE.in_([Temperature.HOT.value])
        found = select(func.count()).select_from(LeadRow).where(self._within(period), hot)
        return (await self._session.execute(found)).scalar_one()

    async def response(self, period: Period) -> tuple[int, timedelta | None, timedelta | None]:
        """Count what was taken; return the median and the 90th percentile of how long it took."""
        found = (await self._session.execute(self.percentiles(period))).all()
        if not found:
            return 0, None, None
        return (
            found[0].many,
            timedelta(seconds=int(found[0].seconds)),
            timedelta(seconds=int(found[-1].seconds)),
        )

    async def answered(self, period: Period) -> Sequence[Answered]:
        """Count by the member who took first, with the median of how long it took."""
        ranked = self._ranked(period, LeadRow.first_taken_by).subquery()
        # What selects from a subquery alone could not be held to the workspace.
        found = (
            select(MemberRow.id, MemberRow.name, ranked.c.many, ranked.c.seconds)
            .select_from(LeadRow)
            .join(ranked, ranked.c.id == LeadRow.id)
            .outerjoin(MemberRow, MemberRow.id == LeadRow.first_taken_by)
            .where(ranked.c.place == (ranked.c.many + 1) // 2)
        )
        return [
            Answered(row.id, row.name, row.many, timedelta(seconds=int(row.seconds)))
            for row in await self._session.execute(found)
        ]

    async def won(self, period: Period) -> dict[UUID, tuple[str, int]]:
        """Count what was won, by the member who owns it."""
        found = (
            select(MemberRow.id, MemberRow.name, func.count().label("many"))
            .join(LeadRow, LeadRow.owner_id == MemberRow.id)
            .where(self._within(period), LeadRow.status == Status.WON)
            .group_by(MemberRow.id, MemberRow.name)
        )
        rows = await self._session.execute(found)
        return {row.id: (row.name, row.many) for row in rows}

    def statuses(self, stretch: Stretch) -> Select[Any, Any, Any]:
        """Select the counts by day and status."""
        day = self._local(stretch, DAY).label("day")
        found = select(day, LeadRow.status, func.count().label("many"))
        return found.where(self._within(stretch)).group_by(day, LeadRow.status)

    def hours(self, stretch: Stretch) -> Select[Any, Any]:
        """Select the counts by hour of the week."""
        hour = (self._local(stretch, HOUR) % HOURS_A_WEEK).label("hour")
        found = select(hour, func.count().label("many"))
        return found.select_from(LeadRow).where(self._within(stretch)).group_by(hour)

    def sources_by_day(self, stretch: Stretch, sources: Sequence[UUID]) -> Select[Any]:
        """Select the counts by day and source."""
        day = self._local(stretch, DAY).label("day")
        places = [(LeadRow.source_id == each, place) for place, each in enumerate(sources)]
        place = (case(*places, else_=OTHERS) if places else func.abs(OTHERS)).label("place")
        return (
            select(day, place, func.count().label("many"))
            .select_from(LeadRow)
            .where(self._within(stretch))
            .group_by(day, place)
        )

    def percentiles(self, period: Period) -> Select[Any]:
        """Select the rows at the median and at the 90th percentile, each by its nearest rank."""
        ranked = self._ranked(period, None).subquery()
        median = ranked.c.place == (ranked.c.many + 1) // 2
        tail = ranked.c.place == (ranked.c.many * 9 + 9) // 10
        return (
            select(ranked.c.many, ranked.c.seconds)
            .select_from(LeadRow)
            .join(ranked, ranked.c.id == LeadRow.id)
            .where(or_(median, tail))
            .order_by(ranked.c.place)
        )

    def _ranked(
        self, period: Period, of: InstrumentedAttribute[UUID | None] | None
    ) -> Select[Any]:
        """Rank what was taken by how long it took, within each *of* something."""
        seconds = self._epoch(LeadRow.first_taken_at) - self._epoch(LeadRow.received_at)
        place = func.row_number().over(partition_by=of, order_by=seconds)
        many = func.count().over(partition_by=of)
        return select(
            LeadRow.id,
            seconds.label("seconds"),
            place.label("place"),
            many.label("many"),
        ).where(self._within(period), LeadRow.first_taken_at.is_not(None))

    def _within(self, time: Period | Stretch) -> ColumnElement[bool]:
        inside = (LeadRow.received_at >= time.begins, LeadRow.received_at < time.ends)
        return and_(*inside, *self._asked_for)

    def _local(self, stretch: Stretch, unit: int) -> ColumnElement[int]:
        """Count the days or hours since the epoch by the clocks of the stretch."""
        offset = int(stretch.offset.total_seconds())
        return (self._epoch(LeadRow.received_at) + offset) // unit

    def _epoch(self, column: InstrumentedAttribute[Any]) -> ColumnElement[int]:
        """Return whole seconds since the epoch."""
        seconds = extract("epoch", column)
        # SQLite leaves fractions out by itself; PostgreSQL would round them.
        return cast(seconds if is_sqlite(self._session) else func.floor(seconds), BigInteger)


def asked_for(chat: Chat) -> Sequence[ColumnElement[bool]]:
    """Match the leads that a chat asks for: by their source and temperature, or all."""
    found: list[ColumnElement[bool]] = []
    if chat.sources:
        found.append(LeadRow.source_id.in_(sorted(chat.sources)))
    if chat.temperatures:
        found.append(TEMPERATURE.in_(sorted(chat.temperatures)))
    return found


def _day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))
