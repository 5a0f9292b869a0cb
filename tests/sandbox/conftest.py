"""A small world on a fake clock, served on loopback, and a browser to look at it."""

from asyncio import Task, get_running_loop
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page, async_playwright

from sandbox.model import BotAccount, Chat, Person
from sandbox.server import build_app
from sandbox.site import mount_site
from sandbox.world import World
from tests.chromium import QUIET, chromium_here

TOKEN = "123456:" + "A" * 35


def begun(work: Coroutine[Any, Any, Any]) -> Task[Any]:
    """Start something that the test awaits later."""
    return get_running_loop().create_task(work)


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


class Api:
    """The Bot API of the world under test."""

    def __init__(self, client: TestClient[Any, Any], token: str = TOKEN) -> None:
        self.client = client
        self.token = token

    async def raw(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.client.post(f"/bot{self.token}/{method}", json=params)
        async with answer:
            return answer.status, await answer.json()

    async def __call__(self, method: str, **params: Any) -> Any:
        status, body = await self.raw(method, **params)
        assert status == 200, body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        status, body = await self.raw(method, **params)
        assert not body["ok"], body
        assert body["error_code"] == status
        return status, body["description"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock)


@pytest.fixture
def bot(world: World) -> BotAccount:
    return world.bot(TOKEN)


@pytest.fixture
def anna(world: World) -> Person:
    return world.add_person("Anna", "Keller", "annakeller")


@pytest.fixture
def nick(world: World) -> Person:
    return world.add_person("Nick")


@pytest.fixture
def group(world: World, bot: BotAccount, anna: Person) -> Chat:
    chat = world.add_group("Sales", admins=[anna])
    world.add_bot(chat, bot, by=anna)
    return chat


@pytest.fixture
async def client(world: World) -> AsyncIterator[TestClient[Any, Any]]:
    app = build_app(world, retry_base=0.001)
    mount_site(app)
    async with TestClient(TestServer(app)) as started:
        yield started


@pytest.fixture
def api(client: TestClient[Any, Any]) -> Api:
    return Api(client)


@pytest.fixture
def chromium() -> str:
    return chromium_here()


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        await started.close()


@pytest.fixture
async def page(browser: Browser, client: TestClient[Any, Any]) -> AsyncIterator[Page]:
    """A page that closes before its server does, and must have had nothing to complain about."""
    context = await browser.new_context(viewport={"width": 1200, "height": 800})
    opened = await context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda line: complaints.append(line.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    await context.close()
    assert complaints == []
