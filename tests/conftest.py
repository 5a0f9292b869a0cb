"""The real house on a real database, real HTTP on loopback, and the sandbox as Telegram."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest
from aiohttp import web_app

from scripts.servers import Databases, name_in, room_in_memory
from storage import migrate
from tests.world import MASTER_KEY, Clock, Past, Town, settings_for

pytest_plugins = ["tests.post", "tests.services", "tests.canaries", "tests.program"]

# A slow machine must not fail a property that holds.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """Keep the files of tests in memory if there is room, so that none waits for a disk.

    SQLite does all it does for a disk there too, and no test takes the power away.
    """
    if place := room_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(place))


def pytest_collection_finish() -> None:
    """Keep the garbage collector off what is imported, as the program does.

    A full collection takes longer than the house waits for Redis.
    """
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Let go of the house and the sandbox of the test, which aiohttp would remember.

    A full collection among hundreds of them takes seconds, in which the house of some test stops.
    """
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no setting and no file of the machine reach a test."""
    shut_out(monkeypatch, tmp_path)


def shut_out(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Forget the settings of the machine, and go to a folder without any."""
    for name in [each for each in os.environ if each.startswith("LEADSBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)


@pytest.fixture
def clock() -> Clock:
    """The real time, plus what a test adds to it."""
    return Clock()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a new SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'leadsbot.db'}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_ready(sqlite_template: Path, sqlite_url: str) -> str:
    """The address of a SQLite file with all tables and no rows."""
    shutil.copy(sqlite_template, sqlite_url.partition("///")[2])
    return sqlite_url


@pytest.fixture(scope="session")
def postgres_template(postgres: Databases) -> str:
    """The name of a PostgreSQL database with all tables, to copy."""
    url = postgres.create()
    asyncio.run(migrate.upgrade(url))
    return name_in(url)


@pytest.fixture
def postgres_url(postgres: Databases, postgres_template: str):
    """The address of a PostgreSQL database with all tables and no rows."""
    url = postgres.create(template=postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other, each with all tables and no rows."""
    name = "sqlite_ready" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


def past_on(url: str, folder: Path) -> Past:
    """Found a town on a database and leave it; tests go on from copies of both."""
    with pytest.MonkeyPatch.context() as patches:
        shut_out(patches, folder)
        return asyncio.run(Past.left_by(settings_for(url)))


@pytest.fixture(scope="session")
def sqlite_past(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Past]:
    """A SQLite file to copy in which Olga's team is set up, and what Telegram knows of it."""
    folder = tmp_path_factory.mktemp("past")
    path = folder / "past.db"
    shutil.copy(sqlite_template, path)
    return path, past_on(f"sqlite+aiosqlite:///{path}", folder)


@pytest.fixture(scope="session")
def postgres_past(
    postgres: Databases, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Past]:
    """The name of a PostgreSQL database to copy, and the same."""
    url = postgres.create(template=postgres_template)
    return name_in(url), past_on(url, tmp_path_factory.mktemp("past"))


@pytest.fixture
async def town(
    sqlite_past: tuple[Path, Past], sqlite_url: str, clock: Clock
) -> AsyncIterator[Town]:
    """The whole house on SQLite with Olga's team set up, and nobody next door yet."""
    path, past = sqlite_past
    shutil.copy(path, sqlite_url.partition("///")[2])
    async with Town.returned(settings_for(sqlite_url), clock, past) as town:
        yield town


@pytest.fixture
async def postgres_town(
    postgres: Databases, postgres_past: tuple[str, Past], clock: Clock
) -> AsyncIterator[Town]:
    """The same on PostgreSQL."""
    name, past = postgres_past
    url = postgres.create(template=name)
    async with Town.returned(settings_for(url), clock, past) as town:
        yield town
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_town(request: pytest.FixtureRequest) -> Town:
    """The same on both databases, one after the other."""
    name = "town" if request.param == "sqlite" else "postgres_town"
    found: Town = request.getfixturevalue(name)
    return found


__all__ = ["MASTER_KEY"]
