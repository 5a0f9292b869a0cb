"""Screening on a real database: who asked before, who is held, however leads come in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import clock
from bot.tasks import Tasks
from domain.inbound import NewLead
from services.bell import Bell
from services.doors import Doors
from services.hatch import Hatch
from services.intake import Intake
from storage.database import Storage
from tests.storage.shelves import Household, rows

ANNA = {"email": "anna@example.org"}
PHONE = {"phone": "+49 30 901820"}
PITCH = "Dear owner of the shop, we rank your website on the first page of google"


@dataclass(slots=True)
class Moving:
    """A clock that a test moves."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


STORY: Sequence[tuple[float, NewLead]] = [
    (0, NewLead(name="Anna", **ANNA)),
    (0, NewLead(name="Bob", email="bob@example.org")),
    (1, NewLead(name="Anna", **ANNA, **PHONE)),
    (1, NewLead(name="A.", **PHONE)),
    (2, NewLead(name="www.win.example", message=f"{PITCH} https://a.example", **ANNA)),
    (25, NewLead(name="Ann", email="ANNA@example.org")),
    (28, NewLead(name="A.", phone="0049 30 901820")),
    (28, NewLead(message="no name, no way to reach me")),
    (80, NewLead(name="Anna", **PHONE)),
    *[(90, NewLead(message=PITCH, email=f"s{n}@seo{n}.example")) for n in range(7)],
]


async def told(storage: Storage, ours: Household, batches: int) -> None:
    """Let the story happen: *batches* says after how many leads they are processed."""
    moving = Moving(clock.now())
    doors = Doors(storage, moving)
    intake = Intake(storage, doors, moving, clock.new_id, Bell(), Hatch())
    source = doors.source(ours.workspace_id, ours.source)
    tasks, begin = Tasks(), moving.now
    tasks.keep_running("commit", intake.commit_forever)
    for number, (day, lead) in enumerate(STORY):
        moving.now = begin + timedelta(days=day)
        await intake.accept(source, f"msg_{number}", "body", lead)
        if number % batches == batches - 1:
            while await intake.process_some():
                pass
    moving.now += timedelta(minutes=1)
    while await intake.process_some():
        pass
    intake.drain()
    await tasks.finish(5)


async def became(url: str) -> list[tuple[Any, ...]]:
    found = await rows(
        url,
        "SELECT number, status, first_number, nth, repeats, last_number, held_at IS NOT NULL AS h"
        " FROM leads WHERE number > 1 ORDER BY number",
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize("batches", [1, 2, 3, 5, 100])
async def test_it_does_not_matter_which_leads_come_in_together(
    storage: Storage, ours: Household, ready_url: str, batches: int
):
    await told(storage, ours, batches)
    assert [(row[0], row[2], row[3]) for row in await became(ready_url) if row[2]] == [
        (4, 2, 2),
        (5, 2, 3),
        (7, 2, 4),
        (8, 2, 5),
    ]
    first = next(row for row in await became(ready_url) if row[0] == 2)
    assert (first[4], first[5]) == (4, 8)
    # Anna's spam is no request of hers; the fifth who says the same, and all after them, are held.
    assert [row[0] for row in await became(ready_url) if row[6]] == [6, 15, 16, 17]


async def test_two_processes_lose_no_link(storage: Storage, ours: Household, ready_url: str):
    doors = Doors(storage, clock.now)
    desks = [Intake(storage, doors, clock.now, clock.new_id, Bell(), Hatch()) for _ in range(2)]
    source = doors.source(ours.workspace_id, ours.source)
    tasks = Tasks()
    tasks.keep_running("commit", desks[0].commit_forever)
    count = 250
    leads = (desks[0].accept(source, f"m{n}", "b", NewLead(**ANNA)) for n in range(count))
    await asyncio.gather(*leads)
    while sum(await asyncio.gather(*(each.process_some() for each in desks))):
        pass
    found = await became(ready_url)
    assert sorted(row[3] for row in found if row[3]) == list(range(2, count + 1))
    assert {row[2] for row in found if row[2]} == {2}
    assert (found[0][4], found[0][5]) == (count - 1, count + 1)
    desks[0].drain()
    await tasks.finish(5)


async def test_a_neighbour_is_no_earlier_request(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    for household in (ours, theirs):
        async with storage.open(household.caller) as store:
            assert len(await store.repeats.earlier({("e", "jonas@example.com")})) == 1
    async with storage.open(ours.caller) as store:
        ((_, earlier),) = await store.repeats.earlier({("e", "jonas@example.com")})
        assert (earlier.number, earlier.first, earlier.requests) == (1, 1, 1)
