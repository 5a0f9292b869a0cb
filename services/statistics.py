"""What one may ask about the leads of a period: how many, from where, how soon, by whom."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.caller import Caller
from domain.period import Period
from domain.roles import Role
from domain.stats import (
    DAYS_A_WEEK,
    HOURS_A_DAY,
    MemberFigures,
    Outcome,
    Response,
    SourceFigures,
    Stats,
)
from storage.database import Storage
from storage.statistics import OTHERS
from storage.statistics import Statistics as Shelf
from storage.store import Store

SOURCES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Statistics:
    """Each method is one verb, one role and one look."""

    storage: Storage
    now: Callable[[], datetime]

    async def of(self, caller: Caller, period: str) -> Stats:
        """Return the figures of a period by its name; refuse with Invalid."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            zone = await store.workspaces.zone_of(store.workspace_id)
            name = await store.workspaces.name_of(caller.workspace_id)
            return await stats_of(store, name, Period.parse(period, self.now(), zone))


async def stats_of(
    store: Store, workspace: str, period: Period, shelf: Shelf | None = None
) -> Stats:
    """Count everything there is to say about a period, by another *shelf* if need be."""
    shelf = shelf or store.statistics
    by_outcome: dict[date, Counter[Outcome]] = defaultdict(Counter)
    by_place: Counter[tuple[date, int]] = Counter()
    heat = [[0] * HOURS_A_DAY for _ in range(DAYS_A_WEEK)]
    counted = await shelf.sources(period)
    shown = counted[:SOURCES_SHOWN]
    for stretch in period.stretches():
        for (day, status), many in (await shelf.by_status(stretch)).items():
            by_outcome[day][Outcome.of(status)] += many
        for (weekday, hour), many in (await shelf.by_hour(stretch)).items():
            heat[weekday][hour] += many
        by_place.update(await shelf.by_source(stretch, [each.id for each in shown]))
    sources = [SourceFigures(each.name, each.leads) for each in shown]
    if others := sum(each.leads for each in counted[SOURCES_SHOWN:]):
        sources.append(SourceFigures(None, others))
    answered, median, p90 = await shelf.response(period)
    unanswered = await shelf.unanswered(period)
    return Stats(
        workspace,
        period,
        by_outcome,
        _by_source(period, by_place, len(sources), len(shown)),
        sources,
        await _members(shelf, period),
        Response(answered, unanswered, median, p90),
        heat,
    )


def _by_source(
    period: Period, by_place: Mapping[tuple[date, int], int], columns: int, shown: int
) -> Mapping[date, Sequence[int]]:
    places = [*range(shown), OTHERS][:columns]
    return {day: [by_place.get((day, place), 0) for place in places] for day in period.days}


async def _members(shelf: Shelf, period: Period) -> Sequence[MemberFigures]:
    """Name whoever took or won something, the busiest first."""
    won = await shelf.won(period)
    found = []
    for each in await shelf.answered(period):
        name, wins = won.pop(each.member_id, (each.name, 0)) if each.member_id else (None, 0)
        found.append(MemberFigures(name or each.name or "?", each.leads, wins, each.median))
    found += [MemberFigures(name, 0, many) for name, many in won.values()]
    return sorted(found, key=lambda each: (-each.taken, -each.won, each.name))
