"""Writes that nobody waits for: they leave together, before the next statement or the end.

Each statement on its own costs several times what the database needs for it. What only
has to be written, and says nothing in return, is kept until somebody reads or the transaction
ends; SQLite gets all of it in one crossing into its thread.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import await_only

from storage.one_hop import OneHopConnection

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """One statement and the rows that it is run with, all of them with the same columns."""

    statement: Executable
    rows: list[Row]


def write(connection: Connection, writes: Sequence[Write]) -> None:
    """Run the writes, in their order."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, OneHopConnection):
        for each in writes:
            connection.execute(each.statement, each.rows)
        return
    # Bound here and not in the thread: it is Python's work, and the thread is the database's.
    ready = [_prepared(connection.dialect, each) for each in writes]

    def run(database: sqlite3.Connection) -> None:
        for sql, rows in ready:
            database.executemany(sql, rows)

    try:
        await_only(raw.in_its_thread(run))
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            "; ".join(sql for sql, _ in ready), None, error, sqlite3.Error, hide_parameters=True
        ) from error


def _prepared(dialect: Dialect, each: Write) -> tuple[str, list[tuple[Any, ...]]]:
    plan = _plan(each.statement, dialect, tuple(each.rows[0]))
    return plan.sql, [plan.bound(row) for row in each.rows]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement in words, and what makes its values what the driver takes."""

    sql: str
    values: Sequence[tuple[str, Any, Callable[[Any], Any] | None]]

    def bound(self, row: Row) -> tuple[Any, ...]:
        """Return the values of a row, in the order of their places in the statement."""
        return tuple(
            convert(row.get(name, usual)) if convert else row.get(name, usual)
            for name, usual, convert in self.values
        )


@lru_cache(maxsize=200)
def _plan(statement: Executable, dialect: Dialect, columns: tuple[str, ...]) -> _Plan:
    compiled = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]  # every statement that writes can be compiled
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only statements in SQL are written")
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("a row that is written later names all that is not null")
    usual = compiled.params
    values = []
    for name in compiled.positiontup or ():
        kind = compiled.binds[name].type.dialect_impl(dialect)
        values.append((name, usual.get(name), kind.bind_processor(dialect)))
    return _Plan(compiled.string, values)
