"""Statements that run together: writes that nobody waits for, and what is asked at once.

Each statement on its own costs several times what the database needs for it. What only
has to be written, and says nothing in return, is kept until somebody reads or the transaction
ends; what has to be known is asked for together. SQLite gets all of it in one crossing into
its thread.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import await_only

from storage.one_hop import OneHopConnection

FEW = 100
"""So many rows are written and read faster than a thread is woken and heard."""

Row = Mapping[str, Any]
Answer = Sequence[Any]
"""The rows that a question found; each has its columns as attributes and in their order."""


@dataclass(frozen=True, slots=True)
class Write:
    """One statement and the rows that it is run with, all of them with the same columns."""

    statement: Executable
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Question:
    """One statement that returns rows, and the values that it is asked with, once for each."""

    statement: Executable
    values: Sequence[Row]


def places_for(count: int) -> int:
    """Return how many places a statement has for so many values: the next power of two, or none.

    A statement is built once for each number of places, and not for each number of values.
    """
    return 1 << (count - 1).bit_length() if count else 0


def filled(name: str, values: Sequence[Any], places: int) -> dict[str, Any]:
    """Put a value in each place, called *name* and its number; the last one fills what is left."""
    return {f"{name}{place}": values[min(place, len(values) - 1)] for place in range(places)}


def run(
    connection: Connection, writes: Sequence[Write], questions: Sequence[Question] = ()
) -> list[Answer]:
    """Run the writes, in their order, and then the questions; return their answers."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, OneHopConnection):
        for each in writes:
            connection.execute(each.statement, each.rows)
        return [connection.execute(each.statement, list(each.values)).all() for each in questions]
    # Bound here and not in the thread: it is Python's work, and the thread is the database's.
    told = [_prepared(connection.dialect, each.statement, each.rows) for each in writes]
    asked = [_prepared(connection.dialect, each.statement, each.values) for each in questions]

    few = sum(len(rows) for _, rows in (*told, *asked)) <= FEW

    def cross(database: sqlite3.Connection) -> list[list[Any]]:
        for plan, rows in told:
            database.executemany(plan.sql, rows)
        return [
            [found for row in rows for found in database.execute(plan.sql, row)]
            for plan, rows in asked
        ]

    try:
        answers = await_only((raw.at_work if few else raw.in_its_thread)(cross))
    except sqlite3.Error as error:
        words = "; ".join(plan.sql for plan, _ in (*told, *asked))
        raise DBAPIError.instance(
            words, None, error, sqlite3.Error, hide_parameters=True
        ) from error
    return [
        [plan.read(found) for found in rows]
        for (plan, _), rows in zip(asked, answers, strict=True)
    ]


def _prepared(
    dialect: Dialect, statement: Executable, rows: Sequence[Row]
) -> tuple["_Plan", list[tuple[Any, ...]]]:
    plan = _plan(statement, dialect, tuple(rows[0]))
    return plan, [plan.bound(row) for row in rows]


Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement in words, what makes its values what the driver takes, and its rows ours."""

    sql: str
    values: Sequence[tuple[str, Any, Convert | None]]
    make: Callable[[Iterable[Any]], Any]
    columns: Sequence[Convert | None]

    def bound(self, row: Row) -> tuple[Any, ...]:
        """Return the values of a row, in the order of their places in the statement."""
        return tuple(
            convert(row.get(name, usual)) if convert else row.get(name, usual)
            for name, usual, convert in self.values
        )

    def read(self, found: Sequence[Any]) -> Any:  # noqa: ANN401 -- a row, whose columns the statement names
        """Return a row that was found, with each column by its name."""
        return self.make(
            [
                convert(value) if convert else value
                for value, convert in zip(found, self.columns, strict=True)
            ]
        )


@lru_cache(maxsize=300)
def _plan(statement: Executable, dialect: Dialect, columns: tuple[str, ...]) -> _Plan:
    compiled = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]  # every statement of ours can be compiled
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only statements in SQL are run together")
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("a row that is written later names all that is not null")
    if compiled.post_compile_params:
        raise TypeError("a list in a statement that runs together has its places")
    usual = compiled.params
    values = []
    for name in compiled.positiontup or ():
        kind = compiled.binds[name].type.dialect_impl(dialect)
        values.append((name, usual.get(name), kind.bind_processor(dialect)))
    found = list(getattr(statement, "exported_columns", ()))
    return _Plan(
        compiled.string,
        values,
        _row_of(tuple(each.name for each in found)),
        [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in found],
    )


def _row_of(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """Return what makes a row that has its columns by these names."""
    make: Callable[[Iterable[Any]], Any] = namedtuple("Found", names, rename=True)._make  # type: ignore[attr-defined]  # noqa: PYI024 -- the names are known only now
    return make
