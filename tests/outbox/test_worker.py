"""The worker: several lanes at once, nothing twice, and a clean end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot import clock
from bot.tasks import Tasks
from domain.errors import Overloaded
from outbox.worker import LOOK_EVERY, Worker
from services.bell import Bell


@dataclass
class Heap:
    """A pile in memory: work is a number, due at once or later."""

    due: dict[int, datetime] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    released: list[int] = field(default_factory=list)
    claims: int = 0
    refusals: int = 0
    claimed: Bell = field(default_factory=Bell)
    busy: bool = False
    """Whether somebody else works in every lane."""

    async def claim(self, limit: int) -> Sequence[int]:
        self.claims += 1
        self.claimed.ring()
        if self.refusals:
            self.refusals -= 1
            raise Overloaded
        if self.busy:
            return ()
        now = clock.now()
        ready = [work for work, moment in self.due.items() if moment <= now][:limit]
        for work in ready:
            del self.due[work]
            self.held.add(work)
        return ready

    async def next_due(self) -> datetime | None:
        return min(self.due.values(), default=None)

    async def release(self, work: Sequence[int]) -> None:
        self.released += work

    def again_in(self) -> float:
        return LOOK_EVERY


class Crew:
    """A worker, its pile, and a door behind which the work waits until it is opened."""

    def __init__(self) -> None:
        self.heap, self.bell, self.tasks = Heap(), Bell(), Tasks()
        self.begun: list[int] = []
        self.done: list[int] = []
        self.changed = asyncio.Event()
        self.door = asyncio.Event()
        self.door.set()
        self.worker = Worker(
            "crew",
            pile=self.heap,
            do=self.do,
            bell=self.bell,
            start=self.tasks.start,
            now=clock.now,
            at_once=3,
        )

    async def do(self, work: int) -> None:
        self.begun.append(work)
        self.changed.set()
        await self.door.wait()
        if work < 0:
            raise ZeroDivisionError
        self.done.append(work)
        self.changed.set()

    def put(self, *work: int, wait: float = 0) -> None:
        moment = clock.now() + timedelta(seconds=wait)
        self.heap.due |= dict.fromkeys(work, moment)
        self.bell.ring()

    async def until(self, predicate) -> None:
        async with asyncio.timeout(10):
            while not predicate():
                self.changed.clear()
                await self.changed.wait()

    def run(self) -> None:
        self.tasks.keep_running("worker", self.worker.run)


@pytest.fixture
async def crew() -> AsyncIterator[Crew]:
    made = Crew()
    yield made
    made.door.set()
    made.worker.stop()
    await made.tasks.finish(5)


async def test_everything_that_is_due_is_done_once(crew: Crew):
    crew.put(*range(20))
    crew.run()
    await crew.until(lambda: len(crew.done) == 20)
    assert sorted(crew.done) == list(range(20))


async def test_only_so_many_at_once(crew: Crew):
    crew.door.clear()
    crew.put(*range(9))
    crew.run()
    await crew.until(lambda: len(crew.begun) == 3)
    crew.bell.ring()
    await asyncio.sleep(0)
    assert len(crew.begun) == 3
    crew.door.set()
    await crew.until(lambda: len(crew.done) == 9)
    assert len(crew.begun) == 9


async def test_a_ring_wakes_it_at_once_and_what_is_due_later_comes_later(crew: Crew):
    crew.run()
    crew.put(1, wait=0.2)
    crew.put(2)
    await crew.until(lambda: len(crew.done) == 2)
    assert crew.done == [2, 1]


async def test_work_that_raises_ends_alone(crew: Crew):
    crew.put(-1, 1)
    crew.run()
    await crew.until(lambda: 1 in crew.done)
    crew.put(2)
    await crew.until(lambda: 2 in crew.done)
    assert -1 in crew.begun


async def test_one_that_hangs_does_not_hold_up_the_others(crew: Crew):
    crew.door.clear()
    crew.put(1)
    crew.run()
    await crew.until(lambda: crew.begun == [1])
    crew.put(2)
    await crew.until(lambda: crew.begun == [1, 2])
    assert crew.done == []


async def test_nothing_is_claimed_while_nothing_is_due(crew: Crew):
    crew.run()
    for _ in range(20):
        crew.bell.ring()
        await asyncio.sleep(0)
    assert crew.heap.claims == 0


async def test_a_lane_that_is_free_again_wakes_it_only_if_something_waits_for_one(crew: Crew):
    crew.worker.lane_is_free()
    assert not await crew.bell.wait(0)
    crew.heap.busy = True
    crew.put(1)
    crew.run()
    await crew.heap.claimed.wait()
    crew.heap.busy = False
    crew.worker.lane_is_free()
    await crew.until(lambda: crew.done == [1])


async def test_a_database_that_refuses_is_asked_again(crew: Crew):
    crew.heap.refusals = 1
    crew.put(1)
    crew.run()
    await crew.until(lambda: crew.done == [1])
    assert crew.heap.claims == 2


async def test_stopping_finishes_what_is_under_way_and_begins_nothing(crew: Crew):
    crew.door.clear()
    crew.put(*range(9))
    crew.run()
    await crew.until(lambda: len(crew.begun) == 3)
    crew.worker.stop()
    crew.door.set()
    await crew.tasks.finish(5)

    assert sorted(crew.done) == sorted(crew.begun)
    assert len(crew.done) == 3
    assert len(crew.heap.due) == 6
