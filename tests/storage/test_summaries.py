"""What summaries count is what their chat asks for, and one leaves once for all processes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from domain.chat import Chat
from domain.lead import Lead, Status
from domain.locale import UTC as UTC_ZONE
from domain.period import Period
from domain.response import ResponseTargets
from domain.scoring import Temperature
from domain.source import Source
from domain.summary import LATEST, SummaryTimes
from services.bell import Bell
from services.doors import Doors
from services.statistics import stats_of
from services.summaries import Summaries, summary_view
from services.workspace_settings import WorkspaceSettings
from storage.database import Storage
from storage.store import Store
from tests.storage.shelves import Household, a_lead, rows
from tests.storage.test_statistics import keep, members_of, sources_of, take

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = MORNING + timedelta(hours=3)
DAY = Period(date(2026, 3, 1), date(2026, 3, 2), UTC_ZONE, MORNING - timedelta(days=1), MORNING)
MANY = 60


def leads_of(dice: Random, sources: Sequence[Source], count: int) -> list[Lead]:
    """Make leads of any source and temperature, some from before there were thresholds."""
    found = []
    for number in range(2, 2 + count):
        received = MORNING - timedelta(seconds=dice.randrange(4 * 24 * 3600))
        lead = a_lead(dice.choice(sources), number, f"Lead {number}")
        judged, score = dice.choice([None, *Temperature]), dice.randrange(101)
        found.append(replace(lead, received_at=received, judged=judged, score=score))
    return found


async def all_of(store: Store) -> list[Lead]:
    return list(await store.lists.numbered(range(1, 2 + MANY)))


@pytest.fixture(params=range(3))
async def sources(
    request: pytest.FixtureRequest, storage: Storage, ours: Household
) -> Sequence[Source]:
    """Three sources with sixty leads of the last days, some of which were taken."""
    dice = Random(request.param)  # noqa: S311 -- the same choices each time
    made = await sources_of(storage, ours, 3)
    (anna,) = await members_of(storage, ours, 1)
    settings = WorkspaceSettings(storage, lambda: NOW)
    await settings.change(ours.caller, lambda _: ResponseTargets(warm=None))
    await keep(storage, ours, leads_of(dice, made, MANY))
    async with storage.look(ours.caller) as store:
        kept = await all_of(store)
    for lead in dice.sample(kept, MANY // 3):
        await take(storage, ours, replace(lead, status=Status.TAKEN, owner=anna), NOW)
    return made


async def test_a_chat_counts_what_it_asks_for(
    storage: Storage, ours: Household, sources: Sequence[Source]
):
    ids = [each.id for each in sources]
    async with storage.look(ours.caller) as store:
        leads = await all_of(store)
        assert len(leads) == 1 + MANY
        for chosen in ((), ids[:1], ids[1:]):
            for temperatures in ((), ("hot",), ("warm", "cold")):
                asks = frozenset(chosen), frozenset(temperatures)
                chat = replace(ours.chat, sources=asks[0], temperatures=asks[1])
                await compare(store, chat, leads)


async def compare(store: Store, chat: Chat, leads: Sequence[Lead]) -> None:
    """Count by hand what the database counts for a chat."""
    wanted = [each for each in leads if chat.wants(each.source_id, each.temperature)]
    inside = [each for each in wanted if DAY.begins <= each.received_at < DAY.ends]
    shelf = store.statistics.of_chat(chat)
    found = await stats_of(store, "Ours", DAY, shelf)
    assert found.total == len(inside)
    assert sum(each.leads for each in found.sources) == len(inside)
    assert await shelf.hot(DAY) == sum(each.is_hot for each in inside)
    waits = [each for each in wanted if each.status is Status.NEW]
    late = [each for each in wanted if each.respond_by and each.respond_by <= NOW]
    in_time = [each for each in waits if each not in late]
    assert await store.summaries.count_waiting(chat) == len(waits)
    assert await store.summaries.count_overdue(chat, NOW) == len(late)
    late.sort(key=lambda each: (each.respond_by or NOW, each.number))
    expected = [*late, *sorted(in_time, key=lambda each: each.number)]
    for limit in (5, len(leads)):
        oldest = await store.summaries.oldest(chat, NOW, limit)
        assert [each.number for each in oldest] == [each.number for each in expected[:limit]]


async def test_many_processes_let_one_leave_and_an_old_one_is_nobodys(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    clock = [MORNING - timedelta(hours=1)]
    now = lambda: clock[0]  # noqa: E731 -- the hand of the clock
    processes = [Summaries(storage, Doors(storage, now), now, Bell()) for _ in range(4)]
    times = SummaryTimes.at_minute(9 * 60)
    for house in (ours, theirs):
        await processes[0].choose(house.caller, house.chat.id, lambda _: times)
    clock[0] = MORNING
    await asyncio.gather(*(each.send_due() for each in processes))
    query = "SELECT revision, priority FROM parcels WHERE kind = 'summary'"
    assert [tuple(each) for each in await rows(ready_url, query)] == [(1, 40), (1, 40)]
    async with storage.look(ours.caller) as store:
        view = await summary_view(store, ours.chat.id, MORNING + LATEST)
        assert view is not None
        assert view.summary.stats.period.ends == MORNING
        assert await summary_view(store, ours.chat.id, MORNING + 2 * LATEST) is None
        assert await summary_view(store, theirs.chat.id, MORNING) is None
    # Where one still waits a day later, it becomes the next: they do not pile up.
    clock[0] = MORNING + timedelta(days=1)
    await asyncio.gather(*(each.send_due() for each in processes))
    assert [tuple(each) for each in await rows(ready_url, query)] == [(2, 40), (2, 40)]
