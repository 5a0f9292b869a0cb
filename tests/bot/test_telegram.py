"""The Bot API on its bad days: answers that are none."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot import house
from bot.assemble import assemble
from bot.demo import free_port
from sandbox.bell import Bell
from tests.world import Clock, settings_for


class Odd:
    """Somebody else's Bot API server, with answers of its own to getUpdates."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.offsets: list[int] = []
        self.sent: list[str] = []
        self.url = ""
        self.bell = Bell()

    async def answer(self, request: web.Request) -> web.Response:
        method, asked = request.match_info["method"], await request.post()
        result: Any = True
        if method == "getUpdates":
            self.offsets.append(int(str(asked.get("offset", 0))))
            result = self.answers.pop(0) if self.answers else []
        elif method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "odd_bot"}
        elif method == "sendMessage":
            self.sent.append(str(asked["text"]))
        self.bell.fire()
        return web.json_response({"ok": True, "result": result})


@pytest.fixture
async def odd() -> AsyncIterator[Odd]:
    made, app = Odd(), web.Application()
    app.router.add_post("/bot{token}/{method}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


def said(number: int, **more: Any) -> dict[str, Any]:
    person = {"id": 5, "is_bot": False, "first_name": "Anna"}
    chat = {"id": 5, "type": "private"}
    command = [{"type": "bot_command", "offset": 0, "length": 5}]
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "/help"}
    return {"update_id": number, "message": {**message, "entities": command, **more}}


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


async def test_answers_that_hold_no_update_are_survived_and_the_updates_are_handled(
    odd: Odd, sqlite_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
):
    none = [
        None,
        {"update_id": 3},
        [{"no": "number", "text": "hunter2"}],
        [{"update_id": "4"}, {"update_id": True}, {"update_id": 2**63}, "hunter2", None, 7],
    ]
    some = [said(10), "hunter2", said(11, reply_to_message=nested(400)), {"update_id": 1.5}]
    for each in none:
        odd.answers += [each, []]
    odd.answers.append([*some, said(12)])
    settings = settings_for(sqlite_url, telegram_api_url=odd.url, port=free_port())
    running = await house.start(assemble(settings, now=clock.now, monotonic=clock.monotonic))
    try:
        await odd.bell.until(lambda: 13 in odd.offsets and len(odd.sent) == 2, 30)
    finally:
        await house.stop(running)

    assert set(odd.offsets) == {0, 13}
    assert all("/help" in each for each in odd.sent)
    for fault in ("task_restarts", "Traceback", "hunter2"):
        assert fault not in caplog.text
