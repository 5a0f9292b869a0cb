"""The Bot API on its bad days: a refused token, a rival, answers that are none."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot import house
from bot.assemble import assemble
from bot.demo import free_port
from sandbox.bell import Bell
from sandbox.faults import Fault
from sandbox.model import Call
from tests.handlers.looks import actions, rows
from tests.world import Clock, Town, settings_for

LINE = "telegram_poll_failed"
STATUSES = [(401, "Unauthorized"), (404, "Not Found")]


def refuse_the_token(town: Town, status: int, words: str, method: str = "*") -> None:
    fault = Fault("custom", method=method, status=status, description=words, times=None)
    town.world.faults.add(fault)


def heard_since(town: Town, before: int) -> list[Call]:
    return list(town.world.calls)[before:]


async def is_said(town: Town, word: str) -> None:
    """Wait until the house says so of its connection."""
    async with asyncio.timeout(20):
        while (await town.get("/readyz")).json["telegram"] != word:
            pass


MINUTES = 30


@pytest.mark.parametrize(("status", "words"), STATUSES)
async def test_a_refused_token_stops_polling_and_sending_and_nothing_else(
    town: Town, status: int, words: str
):
    stage, world = town.stage, town.world
    groups = [world.add_group(f"Group {n}", admins=[stage.olga]) for n in range(3)]
    for each in groups:
        await stage.connect(stage.olga, each)
    await town.lead(name="Before")
    before = len(world.calls)
    refuse_the_token(town, status, words)
    world.say(stage.anna, world.private(stage.anna, stage.bot), "/help")
    for number in range(5):
        assert (await town.post(event_id=f"msg_{number}")).status == 202
    await is_said(town, "unauthorized")

    for _ in range(MINUTES):
        town.clock.advance(60)
        town.house.services.leads.outgoing.ring()
        assert (await town.get("/readyz")).status == 503

    assert (await town.get("/readyz")).json["telegram"] == "unauthorized"
    refused = [each for each in heard_since(town, before) if not each.ok]
    # What was under way when the first was refused, one call for each chat and the poll; then
    # one for sending and one for polling after each pause.
    assert 1 <= len(refused) <= len(groups) + 3 + 2 * MINUTES
    assert (await town.post()).status == 202
    assert (await town.get("/healthz")).status == 200


async def test_what_was_done_is_not_done_again_because_nobody_can_be_told(town: Town):
    refuse_the_token(town, 401, "Unauthorized", method="sendMessage")
    private = town.world.private(town.stage.olga, town.stage.bot)
    town.world.say(town.stage.olga, private, "/newsource Second")
    await town.world.until(lambda: not town.stage.bot.mailbox.pending, 15)
    async with asyncio.timeout(15):
        while {each.state for each in await rows(town, "SELECT state FROM updates")} != {"done"}:
            pass

    assert (await actions(town)).count("source.created") == 2


async def test_what_cannot_be_done_without_the_token_waits_until_it_counts(town: Town):
    refuse_the_token(town, 401, "Unauthorized", method="getChatMember")
    group = town.world.add_group("Second", admins=[town.stage.olga])
    town.world.add_bot(group, town.stage.bot, by=town.stage.olga)
    town.world.say(town.stage.olga, group, "/connect")
    waits = "SELECT failures, last_error FROM updates WHERE state = 'due' AND lease IS NULL"
    async with asyncio.timeout(15):
        while not (found := await rows(town, waits)) or found[0].last_error is None:
            pass

    assert [(each.failures, each.last_error) for each in found] == [(0, "unauthorized")]
    assert not await rows(town, "SELECT id FROM updates WHERE state = 'dead'")


async def rival(town: Town, polls: list[int]) -> None:
    """Poll the same bot from elsewhere, as somebody does who forgot a copy."""
    url = f"{town.stage.url}/bot{town.stage.bot.token}/getUpdates"
    while True:
        async with town.client.post(url, json={"timeout": 50}) as answer:
            polls.append(answer.status)


async def test_a_rival_is_named_once_a_minute_and_not_at_each_try(
    town: Town, caplog: pytest.LogCaptureFixture
):
    telegram, polls = town.house.telegram, list[int]()
    assert telegram

    def lines() -> int:
        return sum(LINE in each and "conflict" in each for each in caplog.messages)

    town.house.tasks.start("rival", rival(town, polls))
    await town.world.until(lambda: polls.count(409) >= 2, 30)
    assert lines() == 1
    assert await telegram.check() == "conflict: another process polls this bot"

    town.clock.advance(60)
    await town.world.until(lambda: lines() == 2, 30)
    assert polls.count(409) <= 3

    town.house.tasks.cancel("rival")
    assert "You are an owner" in (await town.ask(town.stage.olga, "/help")).text
    assert await telegram.check() == "ok"


async def test_a_webhook_is_announced_again_and_again(town: Town):
    """Whoever polls with the same token takes the webhook away, and nothing else would show it."""
    mailbox = town.stage.bot.mailbox
    telegram = town.house.telegram
    assert telegram
    town.house.tasks.cancel("poll")
    announcing = telegram.announce_webhook("http://127.0.0.1:1/hook", "secret", every=0.05)
    town.house.tasks.start("webhook", announcing)
    await town.world.until(lambda: mailbox.webhook, 10)

    mailbox.webhook = None
    await town.world.until(lambda: mailbox.webhook, 10)
    assert await telegram.check() == "ok"

    refuse_the_token(town, 401, "Unauthorized")
    async with asyncio.timeout(10):
        while await telegram.check() != "unauthorized":  # noqa: ASYNC110 -- readiness is a state to be asked for
            await asyncio.sleep(0.01)


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
