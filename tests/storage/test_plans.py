"""No list and no search reads a whole table, with twenty thousand leads in it."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.many_leads import fill, opened, questions
from domain.caller import Caller
from domain.listing import Cursor, Listing
from services.bell import Bell
from services.lists import Lists
from storage.database import Storage
from tests.storage.shelves import NOON
from tests.storage.shelves import listened as everything_of

LEADS = 20_000
GROWING = "leads|lead_index|posts"
WHOLE = {
    # SQLite scans its own index of words by the words, not from end to end.
    "sqlite": re.compile(rf"SCAN (?:{GROWING})\b(?! USING (?:COVERING )?INDEX)|USE TEMP B-TREE"),
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
    assert len(heard) > len(asked)
    assert await whole(database_url, heard) == {}


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
