"""Figures about leads: counted by the database as one would count them by hand."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from domain.caller import MemberId, PersonId
from domain.change import Change
from domain.events import MemberJoined, SourceCreated
from domain.lead import Lead, Owner, Status
from domain.lead_events import LeadCreated, LeadTaken
from domain.locale import UTC as UTC_ZONE
from domain.period import Period
from domain.roles import Role
from domain.signing import new_secret
from domain.source import Source
from domain.stats import Outcome, Stats
from domain.team import Member
from services.statistics import SOURCES_SHOWN, stats_of
from storage import migrate
from storage.database import Storage
from tests.storage.shelves import NOON, Household, a_lead, as_text, rows

# Clocks go forward on 29 March and back on 25 October.
BERLIN = "Europe/Berlin"
BEFORE = datetime(2026, 10, 19, tzinfo=UTC)


async def sources_of(storage: Storage, house: Household, count: int) -> list[Source]:
    made = [Source(uuid4(), f"Source {n}", new_secret(b"s" * 32)) for n in range(count)]
    async with storage.open(house.caller) as store:
        changes = [Change(each, SourceCreated(each.id, each.name)) for each in made]
        await store.keep_all(changes, NOON)
    return made


async def members_of(storage: Storage, house: Household, count: int) -> list[Owner]:
    made = [
        Member(MemberId(uuid4()), PersonId(1_000 + n), f"Member {n}", Role.AGENT)
        for n in range(count)
    ]
    async with storage.open(house.caller) as store:
        for each in made:
            await store.keep(Change(each, MemberJoined(each.id, each.name, "agent")), NOON)
    return [Owner(each.id, each.name) for each in made]


async def keep(storage: Storage, house: Household, leads: list[Lead]) -> None:
    async with storage.open(house.caller) as store:
        await store.keep_all([Change(each, LeadCreated(each.id, "x")) for each in leads], NOON)


async def take(storage: Storage, house: Household, lead: Lead, at: datetime) -> None:
    """Let a lead become what it is, at a moment."""
    async with storage.open(house.caller) as store:
        owner = lead.owner.name if lead.owner else "nobody"
        await store.keep(Change(lead, LeadTaken(lead.id, owner)), at)


async def figures(storage: Storage, house: Household, period: Period) -> Stats:
    async with storage.look(house.caller) as store:
        return await stats_of(store, house.name, period)


def some_leads(dice: Random, sources: list[Source], count: int) -> list[Lead]:
    leads = []
    for number in range(2, 2 + count):
        seconds, part = dice.randrange(13 * 24 * 3600), dice.randrange(10**6)
        received = BEFORE + timedelta(seconds=seconds, microseconds=part)
        lead = a_lead(dice.choice(sources), number, f"Lead {number}")
        leads.append(replace(lead, received_at=received))
    return leads


async def work(
    storage: Storage, house: Household, dice: Random, leads: list[Lead], owners: list[Owner]
) -> tuple[list[Lead], dict[int, int]]:
    """Let leads become anything; return what they became, and how soon each was taken."""
    became, delays = [], {}
    for lead in leads:
        status = dice.choice(list(Status))
        owner = None if status in {Status.NEW, Status.SPAM} else dice.choice(owners)
        moved = replace(lead, status=status, owner=owner)
        became.append(moved)
        if status is not Status.NEW:
            delay = dice.randrange(1, 100_000)
            await take(storage, house, moved, lead.received_at + timedelta(seconds=delay))
            if owner:
                delays[lead.number] = delay
    return became, delays


def rank(values: list[int], tenths: int) -> timedelta:
    """Return the value at so many tenths, by its nearest rank."""
    return timedelta(seconds=sorted(values)[-(-len(values) * tenths // 10) - 1])


@dataclass(frozen=True, slots=True)
class Scene:
    """What was kept, what was counted, and the leads that belong to the period."""

    period: Period
    found: Stats
    inside: list[Lead]
    delays: dict[int, int]

    def local(self, lead: Lead) -> datetime:
        return lead.received_at.astimezone(ZoneInfo(self.period.zone))


@pytest.fixture(params=[BERLIN, "Asia/Kathmandu", "America/St_Johns", UTC_ZONE])
async def scene(
    request: pytest.FixtureRequest, storage: Storage, ours: Household, theirs: Household
) -> Scene:
    """Eighty leads around the days on which Berlin turns its clocks back."""
    dice = Random(request.param)  # noqa: S311 -- the same choices each time
    sources = await sources_of(storage, ours, SOURCES_SHOWN + 3)
    owners = await members_of(storage, ours, 4)
    leads = some_leads(dice, sources, 80)
    await keep(storage, ours, leads)
    await keep(storage, theirs, [a_lead(theirs.source, 2, "not ours")])
    became, delays = await work(storage, ours, dice, leads, owners)
    period = Period(date(2026, 10, 20), date(2026, 10, 30), request.param)
    inside = [each for each in became if period.begins <= each.received_at < period.ends]
    assert 0 < len(inside) < len(leads)
    return Scene(period, await figures(storage, ours, period), inside, delays)


def test_they_equal_what_is_counted_by_hand(scene: Scene):
    found, inside = scene.found, scene.inside
    assert found.total == len(inside)
    days = Counter((scene.local(each).date(), Outcome.of(each.status)) for each in inside)
    counted = {(day, what): n for day, row in found.by_outcome.items() for what, n in row.items()}
    assert counted == days
    hours = Counter((scene.local(each).weekday(), scene.local(each).hour) for each in inside)
    heat = {
        (day, hour): n for day, row in enumerate(found.heat) for hour, n in enumerate(row) if n
    }
    assert heat == hours

    by_source = Counter(each.source_name for each in inside)
    named = {each.name: each.leads for each in found.sources if each.name}
    assert len(named) == SOURCES_SHOWN
    assert all(by_source[name] == many for name, many in named.items())
    assert found.sources[-1].name is None
    assert sum(each.leads for each in found.sources) == len(inside)
    for place, source in enumerate(found.sources):
        assert sum(row[place] for row in found.by_source.values()) == source.leads
    assert list(found.by_source) == scene.period.days


def test_how_soon_leads_were_taken_equals_what_is_counted_by_hand(scene: Scene):
    response, inside = scene.found.response, scene.inside
    every = [scene.delays[each.number] for each in inside if each.number in scene.delays]
    assert response.answered == len(every)
    assert response.unanswered == sum(each.status is Status.NEW for each in inside)
    assert (response.median, response.p90) == (rank(every, 5), rank(every, 9))
    assert sum(each.taken for each in scene.found.members) == len(every)
    for member in scene.found.members:
        own = [each for each in inside if each.owner and each.owner.name == member.name]
        assert member.taken == len(own)
        assert member.median == rank([scene.delays[each.number] for each in own], 5)
        assert member.won == sum(each.status is Status.WON for each in own)


async def test_a_day_of_25_hours_has_all_its_leads(storage: Storage, ours: Household):
    day = date(2026, 10, 25)
    first = datetime(2026, 10, 24, 22, tzinfo=UTC)
    leads = []
    for number in range(25):
        received = first + timedelta(hours=number, minutes=59, seconds=59.9)
        leads.append(replace(a_lead(ours.source, number + 2, "x"), received_at=received))
    await keep(storage, ours, leads)
    found = await figures(storage, ours, Period(day, day, BERLIN))
    assert found.by_outcome == {day: {Outcome.NEW: 25}}
    assert [found.heat[6][hour] for hour in (1, 2, 3)] == [1, 2, 1]
    assert (await figures(storage, ours, Period(day, day, UTC_ZONE))).total == 23


async def test_an_empty_workspace_has_empty_figures(storage: Storage, theirs: Household):
    found = await figures(storage, theirs, Period(date(2025, 1, 1), date(2025, 12, 31), BERLIN))
    assert (found.total, found.sources, found.members) == (0, [], [])
    assert found.response.median is None


async def test_who_took_first_stays_whatever_comes_later(
    storage: Storage, ours: Household, ready_url: str
):
    anna, ben = await members_of(storage, ours, 2)
    start = ours.lead.received_at
    for owner, status, after in (
        (anna, Status.TAKEN, 60),
        (None, Status.NEW, 120),
        (ben, Status.TAKEN, 600),
        (ben, Status.WON, 900),
    ):
        async with storage.look(ours.caller) as store:
            version = (await store.leads.get(ours.lead.id)).version
        lead = replace(ours.lead, status=status, owner=owner, version=version)
        await take(storage, ours, lead, start + timedelta(seconds=after))
    day = start.date()
    found = await figures(storage, ours, Period(day, day, UTC_ZONE))
    assert [(each.name, each.taken, each.won, each.median) for each in found.members] == [
        ("Member 0", 1, 0, timedelta(seconds=60)),
        ("Member 1", 0, 1, None),
    ]
    # The same is told by the audit, for leads of before these columns were there.
    kept = await rows(ready_url, "SELECT first_taken_at, first_taken_by FROM leads")
    await storage.close()
    await migrate.downgrade(ready_url, "0012")
    await migrate.upgrade(ready_url)
    told = await rows(ready_url, "SELECT first_taken_at, first_taken_by FROM leads")
    assert [each.first_taken_at for each in told] == [each.first_taken_at for each in kept]


@pytest.mark.parametrize("statement", ["statuses", "hours", "sources_by_day", "percentiles"])
async def test_only_the_leads_of_the_period_are_read(
    storage: Storage, ours: Household, ready_url: str, statement: str
):
    period = Period(date(2026, 3, 1), date(2026, 3, 7), BERLIN)
    (stretch,) = period.stretches()
    more = {"sources_by_day": ([ours.source.id],)}.get(statement, ())
    async with storage.look(ours.caller) as store:
        made = getattr(store.statistics, statement)
        found = made(period if statement == "percentiles" else stretch, *more)
    dialect = (sqlite if ready_url.startswith("sqlite") else postgresql).dialect
    scoped = "leads.received_at"
    sql = str(
        found.compile(dialect=dialect(paramstyle="named"), compile_kwargs={"literal_binds": True})
    )
    mine = as_text(ours.workspace_id, ready_url)
    sql = sql.replace(f"WHERE {scoped}", f"WHERE leads.workspace_id = '{mine}' AND {scoped}")
    if ready_url.startswith("sqlite"):
        plan = await rows(ready_url, f"EXPLAIN QUERY PLAN {sql}")
        assert any("ix_leads_workspace_id_received_at" in each.detail for each in plan), plan
    else:
        await fill(ready_url)
        plan = await rows(ready_url, f"EXPLAIN {sql}")
        assert any("ix_leads_workspace_id_received_at" in str(each[0]) for each in plan), plan


FILL = """
INSERT INTO leads
  (workspace_id, id, number, source_id, contact, received_at, status, score, version)
SELECT workspace_id, gen_random_uuid(), 1 + n, source_id, contact,
  received_at - n * interval '1 hour', status, score, version
FROM leads, generate_series(1, 20000) AS n WHERE number = 1
"""


async def fill(url: str) -> None:
    """Give the planner of PostgreSQL something to plan for."""
    await rows(url, FILL)
    await rows(url, "ANALYZE leads")
