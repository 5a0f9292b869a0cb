"""Brings a database to a revision of the schema, and says which one it has."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg import PostgresError
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engine import is_sqlite_url, sqlite_engine
from storage.one_hop import WRITING

STEPS = Path(__file__).parent / "migrations"
HEAD = "head"
PATIENCE = 60.0
"""Seconds that a process waits while another one makes or changes the tables of an SQLite file."""

Result = TypeVar("Result")


class SchemaMismatch(Exception):  # noqa: N818 -- says what is found
    """The database has another revision than this program was written for."""


class DatabaseTrouble(Exception):  # noqa: N818 -- says what is found
    """The database answers, and what it answers is no use; the text is its own first line."""


def newest() -> str:
    """Return the revision that this program was written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise SchemaMismatch("the program came without its migrations")
    return revision


async def current(url: str) -> str | None:
    """Return the revision that the database has; ``None`` when it is empty."""
    return await _on(url, _revision)


async def upgrade(url: str, to: str = HEAD, *, steps: Path = STEPS) -> None:
    """Bring the database forward to *to*; on an empty one this makes every table."""

    def forward(connection: Connection) -> None:
        _alone(connection)
        command.upgrade(_config(connection, steps), to)

    await _on(url, forward)


async def downgrade(url: str, to: str) -> None:
    """Bring the database back to *to*; ``base`` is the empty schema."""
    await _on(url, lambda connection: command.downgrade(_config(connection), to))


async def move(url: str, to: str) -> None:
    """Bring the database to *to*, forward or back; raise SchemaMismatch if there is no such."""
    known = _revisions()
    try:
        target = known[-1] if to == HEAD else to
        place = known.index(target) if target != "base" else -1
    except ValueError:
        raise SchemaMismatch(f"there is no schema {to}") from None
    found = await current(url)
    if found and found not in known:
        raise SchemaMismatch(_unknown(found))
    here = known.index(found) if found else -1
    await (downgrade(url, to) if place < here else upgrade(url, to))


async def must_be_current(url: str) -> None:
    """Refuse with SchemaMismatch unless the database has the newest revision."""
    found, wanted = await current(url), newest()
    if found and found not in _revisions():
        raise SchemaMismatch(_unknown(found))
    if found != wanted:
        raise SchemaMismatch(
            f"the database has schema {found or 'none'}, this program needs {wanted};"
            " run `leadsbot migrate`"
        )


def _alone(connection: Connection) -> None:
    """Let one process at a time change the schema; SQLite's write lock does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(crc32(b"leadsbot schema"))))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _revisions() -> list[str]:
    """Return every revision that this program knows, the oldest first."""
    steps = ScriptDirectory.from_config(_config())
    return [step.revision for step in steps.walk_revisions("base", "heads")][::-1]


def _unknown(found: str) -> str:
    return f"the database has schema {found}, made by a newer program; this one knows {newest()}"


async def _on(url: str, work: Callable[[Connection], Result]) -> Result:
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except (SQLAlchemyError, PostgresError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseTrouble(f"the database cannot be used: {_first_line(cause)}") from error
    finally:
        await engine.dispose()


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _engine(url: str) -> AsyncEngine:
    if is_sqlite_url(url):
        return sqlite_engine(url, WRITING, connections=1, patience=PATIENCE)
    return create_async_engine(url, hide_parameters=True)


def _config(connection: Connection | None = None, steps: Path = STEPS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps))
    config.attributes["connection"] = connection
    return config
