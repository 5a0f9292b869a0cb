"""Databases for the house: one team set up once, and a fresh copy of it for each measurement."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import uvloop

from benchmarks.leads import SITE
from bot.assemble import assemble
from bot.house import prepare_database
from bot.settings import load
from domain.caller import Caller, Person, PersonId
from domain.signing import secret_key
from scripts.servers import Databases, PostgresServer, name_in
from services.doors import Doors

OWNER = Person(PersonId(7_000_001), "Olga Owner", "olga")
GROUP = -1_000_001_000_001
"""The first group of a sandbox that is a process of its own."""
SETUP_CODE = "setup-code-of-the-benchmarks"
COUNT = "SELECT count(*) FROM intake"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who posts: the path of a source and the key that signs for it, and the path of a form."""

    path: str
    key: bytes
    form_path: str


class Shelf(ABC):
    """Where copies of one database come from."""

    template: str
    customer: Customer

    @abstractmethod
    def copy(self) -> str:
        """Copy the database that was set up; return the address of the copy."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a copy."""

    @abstractmethod
    def leads_in(self, url: str) -> int:
        """Count what was accepted, past the program that accepted it."""

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend a copy for one measurement."""
        url = self.copy()
        try:
            yield url
        finally:
            self.drop(url)


class SqliteShelf(Shelf):
    """Files in a folder."""

    def __init__(self, folder: Path, master_key: str) -> None:
        self._folder = folder
        self._copies = 0
        self.template = _sqlite_url(folder / "template.db")
        self.customer = uvloop.run(set_up(self.template, master_key))

    def copy(self) -> str:
        """Copy the file; it has no log beside it, because its last user closed it."""
        self._copies += 1
        made = self._folder / f"copy{self._copies}.db"
        shutil.copyfile(_file(self.template), made)
        return _sqlite_url(made)

    def drop(self, url: str) -> None:
        """Remove the file and its logs."""
        file = _file(url)
        for each in file.parent.glob(file.name + "*"):
            each.unlink()

    def leads_in(self, url: str) -> int:
        """Count with a connection of our own."""
        with closing(sqlite3.connect(_file(url))) as connection:
            return int(connection.execute(COUNT).fetchone()[0])


class PostgresShelf(Shelf):
    """Databases on a server that keeps its promises (fsync on)."""

    def __init__(self, server: PostgresServer, master_key: str) -> None:
        self._admin_url = server.admin_url
        self._databases = Databases(server.admin_url)
        self.template = self._databases.create()
        self.customer = uvloop.run(set_up(self.template, master_key))

    def copy(self) -> str:
        """Let PostgreSQL copy the database."""
        return self._databases.create(template=name_in(self.template))

    def drop(self, url: str) -> None:
        """Drop the database."""
        self._databases.drop(url)

    def leads_in(self, url: str) -> int:
        """Count as the superuser, whom no row is hidden from."""
        return uvloop.run(self._count(name_in(url)))

    async def _count(self, name: str) -> int:
        url = urlsplit(self._admin_url)._replace(path=f"/{name}").geturl()
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval(COUNT))
        finally:
            await connection.close()


async def set_up(url: str, master_key: str) -> Customer:
    """Make the tables, and a team with one chat, one source and one form."""
    settings = load(
        database_url=url,
        master_keys=master_key,
        setup_code=SETUP_CODE,
        bot_token=None,
        redis_url=None,
    )
    await prepare_database(url)
    house = assemble(settings)
    services = house.services
    try:
        await services.workspaces.become_operator(OWNER, SETUP_CODE)
        await services.workspaces.create(await services.doors.visitor(OWNER, OWNER.id), "Bench")
        caller = await caller_of(services.doors)
        await services.chats.connect(caller, GROUP, "Bench")
        source = await services.sources.create(caller, "Website")
        form = await services.forms.create(caller, "Contact", [SITE])
    finally:
        await house.storage.close()
    form_path = f"/f/{form.required_form().token}"
    path = f"/api/inbound/w/{source.id}/leads"
    return Customer(path, secret_key(source.secret), form_path)


async def caller_of(doors: Doors) -> Caller:
    """Let the owner through the door, as in a private chat, into the workspace made last."""
    visitor = await doors.visitor(OWNER, OWNER.id)
    if visitor.caller is None:
        raise LookupError("the owner of a workspace is a member of it")
    return visitor.caller


def _sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite+aiosqlite:///"))
