"""Engines for SQLite: durable, and with transactions that begin when we say so."""

import sqlite3
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.one_hop import OneHopConnection, connect

BUSY_TIMEOUT = 5.0
"""Seconds that one process waits for another's write."""
LOOK_AGAIN = 0.02
PRIMARY = 0xFF
"""The part of an SQLite result code that is not its extension."""


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


def sqlite_engine(
    url: str, begin: str, connections: int, patience: float = BUSY_TIMEOUT
) -> AsyncEngine:
    """Make an engine whose transactions are durable and begin as *begin* says.

    *patience* is how long a connection waits for another process's write, in seconds.
    """
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience * 2,
        hide_parameters=True,  # Errors are logged, and a lead is nobody's business there.
        connect_args={"timeout": patience, "async_creator_fn": _connect},
    )

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        if isinstance(raw, OneHopConnection):
            raw.begin_with(begin)

    return engine


def _connect(database: str, **options: Any) -> OneHopConnection:  # noqa: ANN401 -- sqlite3's own options
    return connect(lambda: opened(database, **options))


def opened(database: str, *, timeout: float, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 -- sqlite3's own options
    """Open a file; what is deleted in it is overwritten, for it may be about somebody."""
    # The driver must not begin transactions by itself; `sqlite_engine` says how they begin.
    connection: sqlite3.Connection = sqlite3.connect(
        database, timeout=timeout, isolation_level=None, **options
    )
    try:
        _write_ahead(connection, timeout)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch the file to write-ahead logging, patiently where it was not switched before.

    SQLite refuses the first switch at once while another process writes: its
    busy timeout does not count there.
    """
    for _ in range(int(patience / LOOK_AGAIN)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            sleep(LOOK_AGAIN)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")
