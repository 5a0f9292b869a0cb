"""Storage by itself on both databases, with two workspaces in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from secrets import token_bytes

import pytest

from bot import clock
from storage import migrate
from storage.database import Storage
from storage.vault import Vault
from tests.storage.shelves import KEY, Household, found


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_ready(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a SQLite file with all tables and no rows."""
    path = tmp_path / "ready.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other, each with all tables."""
    name = "sqlite_ready" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
async def storage(ready_url: str) -> AsyncIterator[Storage]:
    opened = Storage.at(ready_url, Vault([KEY], token_bytes), clock.new_id)
    yield opened
    await opened.close()


@pytest.fixture
async def ours(storage: Storage) -> Household:
    """Our workspace: a member, a chat, a source and a lead with a card and a note."""
    return await found(storage, "ours", 1)


@pytest.fixture
async def theirs(storage: Storage) -> Household:
    """The same next door."""
    return await found(storage, "theirs", 2)
