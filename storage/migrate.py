"""Brings a database to a revision of the schema, and says which one it has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engine import is_sqlite_url, sqlite_engine

STEPS = Path(__file__).parent / "migrations"
HEAD = "head"


class SchemaMismatch(Exception):  # noqa: N818 -- says what is found
    """The database has another revision than this program was written for."""


def newest() -> str:
    """Return the revision that this program was written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise SchemaMismatch("the program came without its migrations")
    return revision


async def current(url: str) -> str | None:
    """Return the revision that the database has; ``None`` when it is empty."""
    return await _on(
        url, lambda connection: MigrationContext.configure(connection).get_current_revision()
    )


async def upgrade(url: str, to: str = HEAD) -> None:
    """Bring the database forward to *to*; on an empty one this makes every table."""
    await _on(url, lambda connection: command.upgrade(_config(connection), to))


async def downgrade(url: str, to: str) -> None:
    """Bring the database back to *to*; ``base`` is the empty schema."""
    await _on(url, lambda connection: command.downgrade(_config(connection), to))


async def move(url: str, to: str) -> None:
    """Bring the database to *to*, forward or back; raise SchemaMismatch if there is no such."""
    steps = ScriptDirectory.from_config(_config())
    try:
        known = [step.revision for step in steps.walk_revisions("base", "heads")][::-1]
        target = known[-1] if to == HEAD else to
        place = known.index(target) if target != "base" else -1
    except ValueError:
        raise SchemaMismatch(f"there is no schema {to}") from None
    found = await current(url)
    here = known.index(found) if found in known else -1
    await (downgrade(url, to) if place < here else upgrade(url, to))


async def must_be_current(url: str) -> None:
    """Refuse with SchemaMismatch unless the database has the newest revision."""
    found, wanted = await current(url), newest()
    if found != wanted:
        raise SchemaMismatch(
            f"the database has schema {found or 'none'}, this program needs {wanted};"
            " run `leadsbot migrate`"
        )


async def _on(url: str, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 -- whatever the work returns
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    if is_sqlite_url(url):
        return sqlite_engine(url, "BEGIN IMMEDIATE", connections=1)
    return create_async_engine(url)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config
