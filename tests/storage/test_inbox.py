"""The inbox: every accepted event once, whoever sends it again and however many come at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from uuid import uuid4

from storage.database import Storage
from storage.inbox import Accepted, Receipt
from tests.storage.shelves import NOON, Household, rows


def an_event(house: Household, event_id: str = "msg_1", body: str = "body") -> Accepted:
    return Accepted(
        house.workspace_id, house.source.id, event_id, body, uuid4(), '{"name": "Jonas"}', NOON
    )


async def add(storage: Storage, *events: Accepted) -> list[Receipt]:
    async with storage.open_system() as system:
        return await system.inbox.add(events)


async def test_an_event_is_kept_once(storage: Storage, ours: Household):
    first = an_event(ours)
    assert await add(storage, first) == [Receipt(first.lead_id)]
    assert await add(storage, an_event(ours)) == [Receipt(first.lead_id, duplicate=True)]
    assert await add(storage, an_event(ours, body="x")) == [Receipt(first.lead_id, conflict=True)]


async def test_duplicates_and_conflicts_within_one_batch(storage: Storage, ours: Household):
    first, again, other = an_event(ours), an_event(ours), an_event(ours, body="another")
    fresh = an_event(ours, "msg_2")

    assert await add(storage, first, again, other, fresh) == [
        Receipt(first.lead_id),
        Receipt(first.lead_id, duplicate=True),
        Receipt(first.lead_id, conflict=True),
        Receipt(fresh.lead_id),
    ]


async def test_two_sources_may_use_the_same_id(
    storage: Storage, ours: Household, theirs: Household
):
    events = [an_event(ours), an_event(theirs, body="other")]
    assert await add(storage, *events) == [Receipt(each.lead_id) for each in events]


async def test_racing_batches_agree_on_one_lead(storage: Storage, ours: Household):
    receipts = await asyncio.gather(*(add(storage, an_event(ours)) for _ in range(20)))
    flat = list(chain.from_iterable(receipts))
    assert len({each.lead_id for each in flat}) == 1
    assert sum(not each.duplicate for each in flat) == 1


async def test_what_waits_comes_oldest_first_and_leaves_blank(
    storage: Storage, ours: Household, ready_url: str
):
    events = [an_event(ours, f"msg_{number}") for number in range(3)]
    later = replace(an_event(ours, "msg_later"), received_at=NOON + timedelta(minutes=1))
    await add(storage, *events, later)
    async with storage.open_system() as system:
        waiting = await system.inbox.waiting(NOON, 10)
        system.inbox.done([each.id for each in waiting])
        assert await system.inbox.waiting(NOON, 10) == []
        assert not await system.inbox.something_waits(NOON)
        assert await system.inbox.something_waits(NOON + timedelta(minutes=2))

    assert [each.lead_id for each in waiting] == [each.lead_id for each in events]
    kept = await rows(ready_url, "SELECT lead, state FROM intake WHERE state = 'done'")
    assert [tuple(row) for row in kept] == [("", "done")] * 3


async def test_an_event_set_aside_comes_back_or_stays_dead(storage: Storage, ours: Household):
    await add(storage, an_event(ours))
    soon = NOON + timedelta(seconds=5)
    async with storage.open_system() as system:
        (event,) = await system.inbox.waiting(NOON, 10)
        await system.inbox.set_aside(event.id, "why", soon)
        assert await system.inbox.waiting(NOON, 10) == []
        (again,) = await system.inbox.waiting(soon, 10)
        await system.inbox.set_aside(event.id, "why", None)
        assert await system.inbox.waiting(soon + timedelta(days=1), 10) == []

    assert again.failures == 1
