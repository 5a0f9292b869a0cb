"""Real servers for the tests: PostgreSQL, Redis and Chromium, where the machine has them.

A test that asks for a missing one is left out, and the end of the run says so; with
REQUIRE_SERVICES=1 it fails. TEST_POSTGRES_URL (a superuser's address) and TEST_REDIS_URL name
servers that already run, as `make services` prints them; without them the tests start their own.

With several workers (pytest-xdist) each has servers of its own, or its own part of those named:
databases with names that nobody else takes, and the Redis database with the worker's number.
"""

import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, async_playwright

from scripts.servers import (
    Databases,
    PostgresServer,
    RedisServer,
    Server,
    ServerUnavailableError,
    ask_redis,
    find_program,
    make_folder,
)
from tests.ports import held

T = TypeVar("T")
S = TypeVar("S", bound=Server)
_LEFT_OUT = "needs a server: "


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """The databases of one PostgreSQL server for the whole run."""
    running = os.environ.get("TEST_POSTGRES_URL")
    if running:
        databases = Databases(running)
        _need(lambda: databases.ask("SELECT 1"))
        yield databases
        return
    for server in _one(PostgresServer):
        yield Databases(server.admin_url)


@pytest.fixture
def postgres_database(postgres: Databases) -> Iterator[str]:
    """The asyncpg address of an empty database, dropped after the test."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for this test alone, to stop, restart and crash."""
    yield from _one(PostgresServer)


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[str]:
    """The address of one Redis database for the whole run; ask for `redis_url` instead."""
    running = os.environ.get("TEST_REDIS_URL")
    if running:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        yield urlsplit(running)._replace(path=f"/{worker.removeprefix('gw')}").geturl()
        return
    for server in _one(RedisServer):
        yield server.url


@pytest.fixture
def redis_url(shared_redis: str) -> str:
    """The address of a Redis database without keys."""
    ask_redis(shared_redis, "FLUSHDB")
    return shared_redis


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis for this test alone, to stop, restart, crash and hang."""
    yield from _one(RedisServer)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium."""
    return _need(lambda: find_program("chromium"))


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A headless Chromium, closed after the test."""
    async with async_playwright() as playwright:
        # Chromium refuses its own sandbox to root, and tests only open pages of ours.
        running = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        await running.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of a server, and which."""
    reasons = Counter(
        report.longrepr[2].partition(_LEFT_OUT)[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and _LEFT_OUT in report.longrepr[2]
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"Left out, {reason}: {count}", yellow=True)
    if reasons:
        terminalreporter.write_line("`make services` installs what they need.", yellow=True)


def _one(kind: type[S]) -> Iterator[S]:
    """Start a server in a folder of its own, and take both away afterwards."""
    folder = make_folder(in_memory=True)
    server = kind(folder)
    try:
        with held(server.port):
            _need(server.start)
            yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _need(get: Callable[[], T]) -> T:
    """Return what `get` returns, or leave the test out if there is no such server."""
    try:
        return get()
    except ServerUnavailableError as missing:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(f"REQUIRE_SERVICES=1, and {missing}", pytrace=False)
        pytest.skip(f"{_LEFT_OUT}{missing}")
