"""The only place where a transaction begins and ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from domain.caller import Caller
from domain.errors import Overloaded, StorageFull
from storage.audit import write_down
from storage.engine import BUSY_TIMEOUT, is_sqlite_url, sqlite_engine
from storage.one_hop import WRITING
from storage.scope import WORKSPACE, ScopedSession
from storage.scrubbing import scrub
from storage.shelves import Tools
from storage.store import Store
from storage.system_store import SystemStore
from storage.vault import Vault

READERS = 4
POOL_SIZE = 10
DISK_FULL = "53100"
# Connection trouble, serialization and deadlock, too many connections, shutting down or
# starting up (PostgreSQL: Appendix A, error codes).
PASSING = ("08", "40", "533", "57P")


class Storage:
    """Opens shelves, each time for exactly one transaction.

    On SQLite all writes of this process go through one connection, so they
    queue in memory instead of colliding in the file; reads have their own.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, tools: Tools) -> None:
        self._writer = writer
        self._reader = reader
        self._tools = tools
        self._write = async_sessionmaker(
            writer, sync_session_class=ScopedSession, expire_on_commit=False
        )
        self._read = async_sessionmaker(
            reader, sync_session_class=ScopedSession, expire_on_commit=False
        )

    @classmethod
    def at(cls, url: str, vault: Vault, new_id: Callable[[], UUID]) -> Self:
        """Point the storage at a database."""
        tools = Tools(vault, new_id)
        if is_sqlite_url(url):
            writer = sqlite_engine(url, WRITING, connections=1)
            return cls(writer, sqlite_engine(url, "BEGIN", connections=READERS), tools)
        engine = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=BUSY_TIMEOUT,
            hide_parameters=True,  # Errors are logged, and a lead is nobody's business there.
        )
        return cls(engine, engine, tools)

    @asynccontextmanager
    async def open(self, caller: Caller) -> AsyncIterator[Store]:
        """Begin; yield the caller's shelves; commit, or roll back on error."""
        async with _transaction(self._write, caller) as session:
            yield Store(session, self._tools, caller.actor)

    @asynccontextmanager
    async def look(self, caller: Caller) -> AsyncIterator[Store]:
        """Yield the caller's shelves for reading."""
        async with _transaction(self._read, caller) as session:
            yield Store(session, self._tools, caller.actor)

    @asynccontextmanager
    async def open_system(self) -> AsyncIterator[SystemStore]:
        """Begin; yield what belongs to no single workspace; commit, or roll back on error."""
        async with _transaction(self._write, None) as session:
            yield SystemStore(session, self._tools)

    @asynccontextmanager
    async def look_system(self) -> AsyncIterator[SystemStore]:
        """Yield what belongs to no single workspace for reading."""
        async with _transaction(self._read, None) as session:
            yield SystemStore(session, self._tools)

    async def answers(self) -> bool:
        """Tell whether the database answers at all."""
        try:
            async with self._reader.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def scrub(self, *, whole: bool = False) -> bool:
        """Leave nothing in the file of what was deleted, in a *whole* new one if asked.

        Tell whether that is so. PostgreSQL sees to it by itself, when it cleans up.
        """
        path = self._writer.url.database
        if self._writer.dialect.name != "sqlite" or not path:
            return True
        try:
            return await asyncio.to_thread(scrub, path, whole=whole)
        except sqlite3.OperationalError:
            return False

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def _transaction(
    sessions: async_sessionmaker[AsyncSession], caller: Caller | None
) -> AsyncIterator[AsyncSession]:
    info: dict[str, Any] = {WORKSPACE: caller.workspace_id} if caller else {}
    try:
        async with sessions(info=info) as session, session.begin():
            yield session
            await write_down(session)
    except (DBAPIError, PoolTimeout, OSError) as error:
        refusal = _refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error


def _refusal_for(error: Exception) -> Overloaded | StorageFull | None:
    """Name the trouble that passes by itself; everything else is a fault of ours."""
    words = str(error)
    # PostgreSQL says what it is in five characters, SQLite in words.
    state = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if state == DISK_FULL or "disk is full" in words:
        return StorageFull()
    if state.startswith(PASSING) or "database is locked" in words:
        return Overloaded()
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    if gone or isinstance(error, PoolTimeout | OSError):
        return Overloaded()
    return None
