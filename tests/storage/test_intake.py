"""Intake on a real database: what was promised is kept, whatever else happens."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot import clock
from bot.tasks import Tasks
from domain.caller import Caller, WorkspaceId
from domain.errors import Draining, IdConflict, Overloaded
from domain.inbound import NewLead
from services import intake
from services.bell import Bell
from services.doors import Doors
from services.hatch import Hatch
from services.intake import Intake
from storage.database import Storage
from storage.inbox import Receipt
from tests.storage.shelves import Household, as_text, rows

JONAS = NewLead(name="Jonas", email="jonas@example.com")


class Ahead:
    """The real time, plus what a test adds to it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return clock.now() + timedelta(seconds=self.seconds)


@dataclass(slots=True)
class Desk:
    """Intake at work, and the source that hands in."""

    intake: Intake
    source: Caller
    ahead: Ahead
    tasks: Tasks
    url: str

    def accept(self, event_id: str, body: str = "body") -> Coroutine[Any, Any, Receipt]:
        return self.intake.accept(self.source, event_id, body, JONAS)

    async def leads(self) -> int:
        ((count,),) = await rows(self.url, "SELECT count(*) FROM leads")
        return int(count) - 1  # The household came with one.


@pytest.fixture
async def desk(storage: Storage, ours: Household, ready_url: str) -> AsyncIterator[Desk]:
    ahead, tasks = Ahead(), Tasks()
    doors = Doors(storage, ahead)
    made = Intake(storage, doors, ahead, clock.new_id, Bell(), Hatch())
    tasks.keep_running("commit", made.commit_forever)
    source = doors.source(ours.workspace_id, ours.source)
    yield Desk(made, source, ahead, tasks, ready_url)
    tasks.cancel("process")
    made.drain()
    await tasks.finish(5)


async def test_five_hundred_at_once_are_all_kept(desk: Desk):
    receipts = await asyncio.gather(*(desk.accept(f"msg_{n}") for n in range(500)))
    while await desk.intake.process_some():
        pass

    assert len({each.lead_id for each in receipts}) == 500
    assert not any(each.duplicate for each in receipts)
    assert await desk.leads() == 500
    numbers = await rows(desk.url, "SELECT number FROM leads ORDER BY number")
    assert [row[0] for row in numbers if row[0] > 1] == list(range(2, 502))


async def test_one_id_many_times_at_once_is_one_lead(desk: Desk):
    receipts = await asyncio.gather(*(desk.accept("msg_same") for _ in range(50)))
    assert len({each.lead_id for each in receipts}) == 1
    assert sum(each.duplicate for each in receipts) == 49


async def test_another_body_under_a_known_id_is_a_conflict(desk: Desk):
    outcomes = await asyncio.gather(
        desk.accept("msg", "one"), desk.accept("msg", "two"), return_exceptions=True
    )
    assert isinstance(outcomes[0], Receipt)
    assert isinstance(outcomes[1], IdConflict)
    with pytest.raises(IdConflict):
        await desk.accept("msg", "three")


async def test_one_event_that_the_database_refuses_does_not_sink_its_batch(desk: Desk):
    stranger = Caller(WorkspaceId(uuid4()), desk.source.actor, None)
    outcomes = await asyncio.gather(
        desk.accept("good_1"),
        desk.intake.accept(stranger, "bad", "body", JONAS),
        desk.accept("good_2"),
        return_exceptions=True,
    )
    assert [isinstance(each, Receipt) for each in outcomes] == [True, False, True]
    kept = await rows(desk.url, "SELECT event_id FROM intake ORDER BY id")
    assert [row[0] for row in kept] == ["good_1", "good_2"]


async def test_an_event_that_cannot_be_read_is_set_aside_and_its_neighbours_go_on(desk: Desk):
    await asyncio.gather(*(desk.accept(f"msg_{n}") for n in range(3)))
    await rows(desk.url, "UPDATE intake SET lead = '{not json' WHERE event_id = 'msg_1'")

    for _ in range(3):
        await desk.intake.process_some()
        desk.ahead.seconds += 6
    await desk.intake.process_some()

    assert await desk.leads() == 2
    kept = await rows(desk.url, "SELECT event_id, state, failures FROM intake ORDER BY id")
    assert [tuple(row) for row in kept] == [
        ("msg_0", "done", 0),
        ("msg_1", "dead", 3),
        ("msg_2", "done", 0),
    ]
    ((reason,),) = await rows(desk.url, "SELECT last_error FROM intake WHERE state = 'dead'")
    assert "ValidationError" in reason


async def test_a_new_process_picks_up_what_waits(desk: Desk, storage: Storage):
    await asyncio.gather(*(desk.accept(f"msg_{n}") for n in range(5)))
    doors = Doors(storage, clock.now)
    next_one = Intake(storage, doors, clock.now, clock.new_id, Bell(), Hatch())
    tasks = Tasks()
    tasks.keep_running("process", next_one.process_forever)
    async with asyncio.timeout(10):
        while await desk.leads() < 5:  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0)
    tasks.cancel("process")
    await tasks.finish(1)
    assert await desk.leads() == 5


async def at_ease(desk: Desk) -> None:
    """Let the intake process what comes, and wait until it has nothing to do."""
    desk.tasks.keep_running("process", desk.intake.process_forever)
    await asyncio.sleep(0)


async def test_what_comes_alone_is_a_lead_once_it_is_accepted(desk: Desk):
    await at_ease(desk)
    first = await desk.accept("msg_1")
    assert await desk.leads() == 1
    again = await desk.accept("msg_1")
    assert (again.lead_id, again.duplicate) == (first.lead_id, True)
    assert await desk.leads() == 1
    ((state, kept),) = await rows(desk.url, "SELECT state, lead FROM intake")
    assert (state, kept) == ("done", "")


async def test_what_cannot_become_a_lead_is_accepted_all_the_same(desk: Desk):
    """The next one brings the one that nobody can read along, and goes the long way too."""
    await desk.accept("spoiled")
    await rows(desk.url, "UPDATE intake SET lead = '{not json'")
    await at_ease(desk)
    assert not (await desk.accept("msg_1")).duplicate
    async with asyncio.timeout(10):
        while await desk.leads() < 1:  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0)
    kept = await rows(desk.url, "SELECT event_id, state, failures FROM intake ORDER BY id")
    assert [tuple(row) for row in kept] == [("spoiled", "waiting", 1), ("msg_1", "done", 0)]


async def test_a_crowd_is_accepted_first(desk: Desk):
    await at_ease(desk)
    await asyncio.gather(*(desk.accept(f"msg_{n}") for n in range(intake.FEW + 1)))
    async with asyncio.timeout(10):
        while await desk.leads() <= intake.FEW:  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0)
    states = await rows(desk.url, "SELECT DISTINCT state FROM intake")
    assert [tuple(row) for row in states] == [("done",)]


async def test_a_client_that_went_away_blocks_nobody_and_loses_nothing(desk: Desk):
    gone = asyncio.ensure_future(desk.accept("gone"))  # noqa: TID251 -- a request that is cut off
    stays = asyncio.ensure_future(desk.accept("stays"))  # noqa: TID251 -- its neighbour
    await asyncio.sleep(0)
    gone.cancel()
    assert not (await stays).duplicate
    assert (await desk.accept("gone")).duplicate
    await desk.intake.process_some()
    assert await desk.leads() == 2


async def test_a_full_queue_refuses_and_then_goes_on(storage: Storage, ours: Household):
    doors = Doors(storage, clock.now)
    slow = Intake(storage, doors, clock.now, clock.new_id, Bell(), Hatch())
    source = doors.source(ours.workspace_id, ours.source)
    waiting = [
        asyncio.ensure_future(slow.accept(source, f"{n}", "b", JONAS))  # noqa: TID251 -- requests that nobody waits for yet
        for n in range(intake.LONGEST_QUEUE)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await slow.accept(source, "one too many", "b", JONAS)

    slow.drain()
    await slow.commit_forever()
    assert len(await asyncio.gather(*waiting)) == intake.LONGEST_QUEUE


async def test_after_the_drain_nothing_more_is_promised(desk: Desk):
    before = asyncio.ensure_future(desk.accept("before"))  # noqa: TID251 -- asked before the drain
    await asyncio.sleep(0)
    desk.intake.drain()
    with pytest.raises(Draining):
        await desk.accept("after")
    assert not (await before).duplicate


async def test_leads_of_two_workspaces_in_one_batch_stay_apart(
    desk: Desk, storage: Storage, ours: Household, theirs: Household
):
    neighbour = Doors(storage, clock.now).source(theirs.workspace_id, theirs.source)
    await asyncio.gather(
        *(desk.accept(f"msg_{n}") for n in range(4)),
        *(desk.intake.accept(neighbour, f"msg_{n}", "b", JONAS) for n in range(3)),
    )
    await desk.intake.process_some()

    for house, count in ((ours, 5), (theirs, 4)):
        found = await rows(
            desk.url,
            "SELECT count(*) FROM leads JOIN posts ON posts.lead_id = leads.id"
            " AND posts.workspace_id = leads.workspace_id AND posts.telegram_id = :chat"
            " WHERE leads.workspace_id = :workspace",
            chat=house.chat.telegram_id,
            workspace=as_text(house.workspace_id, desk.url),
        )
        assert found[0][0] == count


async def test_a_lead_is_known_by_its_mail_and_phone_however_they_are_spelled(desk: Desk):
    typed = NewLead(name="Anna", email="Anna@Example.com", phone="0049 (30) 1234567")
    await desk.intake.accept(desk.source, "msg_anna", "body", typed)
    await desk.intake.process_some()
    (known,) = await rows(desk.url, "SELECT email_key, phone_key FROM leads WHERE number = 2")
    assert tuple(known) == ("anna@example.com", "+49301234567")
