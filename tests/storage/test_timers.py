"""Timers: each fires once, in its own workspace, and a broken one holds up no other."""

import asyncio
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

import pytest

from bot import clock
from domain import follow_up
from domain.caller import MemberId
from domain.change import Change
from domain.lead import Lead
from domain.lead_events import LeadCreated, LeadNoted
from domain.timer import LONGEST_PAUSE, Timer, pause_after
from services.bell import Bell
from services.doors import Doors
from services.timers import AT_ONCE, MOST_IN_A_ROUND, Timers
from storage.database import Storage
from storage.store import Store
from storage.vault import Vault
from tests.storage.shelves import KEY, NOON, Household, a_lead

MINUTE = timedelta(minutes=1)


class Diary:
    """A process that writes down what its timers did, and its clock."""

    def __init__(self, storage: Storage) -> None:
        self.at = NOON
        self.storage = storage
        self.fired: list[tuple[UUID, str]] = []
        self.broken: set[UUID] = set()
        kinds = {"ring": self.ring, "note": self.note, "silence": self.silence}
        self.timers = Timers(storage, Doors(storage, self.now), self.now, Bell(), kinds)

    def now(self) -> datetime:
        return self.at

    async def ring(self, _: Store, timer: Timer, now: datetime) -> None:
        if timer.lead_id in self.broken:
            raise RuntimeError("broken")
        assert timer.due_at <= now == self.at
        self.fired.append((timer.lead_id, timer.details.get("word", "")))

    async def note(self, store: Store, timer: Timer, now: datetime) -> None:
        """Leave something in the database, and the end to whoever stands by."""
        lead = await store.leads.get(timer.lead_id)
        await store.keep(Change(lead, LeadNoted(lead.id, "rang")), now)
        await self.ring(store, timer, now)

    async def silence(self, store: Store, timer: Timer, _: datetime) -> None:
        await store.timers.cancel(timer.lead_id, "ring")

    async def come(self, at: datetime) -> list[str]:
        """Make a round at that moment; return the words of what rang."""
        self.at, self.fired = at, []
        await self.timers.fire()
        return [word for _, word in self.fired]


def ringing(
    house: Household, word: str = "", at: datetime = NOON, kind: str = "ring", who: bool = False
) -> Timer:
    member = MemberId(house.caller.required_member()) if who else None
    return Timer(house.lead.id, kind, at, member, {"word": word})


async def set_all(storage: Storage, house: Household, *timers: Timer) -> None:
    async with storage.open(house.caller) as store:
        for each in timers:
            await store.timers.set(each)


async def set_now(storage: Storage, house: Household) -> list[Timer]:
    async with storage.look(house.caller) as store:
        found = await store.timers.of_lead(house.lead.id)
    return [each for each in found if each.kind != follow_up.KIND]


async def test_setting_one_again_moves_it_and_one_of_a_member_stands_beside(
    storage: Storage, ours: Household
):
    first, own = ringing(ours, "first"), ringing(ours, "own", NOON + 2 * MINUTE, who=True)
    moved = ringing(ours, "moved", NOON + MINUTE)
    await set_all(storage, ours, first, own, moved)
    assert await set_now(storage, ours) == [moved, own]


async def test_cancelling_takes_these_kinds_or_those_of_one_member(
    storage: Storage, ours: Household
):
    timers = [ringing(ours), ringing(ours, who=True), ringing(ours, kind="note")]
    await set_all(storage, ours, *timers)
    async with storage.open(ours.caller) as store:
        one = await store.timers.cancel(
            ours.lead.id, "ring", "note", member_id=timers[1].member_id
        )
        none = await store.timers.cancel(ours.lead.id)
    assert (one, none) == ([timers[1]], [])
    async with storage.open(ours.caller) as store:
        both = await store.timers.cancel(ours.lead.id, "ring", "note")
    assert sorted(each.kind for each in both) == ["note", "ring"]
    assert await set_now(storage, ours) == []


async def test_each_fires_at_its_moment_and_once(storage: Storage, ours: Household):
    diary = Diary(storage)
    await set_all(
        storage, ours, ringing(ours, "now"), ringing(ours, "own", NOON + MINUTE, who=True)
    )
    assert await diary.come(NOON - MINUTE) == []
    assert await diary.come(NOON) == ["now"]
    assert await diary.come(NOON) == []
    assert await diary.come(NOON + 60 * MINUTE) == ["own"]
    assert await set_now(storage, ours) == []


async def test_the_neighbours_do_not_touch_each_other(
    storage: Storage, ours: Household, theirs: Household
):
    diary = Diary(storage)
    await set_all(storage, theirs, ringing(theirs, "theirs"))
    await set_all(storage, ours, ringing(ours, "ours", NOON + MINUTE))
    async with storage.open(ours.caller) as store:
        assert await store.timers.of_lead(theirs.lead.id) == []
        assert await store.timers.cancel(theirs.lead.id, "ring") == []
        assert await store.timers.take(ringing(theirs).id, NOON) is None
    assert await diary.come(NOON) == ["theirs"]
    assert diary.fired[0][0] == theirs.lead.id
    assert await diary.come(NOON + MINUTE) == ["ours"]


async def test_two_processes_fire_each_once(storage: Storage, ready_url: str, ours: Household):
    leads = [await another(storage, ours, number) for number in range(2, 22)]
    await set_all(storage, ours, *(Timer(each.id, "note", NOON) for each in leads))
    elsewhere = Storage.at(ready_url, Vault([KEY], token_bytes), clock.new_id)
    both = [Diary(storage), Diary(elsewhere)]
    await asyncio.gather(*(each.come(NOON) for each in both))
    await elsewhere.close()
    fired = [lead_id for each in both for lead_id, _ in each.fired]
    assert sorted(fired) == sorted(each.id for each in leads)
    async with storage.look(ours.caller) as store:
        for each in leads:
            noted = [line.action for line in await store.audit.of(each.id, 9)]
            assert noted.count("lead.noted") == 1


async def test_a_process_that_ends_in_the_middle_leaves_it_to_the_next(
    storage: Storage, ours: Household
):
    diary = Diary(storage)
    await set_all(storage, ours, ringing(ours, "note", kind="note"))

    async def end(store: Store, timer: Timer, now: datetime) -> None:
        await diary.note(store, timer, now)
        raise asyncio.CancelledError

    ending = Timers(storage, diary.timers.doors, diary.now, Bell(), {"note": end})
    with pytest.raises(asyncio.CancelledError):
        await ending.fire()
    async with storage.look(ours.caller) as store:
        assert "rang" not in [e.details.get("text") for e in await store.audit.of(ours.lead.id, 9)]
    assert await diary.come(NOON) == ["note"]
    async with storage.look(ours.caller) as store:
        rang = [each.details.get("text") for each in await store.audit.of(ours.lead.id, 9)]
    assert rang.count("rang") == 1


async def test_a_broken_one_waits_longer_each_time_and_holds_up_nobody(
    storage: Storage, ours: Household, theirs: Household, caplog: pytest.LogCaptureFixture
):
    diary = Diary(storage)
    diary.broken = {ours.lead.id}
    await set_all(storage, ours, ringing(ours, "ours", NOON - MINUTE))
    await set_all(storage, theirs, ringing(theirs, "theirs"))
    assert await diary.come(NOON) == ["theirs"]
    assert sum("timer_failed" in each for each in caplog.messages) == 1
    first, second = pause_after(1), pause_after(2)
    assert await diary.come(NOON + first / 2) == []
    assert await diary.come(NOON + first) == []
    assert sum("timer_failed" in each for each in caplog.messages) == 2
    diary.broken.clear()
    assert await diary.come(NOON + first + second / 2) == []
    assert await diary.come(NOON + first + second) == ["ours"]


async def test_what_another_timer_cancels_in_the_same_round_does_not_fire(
    storage: Storage, ours: Household
):
    diary = Diary(storage)
    await set_all(storage, ours, ringing(ours, at=NOON - MINUTE, kind="silence"), ringing(ours))
    assert await diary.come(NOON) == []
    assert await set_now(storage, ours) == []


async def test_a_kind_that_nobody_knows_waits(storage: Storage, ours: Household):
    diary = Diary(storage)
    unknown = ringing(ours, kind="of tomorrow")
    await set_all(storage, ours, unknown)
    assert await diary.come(NOON + 60 * MINUTE) == []
    assert await set_now(storage, ours) == [unknown]


async def test_more_than_fit_one_look_fire_in_one_round(storage: Storage, ours: Household):
    diary = Diary(storage)
    leads = [await another(storage, ours, number) for number in range(2, AT_ONCE + 5)]
    timers = [
        Timer(each.id, "ring", NOON - each.number * MINUTE, None, {"word": str(each.number)})
        for each in leads
    ]
    await set_all(storage, ours, *timers)
    expected = [str(each.number) for each in reversed(leads)]
    assert await diary.come(NOON) == expected
    assert len(expected) > AT_ONCE
    assert len(expected) < MOST_IN_A_ROUND


def test_the_pause_grows_up_to_an_hour():
    pauses = [pause_after(each) for each in range(1, 5_000)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=30), LONGEST_PAUSE)


async def another(storage: Storage, house: Household, number: int) -> Lead:
    lead = a_lead(house.source, number, f"Lead {number}")
    async with storage.open(house.caller) as store:
        await store.keep(Change(lead, LeadCreated(lead.id, house.source.name)), NOON)
    return lead
