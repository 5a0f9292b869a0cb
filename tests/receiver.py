"""A receiver of webhooks, as a customer has one: it verifies, remembers and answers as told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from tests.world import SECONDS


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def event(self) -> str:
        return str(self.json["event"])

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """Let the reference library verify the call; it raises if it cannot."""
        return Webhook(secret).verify(self.body, dict(self.headers))


Answering = Callable[[Call], web.Response]


@dataclass
class Receiver:
    """Who listens on the loopback; ``answers`` are given in turn, then 200s."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[web.Response | int] = field(default_factory=list)
    always: int = 200
    held: asyncio.Event | None = None
    at_once: int = 0
    most_at_once: int = 0
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(Call(request.headers.copy(), await request.read()))
        self._came.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.held:
                await self.held.wait()
        finally:
            self.at_once -= 1
        given = self.answers.pop(0) if self.answers else self.always
        return web.Response(status=given) if isinstance(given, int) else given

    async def heard(self, count: int) -> list[Call]:
        """Wait until there were that many calls; return all."""
        async with asyncio.timeout(SECONDS):
            while len(self.calls) < count:
                self._came.clear()
                await self._came.wait()
        return self.calls

    async def heard_of(self, event: str) -> Call:
        """Wait until there was a call about this event."""
        async with asyncio.timeout(SECONDS):
            while not (found := [each for each in self.calls if each.event == event]):
                self._came.clear()
                await self._came.wait()
        return found[-1]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen on a free port of the loopback."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        if receiver.held:
            receiver.held.set()
        await runner.cleanup()
