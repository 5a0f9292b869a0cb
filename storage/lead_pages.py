"""Pages of leads that programs ask for, on the shelf.

Each page is read by an index, in the order of that index. What no index knows is looked for among
the next twenty thousand leads of it alone: a page may then hold less than it could, and says where
the next one goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lead import Lead, Status
from domain.lead_filter import LeadFilter, Spot
from domain.listing import Cursor
from domain.scoring import USUAL, Temperature
from domain.search import Wanted
from storage.base import Moment
from storage.finding import Finding
from storage.leads import LeadRow
from storage.lists import Lists

LOOKED_THROUGH = 2_000
MOST_FOUND = 200
"""How many leads that have the words are looked through for the rest."""
WINDOWS = 10
"""How often a page goes on to look through as many again, until it is full."""

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class LeadsFound:
    """Some leads, the newest first, and after which one the next page comes, if there is one."""

    leads: Sequence[Lead]
    more: Spot | None = None


class LeadPages:
    """Reads pages of leads of the open workspace."""

    def __init__(self, session: AsyncSession, lists: Lists, finding: Finding) -> None:
        self._session = session
        self._lists = lists
        self._finding = finding

    async def page(
        self, wanted: LeadFilter, words: Wanted, after: Spot | None, count: int
    ) -> LeadsFound:
        """Return up to *count* leads that are as wanted and come after a spot."""
        leads: list[Lead] = []
        for _ in range(WINDOWS):
            some = await self._some(wanted, words, after, count - len(leads))
            leads += some.leads
            after = some.more
            if after is None or len(leads) == count:
                break
        return LeadsFound(leads, after)

    async def _some(
        self, wanted: LeadFilter, words: Wanted, after: Spot | None, count: int
    ) -> LeadsFound:
        if wanted.text:
            return await self._with_words(wanted, words, after, count)
        if wanted.is_about_time:
            return await self._by_time(wanted, after, count)
        return await self._by_number(wanted, after, count)

    async def _by_number(self, wanted: LeadFilter, after: Spot | None, count: int) -> LeadsFound:
        """Read each status by its own range of an index, already in order, and merge the heads."""
        owner = (LeadRow.owner_id == wanted.owner,) if wanted.owner else ()
        rest = (*_unowned(wanted), *_temperature(wanted))
        ranged = bool(wanted.statuses or wanted.owner or wanted.unowned)
        statuses = (wanted.statuses or tuple(Status)) if ranged else (None,)
        ranges: list[Conditions] = []
        for status in statuses:
            of_status = (LeadRow.status == status,) if status else ()
            ranges.append((*owner, *of_status, *_below(after)))
        floor = max([await self._floor(each) for each in ranges]) if rest else 0
        numbers: list[int] = []
        for each in ranges:
            found = select(LeadRow.number).where(*each, *rest, LeadRow.number >= floor)
            found = found.order_by(LeadRow.number.desc()).limit(count + 1)
            numbers += await self._session.scalars(found)
        return await self._cut(sorted(numbers, reverse=True), count, floor)

    async def _floor(self, within: Conditions) -> int:
        """Return the last number that is looked at, 0 if all are."""
        found = select(LeadRow.number).where(*within).order_by(LeadRow.number.desc())
        rows = await self._session.scalars(found.offset(LOOKED_THROUGH - 1).limit(1))
        return rows.first() or 0

    async def _with_words(
        self, wanted: LeadFilter, words: Wanted, after: Spot | None, count: int
    ) -> LeadsFound:
        """Look through leads that have the words, the newest first."""
        numbers: Sequence[int] = [words.number] if words.number and not after else []
        if words.terms:
            cursor = Cursor(after.number) if after else None
            numbers = await self._finding.numbers(
                words.terms, cursor, MOST_FOUND, beginnings=False
            )
        floor = numbers[-1] if len(numbers) == MOST_FOUND else 0
        asked = (*_status(wanted), *_owner(wanted), *_times(wanted), *_temperature(wanted))
        found = select(LeadRow.number).where(LeadRow.number.in_(numbers), *asked)
        right = set(await self._session.scalars(found)) if numbers else set()
        return await self._cut([each for each in numbers if each in right], count, floor)

    async def _cut(self, numbers: Sequence[int], count: int, floor: int) -> LeadsFound:
        leads = await self._lists.numbered(numbers[:count])
        if len(numbers) > count:
            return LeadsFound(leads, Spot(numbers[count - 1]))
        return LeadsFound(leads, Spot(floor) if floor else None)

    async def _by_time(self, wanted: LeadFilter, after: Spot | None, count: int) -> LeadsFound:
        """Read in the order in which leads came, of one source or of all."""
        within = (*_times(wanted), *_older(after))
        rest = (*_status(wanted), *_owner(wanted), *_temperature(wanted))
        keys = select(LeadRow.received_at, LeadRow.number)
        ordered = keys.where(*within).order_by(LeadRow.received_at.desc(), LeadRow.number.desc())
        floor: Spot | None = None
        if rest:
            last = await self._session.execute(ordered.offset(LOOKED_THROUGH - 1).limit(1))
            if row := last.first():
                floor = Spot(row.number, row.received_at)
        found = ordered.where(*rest, *_not_older(floor)).limit(count + 1)
        rows = (await self._session.execute(found)).all()
        leads = await self._lists.numbered([row.number for row in rows[:count]])
        if len(rows) > count:
            return LeadsFound(leads, Spot(rows[count - 1].number, rows[count - 1].received_at))
        return LeadsFound(leads, floor)


def _below(after: Spot | None) -> Conditions:
    return (LeadRow.number < after.number,) if after else ()


def _older(after: Spot | None) -> Conditions:
    """Come after a spot in the order of time; the first condition is what an index reads."""
    if after is None or after.at is None:
        return ()
    return (LeadRow.received_at <= after.at, _key() < _value(after))


def _not_older(floor: Spot | None) -> Conditions:
    if floor is None or floor.at is None:
        return ()
    return (LeadRow.received_at >= floor.at, _key() >= _value(floor))


def _key() -> Any:  # noqa: ANN401 -- SQLAlchemy's type of a row of values
    return tuple_(LeadRow.received_at, LeadRow.number)


def _value(spot: Spot) -> Any:  # noqa: ANN401 -- SQLAlchemy's type of a row of values
    return tuple_(literal(spot.at, Moment()), literal(spot.number))


def _status(wanted: LeadFilter) -> Conditions:
    return (LeadRow.status.in_(wanted.statuses),) if wanted.statuses else ()


def _owner(wanted: LeadFilter) -> Conditions:
    mine = (LeadRow.owner_id == wanted.owner,) if wanted.owner else ()
    return (*mine, *_unowned(wanted))


def _unowned(wanted: LeadFilter) -> Conditions:
    return (LeadRow.owner_id.is_(None),) if wanted.unowned else ()


def _times(wanted: LeadFilter) -> Conditions:
    found: list[ColumnElement[bool]] = []
    if wanted.source_id:
        found.append(LeadRow.source_id == wanted.source_id)
    if wanted.since:
        found.append(LeadRow.received_at >= wanted.since)
    if wanted.before:
        found.append(LeadRow.received_at < wanted.before)
    return tuple(found)


def _temperature(wanted: LeadFilter) -> Conditions:
    """Match the temperature; leads from before it was kept go by the usual thresholds."""
    if wanted.temperature is None:
        return ()
    usual = {
        Temperature.HOT: LeadRow.score >= USUAL.hot,
        Temperature.WARM: and_(LeadRow.score >= USUAL.warm, LeadRow.score < USUAL.hot),
        Temperature.COLD: LeadRow.score < USUAL.warm,
    }[wanted.temperature]
    judged = LeadRow.temperature == wanted.temperature
    return (or_(judged, and_(LeadRow.temperature.is_(None), usual)),)
