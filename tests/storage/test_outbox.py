"""The outbox: one parcel of a lane at a time, in order, under a lease, and none lost."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot import clock
from domain.parcel import ANY, Choice, NewParcel, Outcome, Parcel, Priority
from storage.attempts import Delivery
from storage.database import Storage
from storage.lanes import FOREVER
from storage.vault import Vault
from tests.storage.shelves import KEY, NOON, Household, rows

LEASE = timedelta(seconds=30)


@pytest.fixture
async def empty(ours: Household, ready_url: str) -> Household:
    """Our workspace without the parcel of its first card."""
    await rows(ready_url, "DELETE FROM parcels")
    return ours


def wish(key: str = "k", lane: str = "lane") -> NewParcel:
    return NewParcel("alert", lane, key, UUID(int=7))


async def put(storage: Storage, house: Household, *wishes: NewParcel, at: datetime = NOON) -> None:
    async with storage.open(house.caller) as store:
        await store.outbox.put(wishes, at)


async def claim(storage: Storage, at: datetime = NOON, limit: int = 10) -> list[Parcel]:
    async with storage.open_system() as system:
        return list(await system.outbox.claim(at, lease=uuid4(), until=at + LEASE, limit=limit))


async def report(storage: Storage, house: Household, verb: str, *args: Any, **more: Any) -> None:
    async with storage.open(house.caller) as store:
        await getattr(store.outbox, verb)(*args, **more)


async def arrived(storage: Storage, house: Household, parcel: Parcel) -> None:
    async with storage.open(house.caller) as store:
        if not await store.outbox.close([parcel]):
            await store.outbox.wanted_anew(parcel, NOON)


async def test_one_parcel_of_each_lane_in_order(storage: Storage, empty: Household):
    await put(storage, empty, *(wish(f"{lane}{n}", lane) for n in range(3) for lane in "ab"))
    order = []
    while claimed := await claim(storage):
        assert sorted(each.lane for each in claimed) == ["a", "b"]
        order += [each.id for each in claimed]
        for each in claimed:
            await arrived(storage, empty, each)

    assert order == sorted(order)
    assert len(order) == 6


async def test_nobody_else_gets_a_leased_parcel_or_its_lane(storage: Storage, empty: Household):
    await put(storage, empty, wish("1"), wish("2"))
    (held,) = await claim(storage)
    assert await claim(storage) == []
    assert await claim(storage, NOON + LEASE - timedelta(seconds=1)) == []
    (again,) = await claim(storage, NOON + LEASE)

    assert again.id == held.id
    assert again.lease != held.lease


async def test_a_late_report_changes_nothing(storage: Storage, empty: Household):
    await put(storage, empty, wish())
    (late,) = await claim(storage)
    (now_held,) = await claim(storage, NOON + LEASE)
    await arrived(storage, empty, late)
    await report(storage, empty, "give_up", late, "why")
    await report(storage, empty, "postpone", late, NOON, "why", NOON)
    async with storage.look_system() as system:
        assert await system.outbox.waiting() == 1
    await arrived(storage, empty, now_held)
    async with storage.look_system() as system:
        assert await system.outbox.waiting() == 0


async def test_wishes_with_one_key_are_one_parcel(storage: Storage, empty: Household):
    await put(storage, empty, wish(), wish("other"), wish(), wish())
    claimed = await claim(storage)
    assert [each.revision for each in claimed] == [3]
    async with storage.look_system() as system:
        assert await system.outbox.waiting() == 2


async def test_a_wish_while_it_is_carried_leads_to_one_more_round(
    storage: Storage, empty: Household
):
    await put(storage, empty, wish())
    (carried,) = await claim(storage)
    await put(storage, empty, wish())
    await put(storage, empty, wish())
    assert await claim(storage) == []
    await arrived(storage, empty, carried)
    (once_more,) = await claim(storage)
    await arrived(storage, empty, once_more)

    assert once_more.id == carried.id
    assert await claim(storage) == []


async def test_a_postponed_parcel_waits_and_counts_only_real_failures(
    storage: Storage, empty: Household
):
    await put(storage, empty, wish())
    later = NOON + timedelta(seconds=9)
    (parcel,) = await claim(storage)
    await report(storage, empty, "postpone", parcel, later, "flood", None)
    async with storage.look_system() as system:
        assert await system.outbox.next_due(NOON) == later
    assert await claim(storage) == []
    (parcel,) = await claim(storage, later)
    assert (parcel.failures, parcel.failing_since) == (0, None)
    await report(storage, empty, "postpone", parcel, later, "failed", NOON)
    (parcel,) = await claim(storage, later)
    assert (parcel.failures, parcel.failing_since) == (1, NOON)


async def test_a_resting_lane_holds_all_its_parcels_and_no_other(
    storage: Storage, empty: Household
):
    await put(storage, empty, wish("1"), wish("2"), wish("3", "other"))
    later = NOON + timedelta(seconds=9)
    async with storage.open(empty.caller) as store:
        await store.lanes.rest("lane", later, "flood")
    await put(storage, empty, wish("4"))

    assert [each.lane for each in await claim(storage)] == ["other"]
    async with storage.look_system() as system:
        assert await system.outbox.next_due(NOON) == later
    first, *_ = await claim(storage, later)
    assert first.lane == "lane"


async def test_a_shorter_rest_does_not_end_a_longer_one(storage: Storage, empty: Household):
    await put(storage, empty, wish())
    async with storage.open(empty.caller) as store:
        await store.lanes.rest("lane", FOREVER, "kicked")
        await store.lanes.rest("lane", NOON, "flood")
    assert await claim(storage, NOON + LEASE) == []

    async with storage.open(empty.caller) as store:
        await store.lanes.wake("lane")
    assert len(await claim(storage, NOON + LEASE)) == 1


async def order_of(storage: Storage, house: Household, choice: Choice = ANY) -> list[str]:
    """Return the keys in the order in which one lane lets them go."""
    keys: list[str] = []
    async with storage.look_system() as system:
        many = await system.outbox.waiting()
    for _ in range(many):
        async with storage.open_system() as system:
            claimed = await system.outbox.claim(
                NOON, lease=uuid4(), until=NOON + LEASE, limit=10, choice=choice
            )
        for each in claimed:
            keys.append(str(each.subject_id.int))
            await arrived(storage, house, each)
    return keys


def of_priority(number: int, priority: Priority, lane: str = "lane") -> NewParcel:
    return NewParcel("alert", lane, f"key {number}", UUID(int=number), priority)


MIXED = [
    of_priority(1, Priority.REPORT),
    of_priority(2, Priority.EDIT),
    of_priority(3, Priority.NEW),
    of_priority(4, Priority.NEW),
    of_priority(5, Priority.HOT),
]


async def test_within_a_lane_priority_comes_before_age(storage: Storage, empty: Household):
    await put(storage, empty, *MIXED)
    assert await order_of(storage, empty) == ["5", "3", "4", "2", "1"]


async def test_a_lane_in_its_turn_lets_the_oldest_go_first(storage: Storage, empty: Household):
    await put(storage, empty, *MIXED)
    choice = Choice(oldest_first=["lane"])
    assert await order_of(storage, empty, choice) == ["1", "2", "3", "4", "5"]


async def test_some_lanes_let_only_hot_cards_go_and_some_nothing(
    storage: Storage, empty: Household
):
    others = [of_priority(number + 10, Priority.HOT, "shut") for number in range(3)]
    await put(storage, empty, *MIXED, *others)
    choice = Choice(without=["shut"], urgent_only=["lane"])
    assert await order_of(storage, empty, choice) == ["5"]


async def test_across_lanes_hot_cards_leave_first(storage: Storage, empty: Household):
    wishes = [of_priority(number, Priority.NEW, f"lane {number}") for number in range(5)]
    await put(storage, empty, *wishes, of_priority(9, Priority.HOT, "zzz"))
    (first,) = await claim(storage, limit=1)
    assert first.subject_id == UUID(int=9)


async def test_a_card_that_left_is_brought_up_to_date_after_new_ones(
    storage: Storage, empty: Household
):
    await put(storage, empty, of_priority(1, Priority.HOT))
    (carried,) = await claim(storage)
    await put(storage, empty, of_priority(1, Priority.EDIT), of_priority(2, Priority.NEW))
    await arrived(storage, empty, carried)
    assert await order_of(storage, empty) == ["2", "1"]


async def test_a_bundle_takes_the_place_of_its_parcels_under_the_same_lease(
    storage: Storage, empty: Household
):
    await put(storage, empty, *MIXED)
    (held,) = await claim(storage)
    digest = NewParcel("digest", "lane", "digest", UUID(int=99), Priority.HOT)
    subjects = [UUID(int=number) for number in (3, 4, 5)]
    async with storage.open(empty.caller) as store:
        bundled = await store.outbox.bundle(held, digest, subjects, NOON)
    assert await claim(storage, NOON + LEASE - timedelta(seconds=1)) == []
    (again,) = await claim(storage, NOON + LEASE)
    await arrived(storage, empty, again)

    assert (bundled.id, bundled.subject_id) == (again.id, UUID(int=99))
    assert await order_of(storage, empty) == ["2", "1"]


async def test_a_dead_letter_keeps_its_reason_and_blocks_nothing(
    storage: Storage, empty: Household, ready_url: str
):
    await put(storage, empty, wish())
    (parcel,) = await claim(storage)
    await report(storage, empty, "give_up", parcel, "nobody lives there")
    await put(storage, empty, wish())
    (fresh,) = await claim(storage)

    assert fresh.id != parcel.id
    dead = await rows(ready_url, "SELECT last_error FROM parcels WHERE state = 'dead'")
    assert [row[0] for row in dead] == ["nobody lives there"]


async def test_released_parcels_are_free_at_once(storage: Storage, empty: Household):
    await put(storage, empty, wish("1", "a"), wish("2", "b"))
    held = await claim(storage)
    async with storage.open_system() as system:
        await system.outbox.release(held[0].lease)
    assert len(await claim(storage)) == 2


async def test_every_attempt_is_in_the_delivery_log(storage: Storage, empty: Household):
    await put(storage, empty, wish())
    (parcel,) = await claim(storage)
    attempts = [
        Delivery(NOON, "alert", 1, 12, Outcome.POSTPONED, "no answer"),
        Delivery(NOON + LEASE, "alert", 2, 8, Outcome.DELIVERED, None),
    ]
    async with storage.open(empty.caller) as store:
        for each in attempts:
            store.attempts.add(parcel, each)
    async with storage.look(empty.caller) as store:
        assert await store.attempts.of(parcel.subject_id) == attempts


async def test_next_due_is_silent_about_held_and_dead_parcels(storage: Storage, empty: Household):
    async with storage.look_system() as system:
        assert await system.outbox.next_due(NOON) is None
    await put(storage, empty, wish())
    async with storage.look_system() as system:
        assert await system.outbox.next_due(NOON) == NOON
    await claim(storage)
    async with storage.look_system() as system:
        assert await system.outbox.next_due(NOON) is None
        assert await system.outbox.next_due(NOON + LEASE) == NOON


async def test_racing_workers_never_hold_the_same_parcel_or_lane(
    storage: Storage, empty: Household, ready_url: str
):
    await put(storage, empty, *(wish(f"{n}", f"lane {n % 7}") for n in range(105)))
    second = Storage.at(ready_url, Vault([KEY], token_bytes), clock.new_id)
    busy: Counter[str] = Counter()
    carried: Counter[int] = Counter()

    async def work(own: Storage, number: int) -> None:
        for turn in range(1000):
            claimed = await claim(own, limit=3)
            for each in claimed:
                busy[each.lane] += 1
            async with own.look_system() as system:
                await system.outbox.waiting()
            assert max(busy.values(), default=0) <= 1
            for each in claimed:
                busy[each.lane] -= 1
                if (turn + number) % 5 == 0:
                    await report(own, empty, "postpone", each, NOON, "again", NOON)
                else:
                    carried[each.id] += 1
                    await arrived(own, empty, each)
            if not claimed and len(carried) == 105:
                return

    await asyncio.gather(*(work(own, n) for n, own in enumerate([storage, second] * 4)))
    await second.close()
    assert sorted(carried.values()) == [1] * 105


EXPRESS = UUID(int=7)


async def hold(storage: Storage, house: Household, *numbers: int) -> list[int]:
    """Lease new cards as those who make them do; return whose they are."""
    subjects = [UUID(int=number) for number in numbers]
    async with storage.open(house.caller) as store:
        held = await store.outbox.hold(subjects, EXPRESS, NOON, NOON + LEASE)
    return [each.subject_id.int for each in held]


async def test_new_cards_are_held_in_their_order_by_whoever_makes_them(
    storage: Storage, empty: Household
):
    cards = [of_priority(number, Priority.NEW) for number in (3, 1, 2)]
    await put(storage, empty, *cards)
    assert await hold(storage, empty, 1, 2, 3) == [3, 1, 2]
    assert await hold(storage, empty, 1, 2, 3) == []
    assert await claim(storage) == []
    assert len(await claim(storage, NOON + LEASE)) == 1


async def test_more_follow_under_the_same_lease(storage: Storage, empty: Household):
    await put(storage, empty, of_priority(1, Priority.NEW))
    assert await hold(storage, empty, 1) == [1]
    await put(storage, empty, of_priority(2, Priority.NEW))
    assert await hold(storage, empty, 2) == [2]


async def test_what_is_before_them_goes_first(storage: Storage, empty: Household):
    edit, new, hot = (of_priority(n, p) for n, p in enumerate([*list(Priority)[3:0:-1]], 1))
    assert (edit.priority, new.priority, hot.priority) == (30, 20, 10)
    await put(storage, empty, edit)
    await put(storage, empty, new)
    assert await hold(storage, empty, 2) == [2]
    await put(storage, empty, of_priority(4, Priority.NEW))
    (somebody,) = await claim(storage, NOON + LEASE, limit=1)
    assert somebody.subject_id.int == 2
    assert await hold(storage, empty, 4) == []
    await put(storage, empty, hot)
    assert await hold(storage, empty, 3) == [3]


async def test_a_lane_that_rests_is_left_to_itself(storage: Storage, empty: Household):
    async with storage.open(empty.caller) as store:
        await store.lanes.rest("lane", NOON + LEASE, "told so")
    await put(storage, empty, of_priority(1, Priority.NEW))
    assert await hold(storage, empty, 1) == []


async def test_held_cards_can_be_put_back(storage: Storage, empty: Household):
    await put(storage, empty, of_priority(1, Priority.NEW), of_priority(2, Priority.NEW))
    subjects = [UUID(int=1), UUID(int=2)]
    async with storage.open(empty.caller) as store:
        held = await store.outbox.hold(subjects, EXPRESS, NOON, NOON + LEASE)
    async with storage.open_system() as system:
        system.outbox.put_back(held[1:])
    assert await claim(storage) == []
    await arrived(storage, empty, held[0])
    (left,) = await claim(storage)
    assert left.subject_id == UUID(int=2)
