"""Silent sources: told once, told once when back, and a paused one is left alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot import clock
from domain.change import Change
from domain.lead_events import LeadCreated
from services.doors import Doors
from services.silences import Silences
from storage.database import Storage
from tests.storage.shelves import NOON, Household, a_lead, rows

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def listen(storage: Storage, now: datetime, rounds: int = 2) -> None:
    doors = Doors(storage, lambda: now)
    for _ in range(rounds):
        await Silences(storage, doors, lambda: now, clock.new_id).listen()


async def bring(storage: Storage, house: Household, moments: Iterable[datetime]) -> None:
    """Let leads come in at these moments."""
    for moment in moments:
        async with storage.open_system() as system:
            store = system.of(house.caller)
            (number,) = (await store.reception.receive(1)).numbers
            lead = replace(a_lead(house.source, number, "Lead"), received_at=moment)
            await store.keep(Change(lead, LeadCreated(lead.id, house.source.name)), moment)
            store.sources.heard_from(house.source.id, moment)


def hourly(days: int) -> list[datetime]:
    """Four leads each day from noon on, every hour one."""
    return [NOON + day * DAY + hour * HOUR for day in range(days) for hour in range(1, 5)]


async def notices(url: str) -> list[tuple[str, str]]:
    found = await rows(url, "SELECT kind, details FROM notices ORDER BY created_at, id")
    return [(each.kind, str(each.details)) for each in found]


async def kinds(url: str) -> list[str]:
    return [kind for kind, _ in await notices(url)]


async def test_owners_are_told_once_and_once_when_it_is_back(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    moments = hourly(5)
    await bring(storage, ours, moments)
    await listen(storage, moments[-1] + 20 * HOUR)
    assert await notices(ready_url) == []
    await listen(storage, moments[-1] + 5 * DAY)
    await listen(storage, moments[-1] + 6 * DAY)
    ((kind, details),) = await notices(ready_url)
    assert kind == "source_silent"
    for words in (ours.source.name, "5 days", "21 h"):
        assert words in details

    back = moments[-1] + 7 * DAY
    await bring(storage, ours, [back])
    await listen(storage, back + HOUR)
    assert await kinds(ready_url) == ["source_silent", "source_back"]
    await listen(storage, back + 2 * HOUR)
    assert await kinds(ready_url) == ["source_silent", "source_back"]


async def test_a_second_silence_is_told_again(storage: Storage, ours: Household, ready_url: str):
    first = hourly(5)
    await bring(storage, ours, first)
    await listen(storage, first[-1] + 5 * DAY)
    second = [moment + 40 * DAY for moment in hourly(5)]
    await bring(storage, ours, second)
    await listen(storage, second[-1] + HOUR)
    await listen(storage, second[-1] + 5 * DAY)
    assert await kinds(ready_url) == ["source_silent", "source_back", "source_silent"]


async def test_a_paused_source_is_left_alone(storage: Storage, ours: Household, ready_url: str):
    moments = hourly(5)
    await bring(storage, ours, moments)
    await rows(ready_url, "UPDATE sources SET paused = :yes", yes=True)
    await listen(storage, moments[-1] + 5 * DAY)
    assert await notices(ready_url) == []


async def test_a_source_that_never_had_a_rhythm_is_not_judged(
    storage: Storage, ours: Household, ready_url: str
):
    await bring(storage, ours, hourly(1))
    await listen(storage, NOON + 90 * DAY)
    assert await notices(ready_url) == []


async def test_two_processes_tell_it_once(storage: Storage, ours: Household, ready_url: str):
    moments = hourly(5)
    await bring(storage, ours, moments)
    late = moments[-1] + 5 * DAY
    async with storage.look_system() as system:
        (source,) = await system.rhythms.to_judge(late)
    await listen(storage, late)
    doors = Doors(storage, lambda: late)
    await Silences(storage, doors, lambda: late, clock.new_id)._judge(source)
    assert await kinds(ready_url) == ["source_silent"]


async def test_only_moments_are_read_and_the_index_tells_them(sqlite_ready: str):
    plan = await rows(
        sqlite_ready,
        "EXPLAIN QUERY PLAN SELECT received_at FROM leads WHERE workspace_id = 'x'"
        " AND source_id = 'y' ORDER BY received_at DESC LIMIT 5000",
    )
    assert "USING COVERING INDEX ix_leads_workspace_id_source_id_received_at" in plan[0].detail
