"""Migrations: from empty they make what the models say, on both databases."""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import house
from storage import migrate
from storage.database import Storage
from storage.migrate import DatabaseTrouble, SchemaMismatch
from storage.tables import METADATA
from tests.storage.shelves import Household, another_process_writing, as_text, rows

ROOT = Path(__file__).parents[2]
OF_ITS_OWN = ("lead_search", "ix_lead_index_words")
BROKEN_STEP = '''"""Break half way."""
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    op.execute("CREATE TABLE half_way (id INTEGER)")
    op.execute("DELETE FROM notes")
    op.execute("INSERT INTO no_such_table VALUES (1)")
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with nothing in it."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_database"
    return str(request.getfixturevalue(name))


async def names_of_tables(url: str) -> set[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'lead_search%'"
        if url.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return {row[0] for row in await rows(url, sql)}


async def test_from_empty_they_equal_the_models(empty_url: str):
    await migrate.upgrade(empty_url)

    def difference(connection: Connection):
        # What each database looks through for words is of its own kind.
        opts = {
            "compare_type": True,
            "include_name": lambda name, *_: not str(name).startswith(OF_ITS_OWN),
        }
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, METADATA)

    engine = create_async_engine(empty_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(difference)
    await engine.dispose()
    assert found == []
    assert await names_of_tables(empty_url) == {*METADATA.tables, "alembic_version"}


async def test_up_down_and_up_again_with_rows(ready_url: str, storage: Storage, ours: Household):
    await storage.close()
    await migrate.downgrade(ready_url, "base")
    assert await names_of_tables(ready_url) == {"alembic_version"}
    assert await migrate.current(ready_url) is None

    await migrate.upgrade(ready_url)
    assert await migrate.current(ready_url) == migrate.newest()
    assert await rows(ready_url, "SELECT * FROM leads") == []


async def test_what_was_shown_before_is_known_as_shown(
    ready_url: str, storage: Storage, ours: Household, theirs: Household
):
    await storage.close()
    await migrate.downgrade(ready_url, "0003")
    shown = "UPDATE posts SET message_id = 7 WHERE workspace_id = :it"
    await rows(ready_url, shown, it=as_text(ours.workspace_id, ready_url))
    await migrate.upgrade(ready_url)
    for table in ("leads", "posts"):
        found = await rows(
            ready_url,
            f"SELECT workspace_id FROM {table} WHERE shown_at IS NOT NULL",  # noqa: S608 -- one of two names
        )
        assert [UUID(str(each.workspace_id)) for each in found] == [ours.workspace_id]


async def test_moving_goes_both_ways_and_refuses_what_is_not_there(ready_url: str):
    await migrate.move(ready_url, "base")
    assert await migrate.current(ready_url) is None
    await migrate.move(ready_url, migrate.HEAD)
    assert await migrate.current(ready_url) == migrate.newest()
    with pytest.raises(SchemaMismatch, match="no schema 4711"):
        await migrate.move(ready_url, "4711")


@pytest.mark.parametrize("revision", ["0000", "9999"])
async def test_the_house_refuses_any_other_schema(ready_url: str, revision: str):
    await rows(ready_url, "UPDATE alembic_version SET version_num = :it", it=revision)
    with pytest.raises(SchemaMismatch, match=f"has schema {revision}"):
        await house.prepare_database(ready_url)


async def test_the_house_makes_the_tables_of_an_empty_database(empty_url: str):
    await house.prepare_database(empty_url)
    assert await migrate.current(empty_url) == migrate.newest()


async def test_processes_that_start_together_make_the_tables_once(empty_url: str):
    # Processes, and not tasks: Alembic keeps what it migrates in one place of a process.
    words = "import asyncio, sys; from bot import house"
    words += "; asyncio.run(house.prepare_database(sys.argv[1]))"
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", words, empty_url, cwd=ROOT)
        for _ in range(4)
    ]
    assert [await each.wait() for each in started] == [0, 0, 0, 0]
    assert await migrate.current(empty_url) == migrate.newest()


async def test_a_new_file_that_another_process_writes_to_is_waited_for(
    sqlite_url: str, tmp_path: Path
):
    path = tmp_path / "leadsbot.db"
    with closing(sqlite3.connect(path)) as new:
        new.execute("CREATE TABLE begun (id INTEGER)")
    with another_process_writing(str(path)):
        opening = asyncio.ensure_future(migrate.current(sqlite_url))  # noqa: TID251 -- waits meanwhile
        done, _ = await asyncio.wait({opening}, timeout=0.3)
        assert not done
    assert await opening is None


def test_a_file_that_is_no_database_is_refused_in_one_line(sqlite_url: str, tmp_path: Path):
    (tmp_path / "leadsbot.db").write_text("no database, and long enough to be taken for one" * 9)
    # An event loop each, as for a command: what comes after its end would be a traceback.
    for _ in range(30):
        with pytest.raises(DatabaseTrouble, match="file is not a database"):
            asyncio.run(migrate.current(sqlite_url))


async def test_a_migration_that_fails_half_way_changes_nothing(
    ready_url: str, storage: Storage, ours: Household, tmp_path: Path
):
    steps = tmp_path / "migrations"
    shutil.copytree(migrate.STEPS, steps)
    step = BROKEN_STEP.format(head=migrate.newest())
    (steps / "versions" / "9999_break_half_way.py").write_text(step)

    with pytest.raises(DatabaseTrouble, match="no_such_table"):
        await migrate.upgrade(ready_url, "9999", steps=steps)

    assert "half_way" not in await names_of_tables(ready_url)
    assert await migrate.current(ready_url) == migrate.newest()
    assert [row[0] for row in await rows(ready_url, "SELECT text FROM notes")] == [ours.note.text]


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"]
)
async def test_the_audit_can_be_added_to_and_nothing_else(
    ready_url: str, ours: Household, sql: str
):
    before = await rows(ready_url, "SELECT * FROM audit ORDER BY id")
    with pytest.raises(DBAPIError, match="audit is append-only"):
        await rows(ready_url, sql)
    assert await rows(ready_url, "SELECT * FROM audit ORDER BY id") == before
    assert len(before) == 5


async def test_the_audit_of_a_workspace_goes_only_with_the_workspace(
    ready_url: str, ours: Household, theirs: Household
):
    it = as_text(ours.workspace_id, ready_url)
    begun = "UPDATE workspaces SET erasing_since = '2026-03-01 12:00:00' WHERE id = :it"
    await rows(ready_url, begun, it=it)
    with pytest.raises(DBAPIError, match="audit is append-only"):
        await rows(ready_url, "DELETE FROM audit")
    await rows(ready_url, "DELETE FROM audit WHERE workspace_id = :it", it=it)
    left = await rows(ready_url, "SELECT DISTINCT workspace_id AS id FROM audit")
    assert [UUID(str(each.id)) for each in left] == [theirs.workspace_id]


async def test_the_audit_cannot_be_truncated(postgres_url: str):
    with pytest.raises(DBAPIError, match="audit is append-only"):
        await rows(postgres_url, "TRUNCATE audit")
    assert await rows(postgres_url, "SELECT * FROM audit") == []
