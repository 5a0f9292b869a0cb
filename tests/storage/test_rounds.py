"""Rounds: what is overdue is done once, what two processes ask for is done once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.rounds import Round, Rounds
from storage.database import Storage
from tests.storage.shelves import NOON

MINUTE = timedelta(minutes=1)


class Diary:
    """A house of one process, its clock, and what it did when."""

    def __init__(self, storage: Storage, done: list[tuple[str, datetime]]) -> None:
        self.at = NOON
        self.done = done
        rounds = [
            Round("often", MINUTE, self.write("often")),
            Round("broken", MINUTE, self.fail),
            Round("rarely", 10 * MINUTE, self.write("rarely")),
        ]
        self.rounds = Rounds(storage, lambda: self.at, rounds)

    def write(self, name: str):
        async def work() -> None:
            self.done.append((name, self.at))

        return work

    async def fail(self) -> None:
        self.done.append(("broken", self.at))
        raise RuntimeError("broken")

    async def come(self, at: datetime) -> list[str]:
        self.at = at
        return list(await self.rounds.do_due())


async def test_each_comes_in_its_time_and_a_broken_one_stops_no_other(
    storage: Storage, caplog: pytest.LogCaptureFixture
):
    diary = Diary(storage, [])
    assert await diary.come(NOON) == ["often", "broken", "rarely"]
    assert await diary.come(NOON + MINUTE / 2) == []
    assert await diary.come(NOON + MINUTE) == ["often", "broken"]
    assert await diary.come(NOON + 10 * MINUTE) == ["often", "broken", "rarely"]
    assert len(diary.done) == 8
    assert sum("round_failed" in each for each in caplog.messages) == 3


async def test_what_is_overdue_for_an_hour_is_done_once(storage: Storage):
    diary = Diary(storage, [])
    await diary.come(NOON)
    again = Diary(storage, [])
    assert await again.come(NOON + 60 * MINUTE) == ["often", "broken", "rarely"]
    assert await again.come(NOON + 60 * MINUTE) == []
    assert len(again.done) == 3


async def test_two_processes_do_each_round_once(storage: Storage):
    done: list[tuple[str, datetime]] = []
    both = [Diary(storage, done), Diary(storage, done)]
    for minute in range(4):
        at = NOON + minute * MINUTE
        await asyncio.gather(*(each.come(at) for each in both))
    often = [at for name, at in done if name == "often"]
    assert sorted(often) == [NOON + minute * MINUTE for minute in range(4)]
    assert [at for name, at in done if name == "rarely"] == [NOON]
