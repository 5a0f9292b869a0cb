"""Wishes that come together are done together, and none of them is lost or done twice."""

import asyncio
from collections.abc import Sequence

import pytest

from domain.errors import Overloaded
from services.together import Together


class Desk:
    """Does what is asked in batches, and waits for a sign before each."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.bad: set[int] = set()
        self.refusing = False

    async def do(self, wishes: Sequence[int]) -> None:
        self.batches.append(list(wishes))
        await asyncio.sleep(0)
        await self.open.wait()
        if self.refusing:
            raise Overloaded
        if self.bad & set(wishes):
            raise ValueError("bad")


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def ask(together: Together[int], *wishes: int) -> list[BaseException | None]:
    return await asyncio.gather(*map(together.ask, wishes), return_exceptions=True)


async def test_those_who_come_meanwhile_go_with_the_next(desk: Desk):
    together = Together(desk.do, most=3)
    async with asyncio.TaskGroup() as group:
        for wish in range(6):
            group.create_task(together.ask(wish))
        await asyncio.sleep(0)
        desk.open.set()
    assert desk.batches == [[0], [1, 2, 3], [4, 5]]


async def test_where_many_come_they_rest_and_gather(desk: Desk):
    desk.open.set()
    together = Together(desk.do, rest=0.3)
    for wish in (0, 1):
        await together.ask(wish)
    await ask(together, 2, 3, 4)
    await ask(together, 5, 6)
    assert desk.batches == [[0], [1], [2], [3, 4], [5, 6]]


async def test_a_bad_one_does_not_sink_its_neighbours(desk: Desk):
    desk.open.set()
    desk.bad = {2}
    outcomes = await ask(Together(desk.do), 0, 1, 2, 3)
    assert [type(each) for each in outcomes] == [type(None), type(None), ValueError, type(None)]
    assert sorted(desk.batches) == [[0], [1], [1, 2, 3], [2], [3]]


async def test_a_refusal_is_told_to_all_of_the_batch_once(desk: Desk):
    desk.open.set()
    desk.refusing = True
    outcomes = await ask(Together(desk.do), 0, 1, 2)
    assert [type(each) for each in outcomes] == [Overloaded] * 3
    assert desk.batches == [[0], [1, 2]]


async def test_whoever_gives_up_takes_nobody_along(desk: Desk):
    together = Together(desk.do)
    first = asyncio.ensure_future(together.ask(1))  # noqa: TID251 -- somebody who will give up
    second = asyncio.ensure_future(together.ask(2))  # noqa: TID251 -- somebody who waits
    await asyncio.sleep(0)
    first.cancel()
    desk.open.set()
    await second
    assert first.cancelled() or first.cancelling()
    assert desk.batches[-1] == [2]
