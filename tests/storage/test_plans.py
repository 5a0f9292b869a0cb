"""No list and no search reads a whole table, with twenty thousand leads in it."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.many_leads import BEGAN, fill, opened, questions
from domain.caller import Caller
from domain.lead import Status
from domain.lead_filter import LeadFilter, Spot
from domain.listing import Cursor, Listing
from domain.scoring import USUAL, Temperature
from services.bell import Bell
from services.browsing import Browsing
from services.lists import Lists
from storage.database import Storage
from tests.storage.shelves import NOON, rows
from tests.storage.shelves import listened as everything_of

LEADS = 20_000
GROWING = "leads|lead_index|posts"
WHOLE = {
    # SQLite scans its own index of words by the words, not from end to end.
    # Leads that came at the same moment are sorted by their numbers, a few at a time.
    "sqlite": re.compile(
        rf"SCAN (?:{GROWING})\b(?! USING (?:COVERING )?INDEX)"
        "|USE TEMP B-TREE(?! FOR (?:LAST TERM|RIGHT PART))"
    ),
    "postgresql": re.compile(rf"Seq Scan on (?:{GROWING})\b"),
}
Statement = tuple[str, Any]


@pytest.fixture
async def owner(database_url: str) -> Caller:
    """Whoever asks, with as many leads as make a plan worth having."""
    return await fill(database_url, LEADS)


@pytest.fixture
async def storage(database_url: str, owner: Caller) -> AsyncIterator[Storage]:
    async with opened(database_url) as storage:
        yield storage


def filters(owner: Caller) -> list[LeadFilter]:
    """What a program may ask for, alone and together, and what few or no leads are."""
    olga = owner.required_member()
    noon = BEGAN + timedelta(seconds=LEADS // 2)
    return [
        LeadFilter(),
        LeadFilter(statuses=(Status.NEW,)),
        LeadFilter(statuses=(Status.WON, Status.LOST), temperature=Temperature.HOT),
        LeadFilter(temperature=Temperature.WARM),
        LeadFilter(owner=olga),
        LeadFilter(unowned=True),
        LeadFilter(owner=olga, statuses=(Status.NEW,)),
        LeadFilter(source_id=UUID(int=1)),
        LeadFilter(since=noon, before=noon + timedelta(seconds=70)),
        LeadFilter(before=noon, statuses=(Status.WON,), temperature=Temperature.COLD),
        LeadFilter(since=noon, unowned=True),
    ]


def is_wanted(wanted: LeadFilter, row: Any) -> bool:
    """Say the same in plain words."""
    came = BEGAN + timedelta(seconds=row.number)
    return (
        (not wanted.statuses or row.status in wanted.statuses)
        and (wanted.source_id is None)
        and (wanted.owner is None or row.owner_id is not None)
        and (not wanted.unowned or row.owner_id is None)
        and (not wanted.temperature or USUAL.temperature(row.score) is wanted.temperature)
        and (wanted.since is None or came >= wanted.since)
        and (wanted.before is None or came < wanted.before)
    )


async def all_of(storage: Storage, owner: Caller, wanted: LeadFilter) -> list[int]:
    """Return the numbers of the first pages of a list, at most 20 of them."""
    walked: list[int] = []
    after: Spot | None = None
    for _ in range(20):
        page = await Browsing(storage).leads(owner, wanted, after, 50)
        walked += [each.number for each in page.found.leads]
        after = page.found.more
        if after is None:
            break
    return walked


@contextmanager
def listened(engine: AsyncEngine) -> Iterator[list[Statement]]:
    """Collect what is asked of a database."""
    heard: list[Statement] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        # One lead has few notes and tags: those are read by its index, and sorted.
        few = any(f"FROM {table}" in statement for table in ("notes", "lead_tags"))
        if statement.startswith("SELECT") and not few:
            heard.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine.sync_engine, "before_cursor_execute", hear)


async def test_no_question_reads_a_whole_table(storage: Storage, owner: Caller, database_url: str):
    lists = Lists(storage, lambda: NOON, Bell())
    asked = questions(lists, owner, LEADS)
    back = Cursor(LEADS // 2, 20, back=True)
    with listened(storage._reader) as heard:
        for ask in asked.values():
            await ask(1)
        for listing in Listing:
            await lists.page(owner, listing, back)
        await lists.find(owner, "gmbh", back)
        walked = [(each, await all_of(storage, owner, each)) for each in filters(owner)]
        await all_of(storage, owner, LeadFilter(text="gmbh", temperature=Temperature.HOT))
    assert len(heard) > len(asked)
    assert await whole(database_url, heard) == {}
    there = await rows(database_url, "SELECT number, status, owner_id, score FROM leads")
    for wanted, numbers in walked:
        right = [each.number for each in there if is_wanted(wanted, each)]
        assert numbers == sorted(right, reverse=True)[: len(numbers)], wanted
        assert numbers or not right, wanted


async def test_no_lead_that_comes_in_reads_a_whole_table(
    storage: Storage, owner: Caller, database_url: str
):
    keys = {("e", "nobody@example.com"), ("e", "nothing@example.com"), ("p", "+4930123456")}
    async with everything_of(storage._writer) as heard, storage.open(owner) as store:
        received = await store.reception.receive(2)
        await store.repeats.earlier(keys)
        assert received.numbers
    assert len(heard) > len(keys)
    # A workspace has few chats: those are read by its index, and sorted.
    growing = [each for each in heard if "FROM chats" not in each[0]]
    plain = [each for each in growing if each[0].startswith(("SELECT", "UPDATE"))]
    assert await whole(database_url, plain) == {}


async def whole(database_url: str, statements: Sequence[Statement]) -> Mapping[str, str]:
    """Return those of the statements that read a whole table, and how."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    engine = create_async_engine(database_url)
    explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    found = {}
    async with engine.connect() as connection:
        for statement, parameters in statements:
            plan = await connection.exec_driver_sql(explain + statement, parameters)
            text = "\n".join(str(row[-1]) for row in plan)
            if WHOLE[kind].search(text):
                found[statement] = text
    await engine.dispose()
    return found
