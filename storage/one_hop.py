"""A connection to SQLite that crosses into its thread once for each statement.

Plain aiosqlite crosses four times: for the cursor, the statement, its rows and
its end. Each crossing costs more than most of our statements do, so what is asked or written
together under the lock of the writers does not cross at all.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import aiosqlite

WRITING = "BEGIN IMMEDIATE"
"""Begins a transaction that holds the lock of the writers from the start."""

Result = TypeVar("Result")
Run = Callable[[sqlite3.Connection], sqlite3.Cursor]


@dataclass(slots=True)
class _Outcome:
    """What one statement left behind."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


class OneHopCursor:
    """Runs a statement and fetches its rows in one crossing."""

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._outcome = _Outcome()
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Begin; nothing is opened before the first statement."""
        return self

    @property
    def description(self) -> Any:  # noqa: ANN401 -- the shape is the driver's (PEP 249)
        """The columns of the rows, if the statement returns any (PEP 249)."""
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed (PEP 249)."""
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was inserted last (PEP 249)."""
        return self._outcome.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement with one set of parameters."""
        await self._run(lambda connection: connection.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement with many sets of parameters."""
        await self._run(lambda connection: connection.executemany(statement, parameters))

    async def _run(self, statement: Run) -> None:
        self._outcome = await self._connection.in_its_thread(lambda raw: _outcome(statement(raw)))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that came with the statement."""
        return self._outcome.rows

    async def close(self) -> None:
        """End; nothing was left open."""


class OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors cross once."""

    _stopped: asyncio.Future[Any] | None = None
    _begin: str | None = None
    _writes = False
    _under_way = False
    """Whether a crossing was begun whose end nobody has seen, for instance as it was cancelled."""

    def stop(self) -> asyncio.Future[Any] | None:
        """Ask the thread to end, and remember where it will say so."""
        self._stopped = super().stop()
        return self._stopped

    async def _connect(self) -> Self:
        """Open; if that fails, wait until the thread has ended."""
        # aiosqlite goes on at once, and the thread's last word may come to a closed event loop.
        try:
            _ = await super()._connect()
        except sqlite3.Error:
            if self._stopped:
                await self._stopped
            raise
        return self

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # aiosqlite's is awaited, SQLAlchemy enters ours
        """Make a cursor, without a crossing."""
        return OneHopCursor(self)

    def begin_with(self, statement: str) -> None:
        """Let the next statement begin a transaction, in the same crossing."""
        self._begin = statement
        self._writes = statement == WRITING

    async def commit(self) -> None:
        """Commit, if a statement began a transaction."""
        if not self._let_go():
            await super().commit()

    async def rollback(self) -> None:
        """Roll back; where no transaction is open, nothing has to cross.

        What is under way in the thread may open one yet: there it is waited for.
        """
        unused = self._let_go()
        if self._under_way or (not unused and self.in_transaction):
            await super().rollback()
        self._under_way = False

    def _let_go(self) -> bool:
        """Forget a transaction that nothing was done in; tell whether there was one."""
        unused, self._begin = self._begin is not None, None
        return unused

    async def at_work(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run short *work* right here where nobody can keep it waiting, else in the thread.

        Once a transaction holds the lock of the writers, statements of few rows take less time
        than a crossing does. What waits for others, to begin, and for the disk, to commit,
        crosses.
        """
        if self._writes and not self._under_way and self._begin is None and self.in_transaction:
            return work(self._conn)
        return await self.in_its_thread(work)

    async def in_its_thread(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run *work* in the thread that owns the connection."""
        begin, self._begin = self._begin, None

        def begun() -> Result:
            if begin:
                self._conn.execute(begin)
            return work(self._conn)

        self._under_way = True
        result: Result = await self._execute(begun)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        self._under_way = False
        return result


def connect(opened: Callable[[], sqlite3.Connection]) -> OneHopConnection:
    """Make a connection for SQLAlchemy to open, which calls *opened* in its own thread."""
    connection = OneHopConnection(opened, iter_chunk_size=64)
    # A connection that nobody closed must not keep the process from ending.
    connection._thread.daemon = True  # noqa: SLF001 -- aiosqlite has no setting for it
    return connection


def _outcome(cursor: sqlite3.Cursor) -> _Outcome:
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()
