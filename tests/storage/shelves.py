"""Workspaces with something on every shelf, and a plain look at the tables."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot import clock
from domain.caller import Actor, ActorKind, Caller, MemberId, PersonId, WorkspaceId
from domain.change import Change
from domain.chat import Chat
from domain.events import ChatConnected, MemberJoined, SourceCreated
from domain.inbound import NewLead
from domain.lead import Lead, LeadId, Note
from domain.lead_events import LeadCreated, LeadNoted
from domain.roles import Role
from domain.routing import menu_for
from domain.signing import new_secret
from domain.source import Source
from domain.team import Member, Workspace
from storage.database import Storage

KEY = b"k" * 32
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Household:
    """The ids of one workspace and of one thing on each of its shelves."""

    caller: Caller
    name: str
    source: Source
    chat: Chat
    lead: Lead
    note: Note

    @property
    def workspace_id(self) -> WorkspaceId:
        return self.caller.workspace_id


async def found(storage: Storage, name: str, number: int) -> Household:
    """Begin a workspace with one thing on each shelf."""
    workspace = Workspace(WorkspaceId(clock.new_id()), name)
    member = Member(MemberId(clock.new_id()), PersonId(number), f"Member of {name}", Role.OWNER)
    actor = Actor(ActorKind.MEMBER, member.id, member.name)
    caller = Caller(workspace.id, actor, Role.OWNER)
    source = Source(uuid4(), f"Source of {name}", new_secret(b"s" * 32))
    chat = Chat(clock.new_id(), -1000 - number, f"Chat of {name}")
    lead = a_lead(source, 1, f"Lead of {name}")
    note = Note(uuid4(), lead.id, member.name, f"Note of {name}", NOON)
    async with storage.open_system() as system:
        await system.workspaces.add(workspace, NOON)
        store = system.of(caller)
        await store.reception.receive(1)
        for change in (
            Change(member, MemberJoined(member.id, member.name, "owner")),
            Change(source, SourceCreated(source.id, source.name)),
            Change(chat, ChatConnected(chat.id, chat.title)),
            Change(lead, LeadCreated(lead.id, source.name)),
            Change(note, LeadNoted(lead.id, note.text)),
        ):
            await store.keep(change, NOON)
        # The lead's card is what waits; menus of commands are not what these tests are about.
        menus = [menu_for(each).subject_id for each in (number, chat.telegram_id)]
        await store.outbox.drop(menus)
    return Household(caller, name, source, chat, lead, note)


def a_lead(source: Source, number: int, name: str) -> Lead:
    contact = NewLead(name=name, email="jonas@example.com")
    return Lead(LeadId(uuid4()), number, contact, source.id, source.name, NOON)


@asynccontextmanager
async def listened(engine: AsyncEngine) -> AsyncIterator[list[tuple[str, Any]]]:
    """Collect every statement and its parameters, on SQLite those of the one connection it has."""
    heard: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        heard.append((statement, parameters))

    if engine.dialect.name == "postgresql":
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
        yield heard
        event.remove(engine.sync_engine, "before_cursor_execute", hear)
        return
    # Statements that cross together never meet SQLAlchemy's events, but the driver sees them.
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.set_trace_callback(lambda statement: heard.append((statement, ())))
    yield heard
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.set_trace_callback(None)


async def rows(url: str, sql: str, **values: Any) -> Sequence[Any]:
    """Run plain SQL past every lock of ours, as somebody with the file would."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return result.all() if result.returns_rows else []
    finally:
        await engine.dispose()


def as_text(value: UUID, url: str) -> Any:
    """Write an id as plain SQL compares it."""
    return value.hex if url.startswith("sqlite") else value


HOLD_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process_writing(path: str) -> Iterator[None]:
    """Let another process hold the write lock of a SQLite file."""
    command = [sys.executable, "-c", HOLD_THE_LOCK, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 -- our own script
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.stdin.close()


@asynccontextmanager
async def held(path: str) -> AsyncIterator[None]:
    """Let another process hold the lock, while a house on this event loop may be writing."""
    other = another_process_writing(path)
    await asyncio.to_thread(other.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(other.__exit__, None, None, None)


async def wait_less(storage: Storage) -> None:
    """Let SQLite wait for another process's write for half a second instead of five."""
    async with storage._writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 500")
