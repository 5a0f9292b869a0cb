"""Other people's Bot API servers: what they did is done, however little they tell of it."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiohttp import web

from bot.session import REFUSED_SECONDS, TolerantSession
from middlewares.telegram_errors import is_unreachable, trouble
from tests.world import Clock

TOKEN = "1000000001:a-token-that-opens-nothing-at-all-0"
ANSWERS = {
    "sendMessage": '{"ok": true, "result": {"message_id": 7}}',
    "editMessageText": '{"ok": true, "result": null}',
    "getChatMember": '{"ok": true, "result": {"status": "administrator", "user": {"id": 5}}}',
    "getMe": '{"ok": true, "result": {"id": 1, "first_name": "Bot", "username": "some_bot"}}',
    "deleteMessage": '{"ok": false, "error_code": 400, "description": "Bad Request: no"}',
    "setWebhook": "<html>502</html>",
    "leaveChat": '{"ok": false, "result": {"message_id": 7}}',
    "pinChatMessage": '{"ok": false, "error_code": 400}',
    "sendDice": '{"ok": false, "error_code": 500}',
    "sendPhoto": '{"ok": false, "error_code": 400, "description": 7, "text": "hunter2"}',
}
STATUS = {"sendDice": 500, "deleteMessage": 400, "pinChatMessage": 400, "sendPhoto": 400}


@pytest.fixture
async def server() -> AsyncIterator[web.AppRunner]:
    """A server that tells as little as it can."""

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        return web.Response(text=ANSWERS[method], status=STATUS.get(method, 200))

    async def not_text(_: web.Request) -> web.Response:
        return web.Response(body=b"\xff\xfe\xfa", headers={"Content-Type": "text/html"})

    app = web.Application()
    app.router.add_post("/bot{token}/getWebhookInfo", not_text)
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner
    await runner.cleanup()


@pytest.fixture
async def bot(server: web.AppRunner) -> AsyncIterator[Bot]:
    """A bot of that server."""
    base = f"http://127.0.0.1:{server.addresses[0][1]}"
    bot = Bot(
        TOKEN, session=TolerantSession(api=TelegramAPIServer.from_base(base), monotonic=monotonic)
    )
    yield bot
    await bot.session.close()


async def test_a_success_with_few_fields_is_a_success(bot: Bot):
    assert (await bot.send_message(5, "hello")).message_id == 7
    assert await bot.edit_message_text("hello", chat_id=5, message_id=7) is None
    assert (await bot.get_chat_member(5, 5)).status == "administrator"
    assert (await bot.me()).username == "some_bot"


async def test_an_error_stays_an_error(bot: Bot):
    with pytest.raises(TelegramBadRequest, match="Bad Request: no"):
        await bot.delete_message(5, 7)


@pytest.mark.parametrize("call", ["set_webhook", "leave_chat", "get_webhook_info"])
async def test_what_reports_no_success_is_not_taken_for_one(bot: Bot, call: str):
    known: dict[str, list[object]] = {"set_webhook": ["https://example.org"], "leave_chat": [5]}
    arguments = known.get(call, [])
    with pytest.raises(ClientDecodeError):
        await getattr(bot, call)(*arguments)


async def test_closing_leaves_no_connection(bot: Bot, server: web.AppRunner):
    await bot.me()
    assert server.server
    assert len(server.server.connections) == 1
    await bot.session.close()
    async with asyncio.timeout(30):
        while server.server.connections:  # noqa: ASYNC110 -- the server hears of it a little later
            await asyncio.sleep(0)


async def test_a_refusal_without_a_word_is_a_refusal(bot: Bot):
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.pin_chat_message(5, 7)
    assert not is_unreachable(refused.value)
    with pytest.raises(ClientDecodeError) as failed:
        await bot.send_dice(5)
    assert trouble(failed.value).rests_lane


async def test_what_is_in_an_answer_that_cannot_be_read_is_in_no_error(bot: Bot):
    with pytest.raises(ClientDecodeError) as failed:
        await bot.send_photo(5, "file")
    assert "hunter2" not in str(failed.value)
    assert "status 400" in str(failed.value)


class Counter:
    """A Bot API server that answers everybody alike, and counts."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.match_info["method"])
        no = {"ok": False, "error_code": self.status, "description": "No"}
        body = {"ok": True, "result": True} if self.status == 200 else no
        return web.json_response(body, status=self.status)


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    made, app = Counter(), web.Application()
    app.router.add_post("/bot{token}/{method}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def patient(counter: Counter, clock: Clock) -> AsyncIterator[Bot]:
    """A bot of that server, whose time is the test's."""
    api = TelegramAPIServer.from_base(counter.url)
    bot = Bot(TOKEN, session=TolerantSession(api=api, monotonic=clock.monotonic))
    yield bot
    await bot.session.close()


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_shown_to_nobody_for_a_while(
    patient: Bot, counter: Counter, clock: Clock, status: int
):
    counter.status = status
    for _ in range(3):
        with pytest.raises(TelegramUnauthorizedError):
            await patient.send_message(5, "hello")
        with pytest.raises(TelegramUnauthorizedError):
            await patient.get_chat(5)
    assert counter.asked == ["sendMessage"]

    clock.advance(REFUSED_SECONDS - 1)
    with pytest.raises(TelegramUnauthorizedError):
        await patient.delete_webhook()
    assert counter.asked == ["sendMessage"]

    clock.advance(1)
    for _ in range(3):
        with pytest.raises(TelegramUnauthorizedError):
            await patient.delete_webhook()
    assert counter.asked == ["sendMessage", "deleteWebhook"]


async def test_while_one_finds_out_whether_the_token_counts_again_nobody_else_asks(
    patient: Bot, counter: Counter, clock: Clock
):
    counter.status = 401
    with pytest.raises(TelegramUnauthorizedError):
        await patient.delete_webhook()
    counter.status = 200
    clock.advance(REFUSED_SECONDS)
    results = await asyncio.gather(
        *(patient.delete_webhook() for _ in range(5)), return_exceptions=True
    )
    assert results.count(True) == 1
    assert len(counter.asked) == 2

    assert await patient.delete_webhook()
    assert len(counter.asked) == 3


async def test_a_method_that_a_server_does_not_have_says_nothing_about_the_token(
    patient: Bot, counter: Counter
):
    counter.status = 404
    with pytest.raises(TelegramNotFound):
        await patient.answer_callback_query("5")
    counter.status = 200
    assert await patient.delete_webhook()
