"""Transactions: nothing is lost, and trouble that passes by itself is named."""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain
from secrets import token_bytes
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from domain.caller import Person, PersonId
from domain.errors import Overloaded
from scripts.servers import Databases
from storage import migrate
from storage.database import Storage
from storage.leads import Stale
from storage.vault import Vault
from storage.workspaces import WorkspaceRow
from tests.storage.shelves import KEY, NOON, Household, another_process_writing


async def test_fifty_read_modify_writes_at_once_all_count(storage: Storage, ours: Household):
    async def one() -> None:
        async with storage.open_system() as system:
            found = select(WorkspaceRow).with_for_update()
            (row,) = await system._session.scalars(found)
            seen = row.last_lead_number
            await asyncio.sleep(0)
            row.last_lead_number = seen + 1

    await asyncio.gather(*(one() for _ in range(50)))
    async with storage.look_system() as system:
        assert await system._session.scalar(select(WorkspaceRow.last_lead_number)) == 51


async def test_numbers_are_given_once_and_without_gaps(storage: Storage, ours: Household):
    async def one() -> list[int]:
        async with storage.open_system() as system:
            received = await system.of(ours.caller).reception.receive(3)
            return list(received.numbers)

    given = await asyncio.gather(*(one() for _ in range(20)))
    assert sorted(chain.from_iterable(given)) == list(range(2, 62))


async def test_a_lead_that_changed_meanwhile_is_not_overwritten(storage: Storage, ours: Household):
    async with storage.open(ours.caller) as store:
        lead = await store.leads.get(ours.lead.id)
        await store.leads.save(lead, NOON)
        with pytest.raises(Stale):
            await store.leads.save(lead, NOON)


async def test_an_error_takes_everything_back(storage: Storage, ours: Household):
    with pytest.raises(ZeroDivisionError):
        await _change_then_fail(storage, ours)
    async with storage.look(ours.caller) as store:
        assert (await store.leads.get(ours.lead.id)).version == 1


async def _change_then_fail(storage: Storage, ours: Household) -> None:
    async with storage.open(ours.caller) as store:
        await store.leads.save(await store.leads.get(ours.lead.id), NOON)
        raise ZeroDivisionError


@pytest.fixture
async def on_sqlite(sqlite_ready: str) -> AsyncIterator[Storage]:
    opened = Storage.at(sqlite_ready, Vault([KEY], token_bytes), clock.new_id)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)]
)
async def test_sqlite_is_durable_and_checks_references(
    on_sqlite: Storage, pragma: str, value: object
):
    for engine in (on_sqlite._writer, on_sqlite._reader):
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql(f"PRAGMA {pragma}")
            assert found.scalar() == value


async def test_a_locked_file_is_overload_and_reads_go_on(sqlite_ready: str, on_sqlite: Storage):
    with another_process_writing(sqlite_ready.partition("///")[2]):
        with pytest.raises(Overloaded) as refused:
            await _meet(on_sqlite)
        async with on_sqlite.look_system() as system:
            assert not await system.people.there_is_an_operator()
    await _meet(on_sqlite)

    assert (refused.value.status, refused.value.retry_after) == (503, 1)


async def _meet(storage: Storage) -> None:
    async with storage.open_system() as system:
        await system.people.meet(Person(PersonId(1), "Olga"), NOON)


async def test_cut_connections_are_overload_once_and_heal(postgres: Databases, postgres_url: str):
    storage = Storage.at(postgres_url, Vault([KEY], token_bytes), clock.new_id)
    with pytest.raises(Overloaded):
        await _cut_in_the_middle(storage, postgres, postgres_url)
    for _ in range(12):
        async with storage.look_system() as system:
            assert not await system.people.there_is_an_operator()
    await storage.close()


async def _cut_in_the_middle(storage: Storage, postgres: Databases, url: str) -> None:
    async with storage.open_system() as system:
        await system.people.there_is_an_operator()
        await asyncio.to_thread(postgres.cut, url)
        await system.people.there_is_an_operator()


async def test_a_database_that_is_away_is_overload():
    storage = Storage.at(
        "postgresql+asyncpg://nobody:secret@127.0.0.1:9/none",
        Vault([KEY], token_bytes),
        clock.new_id,
    )
    with pytest.raises(Overloaded):
        async with storage.look_system() as system:
            await system.people.there_is_an_operator()
    assert await storage.answers() is False
    await storage.close()


async def test_whoever_is_cancelled_while_a_transaction_begins_leaves_none_open(
    sqlite_url: str,
):
    await migrate.upgrade(sqlite_url)
    storage, gate = Storage.at(sqlite_url, Vault([KEY], token_bytes), clock.new_id), Event()

    async def look() -> None:
        async with storage.open_system() as system:
            await system.inbox.waiting(NOON, 1)

    async with storage._writer.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    busy = asyncio.ensure_future(driver._execute(gate.wait))  # noqa: TID251 -- keeps the thread busy
    begun = asyncio.ensure_future(look())  # noqa: TID251 -- is cancelled
    for _ in range(100):
        await asyncio.sleep(0)
    assert driver._under_way
    begun.cancel()
    await asyncio.sleep(0)
    gate.set()
    await busy
    with pytest.raises(asyncio.CancelledError):
        await begun
    await look()
    await storage.close()
