"""A stand-in for the Bot API that answers at once, limits nothing and notes when cards arrive."""

import asyncio
import re
import sys
from collections.abc import Mapping
from time import monotonic
from typing import Any

import uvloop
from aiohttp import web

from benchmarks.leads import NAME_PREFIX
from benchmarks.load import HOST

CARD = re.compile(re.escape(NAME_PREFIX) + r"(\d{8})")
BOT = {"id": 1_000_000_001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
LONGEST_POLL = 30.0


class StandIn:
    """Answers what the house asks; remembers the moment at which each card first arrived."""

    def __init__(self) -> None:
        self.arrivals: dict[int, float] = {}
        self._messages = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one method of the Bot API."""
        now = monotonic()
        given = await request.post()
        match request.match_info["method"]:
            case "sendMessage" | "editMessageText":
                self._note(str(given["text"]), now)
                result: Any = self._message(given)
            case "getMe":
                result = BOT
            case "getUpdates":
                await asyncio.sleep(min(float(str(given.get("timeout", 0))), LONGEST_POLL))
                result = []
            case _:
                result = True
        return web.json_response({"ok": True, "result": result})

    async def tell(self, _: web.Request) -> web.Response:
        """Tell when each lead's card arrived, by the system's monotonic clock."""
        return web.json_response(self.arrivals)

    def _note(self, text: str, now: float) -> None:
        if found := CARD.search(text):
            self.arrivals.setdefault(int(found[1]), now)

    def _message(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self._messages += 1
        chat = {"id": int(given["chat_id"]), "type": "supergroup", "title": "Bench"}
        return {
            "message_id": self._messages,
            "date": 1,
            "chat": chat,
            "from": BOT,
            "text": str(given["text"]),
        }


async def ready(_: web.Request) -> web.Response:
    """Answer 200."""
    return web.Response()


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    stand_in = StandIn()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", stand_in.handle)
    app.router.add_get("/arrivals", stand_in.tell)
    app.router.add_get("/readyz", ready)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
