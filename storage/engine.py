"""Engines for SQLite: durable, and with transactions that begin when we say so."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.one_hop import connect

BUSY_TIMEOUT = 5.0
"""Seconds that one process waits for another's write."""


def is_usable_url(url: str) -> bool:
    """Tell whether *url* names a database that several connections can share."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if parts.drivername == "sqlite+aiosqlite":
        return parts.host is None and parts.database not in (None, "", ":memory:")
    return parts.drivername == "postgresql+asyncpg" and bool(parts.host and parts.database)


def is_sqlite_url(url: str) -> bool:
    """Tell which of the two databases a URL names."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_engine(url: str, begin: str, connections: int) -> AsyncEngine:
    """Make an engine whose transactions are durable and begin as *begin* says."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT * 2,
        hide_parameters=True,  # Errors are logged, and a lead is nobody's business there.
        connect_args={"timeout": BUSY_TIMEOUT, "async_creator_fn": connect},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:  # noqa: ANN401, ARG001 -- SQLAlchemy's signature
        # The driver must not begin transactions by itself; `begin` below does.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
