"""The lock on every session: whose rows it may see and make."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NoReturn, cast
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Executable, Table, Uuid, bindparam, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.visitors import ExternallyTraversible, iterate

from storage.at_once import Answer, Question, Row, Write, run
from storage.base import Base, WorkspaceOwned

WORKSPACE = "workspace_id"
# Statements that must cross workspaces say so with this execution option;
# a test holds it to the files that are named there.
ACROSS = "across_workspaces"
EVERYWHERE: dict[str, Any] = {ACROSS: True}
QUIETLY: dict[str, Any] = {**EVERYWHERE, "synchronize_session": False}
_HERE = "the_workspace"


class Unscoped(Exception):  # noqa: N818 -- a fault of ours, named for what is missing
    """A statement or row would have left the open workspace."""


class ScopedSession(Session):
    """A session that knows its workspace and lets nothing pass that does not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's signature
        super().__init__(*args, **kwargs)
        self._left: list[Write] = []

    def turn_to(self, workspace_id: UUID) -> None:
        """Open another workspace; what was read of the one before is forgotten."""
        if self.new or self.dirty or self.deleted:
            raise Unscoped("rows of the workspace before are not written yet")
        self.expunge_all()
        self.info[WORKSPACE] = workspace_id

    def later(self, statement: Executable, rows: Sequence[Row]) -> None:
        """Write rows of the open workspace before anybody reads, and before the end."""
        self.later_anywhere(statement, self._stamped(statement, rows))

    def _stamped(self, statement: Executable, rows: Sequence[Row]) -> Sequence[Row]:
        """Keep what a statement is run with within the open workspace."""
        workspace_id = self.info.get(WORKSPACE)
        if workspace_id is None:
            raise Unscoped("rows of no workspace")
        stamp = WORKSPACE if statement.is_insert else _HERE
        if stamp == _HERE and not _stays_here(statement):
            raise Unscoped("a statement that names no workspace")
        stamped = [{stamp: workspace_id, **row} for row in rows]
        if any(row[stamp] != workspace_id for row in stamped):
            raise Unscoped("rows of another workspace")
        return stamped

    def later_anywhere(self, statement: Executable, rows: Sequence[Row]) -> None:
        """Write rows of any workspace; whoever asks has seen to it that each says whose it is."""
        if not rows:
            return
        last = self._left[-1] if self._left else None
        if last and last.statement is statement and last.rows[0].keys() == rows[0].keys():
            last.rows.extend(rows)
        else:
            self._left.append(Write(statement, list(rows)))

    def write_left(self) -> None:
        """Write what was left for later."""
        if self._left:
            self._run()

    def ask(self, asked: Sequence[Question]) -> list[Answer]:
        """Ask about the open workspace, all at once, after what was left for later."""
        return self.ask_anywhere(
            [replace(each, values=self._stamped(each.statement, each.values)) for each in asked]
        )

    def ask_anywhere(self, questions: Sequence[Question]) -> list[Answer]:
        """Ask about all workspaces; whoever does so says in each question what it may see."""
        self.flush()
        return self._run(questions)

    def _run(self, questions: Sequence[Question] = ()) -> list[Answer]:
        writes, self._left = self._left, []
        return run(super().connection(), writes, questions)

    def connection(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Refuse what would go around the lock."""
        raise Unscoped("a bare connection knows no workspace")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = connection


def the_workspace() -> BindParameter[UUID]:
    """Return the place of the open workspace in a statement that is run later, or asked."""
    return bindparam(_HERE, type_=Uuid)


def here(table: type[WorkspaceOwned]) -> ColumnElement[bool]:
    """Keep such a statement within the open workspace."""
    return table.workspace_id == the_workspace()


def later(session: AsyncSession, statement: Executable, rows: Sequence[Row]) -> None:
    """Write rows of the open workspace before anybody reads, and before the end."""
    cast("ScopedSession", session.sync_session).later(statement, rows)


def later_anywhere(session: AsyncSession, statement: Executable, rows: Sequence[Row]) -> None:
    """Write rows that each say themselves whose they are, at the same time."""
    cast("ScopedSession", session.sync_session).later_anywhere(statement, rows)


async def ask(session: AsyncSession, *questions: Question) -> list[Answer]:
    """Ask about the open workspace, all at once; return the rows that each question found."""
    return await session.run_sync(lambda each: cast("ScopedSession", each).ask(questions))


async def ask_anywhere(session: AsyncSession, *questions: Question) -> list[Answer]:
    """Ask the same about all workspaces, or none."""
    return await session.run_sync(lambda each: cast("ScopedSession", each).ask_anywhere(questions))


def owned_tables() -> set[Table]:
    """Return every table whose rows belong to a workspace."""
    return {
        mapper.local_table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, WorkspaceOwned) and isinstance(mapper.local_table, Table)
    }


@lru_cache(maxsize=300)
def _stays_here(statement: Executable) -> bool:
    """Tell whether a statement has the place for its workspace, see ``here``."""
    parts = iterate(cast("ExternallyTraversible", statement))
    return any(isinstance(each, BindParameter) and each.key == _HERE for each in parts)


# Making one costs more than most statements do.
@lru_cache(maxsize=1_000)
def _only(workspace_id: UUID) -> ExecutableOption:
    """Make the condition that keeps a statement within a workspace."""
    return with_loader_criteria(
        WorkspaceOwned, lambda cls: cls.workspace_id == workspace_id, include_aliases=True
    )


@event.listens_for(ScopedSession, "do_orm_execute")
def lock_statements(state: ORMExecuteState) -> None:
    """Add the workspace to every ORM statement; refuse what cannot be scoped."""
    cast("ScopedSession", state.session).write_left()
    if state.execution_options.get(ACROSS):
        return
    # Updates of many rows by their keys, and entities read from text, take no criteria.
    blind = state.is_insert or state.is_executemany or state.is_from_statement
    if blind or not state.is_orm_statement:
        raise Unscoped(f"only ORM select, update and delete: {type(state.statement).__name__}")
    workspace_id: UUID | None = state.session.info.get(WORKSPACE)
    if workspace_id is None:
        touched = {
            each
            for each in iterate(cast("ExternallyTraversible", state.statement))
            if isinstance(each, Table)
        }
        if touched & owned_tables():
            raise Unscoped(", ".join(sorted(each.name for each in touched & owned_tables())))
        return
    if state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(_only(workspace_id))


@event.listens_for(ScopedSession, "before_flush")
def lock_rows(session: Session, context: Any, instances: Any) -> None:  # noqa: ANN401, ARG001 -- SQLAlchemy's signature
    """Stamp new rows with the workspace; refuse rows of another."""
    cast("ScopedSession", session).write_left()
    workspace_id = session.info.get(WORKSPACE)
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, WorkspaceOwned):
            continue
        if row in session.new and row.workspace_id is None:
            row.workspace_id = workspace_id
        if workspace_id is None or row.workspace_id != workspace_id:
            raise Unscoped(f"{type(row).__name__} of another workspace")


@event.listens_for(ScopedSession, "before_commit")
def write_the_rest(session: Session) -> None:
    """Write what was left for later, before it is too late."""
    cast("ScopedSession", session).write_left()
