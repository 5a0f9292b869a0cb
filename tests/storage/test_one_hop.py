"""What SQLite does in the thread of its connection, and what at once where it is asked for."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import sqlite_engine
from storage.one_hop import WRITING, OneHopConnection


@pytest.fixture
async def engines(tmp_path: Path) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    """A writer and a reader of one file."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'house.db'}"
    writer = sqlite_engine(url, WRITING, connections=1)
    reader = sqlite_engine(url, "BEGIN", connections=1)
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE things (name TEXT)"))
    yield writer, reader
    await writer.dispose()
    await reader.dispose()


async def raw(connection: AsyncConnection) -> OneHopConnection:
    found = (await connection.get_raw_connection()).driver_connection
    assert isinstance(found, OneHopConnection)
    return found


async def is_here(connection: AsyncConnection) -> bool:
    """Tell whether work is done in the thread that asks for it."""
    thread = await (await raw(connection)).at_work(lambda _: threading.get_ident())
    return thread == threading.get_ident()


async def test_the_one_who_holds_the_lock_works_where_it_is(engines):
    writer, _ = engines
    async with writer.begin() as connection:
        # Somebody else may write just now: to wait for the lock would stop everything.
        assert not await is_here(connection)
        await connection.execute(text("INSERT INTO things VALUES ('one')"))
        assert await is_here(connection)
        await (await raw(connection)).at_work(
            lambda database: database.execute("INSERT INTO things VALUES ('two')")
        )
    async with writer.begin() as connection:
        found = await connection.scalars(text("SELECT name FROM things"))
        assert found.all() == ["one", "two"]


async def test_a_reader_never_does(engines):
    _, reader = engines
    async with reader.connect() as connection:
        await connection.execute(text("SELECT name FROM things"))
        assert not await is_here(connection)


async def test_nobody_works_beside_what_was_given_up(engines):
    """A crossing that was cancelled may still be under way in the thread."""
    writer, _ = engines
    held, begun = threading.Event(), asyncio.Event()
    here = asyncio.get_running_loop()

    def slow(_: object) -> None:
        here.call_soon_threadsafe(begun.set)
        held.wait(10)

    async with writer.begin() as connection:
        await connection.execute(text("INSERT INTO things VALUES ('one')"))
        crossing = asyncio.ensure_future((await raw(connection)).in_its_thread(slow))  # noqa: TID251 -- a request that is cut off
        await begun.wait()
        crossing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await crossing
        held.set()
        assert not await is_here(connection)
