"""Updates are kept, confirmed, repeated, and pushed to a webhook in order."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.model import BotAccount
from tests.sandbox.conftest import begun

OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


@pytest.fixture
def private(world, bot: BotAccount, anna):
    return world.private(anna, bot)


async def test_updates_stay_until_they_are_confirmed(api, world, anna, private):
    world.say(anna, private, "one")
    world.say(anna, private, "two")
    first = await api("getUpdates")
    assert [u["message"]["text"] for u in first] == ["one", "two"]
    assert first[0]["update_id"] < first[1]["update_id"]
    assert await api("getUpdates", limit=1) == first[:1]
    assert await api("getUpdates", offset=first[1]["update_id"]) == first[1:]
    assert await api("getUpdates", offset=first[1]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(api, world, anna, private):
    for text in "abc":
        world.say(anna, private, text)
    assert [u["message"]["text"] for u in await api("getUpdates", offset=-1)] == ["c"]


async def test_updates_expire_after_a_day(api, world, anna, private, clock):
    world.say(anna, private, "old")
    clock.forward(24 * 3600 + 1)
    world.say(anna, private, "new")
    assert [u["message"]["text"] for u in await api("getUpdates")] == ["new"]


async def test_a_long_poll_wakes_at_once(api, world, anna, private):
    poll = begun(api("getUpdates", timeout=30))
    await world.until(lambda: private.bot.mailbox.turn == 1)
    world.say(anna, private, "hello")
    assert (await poll)[0]["message"]["text"] == "hello"


async def test_a_second_poll_ends_the_first(api, world, anna, private):
    first = begun(api.refused("getUpdates", timeout=30))
    await world.until(lambda: private.bot.mailbox.turn == 1)
    second = begun(api("getUpdates", timeout=30))
    assert await first == (
        409,
        OTHER_POLLER,
    )
    world.say(anna, private, "for the second")
    assert (await second)[0]["message"]["text"] == "for the second"


async def test_only_allowed_updates_are_kept(api, world, anna, private):
    await api("getUpdates", allowed_updates=["callback_query"])
    world.say(anna, private, "not wanted")
    world.forge(anna, private, "wanted")
    updates = await api("getUpdates")
    assert [sorted(u) for u in updates] == [["callback_query", "update_id"]]
    assert updates[0]["callback_query"]["data"] == "wanted"


async def test_an_update_is_delivered_again_even_when_confirmed(api, world, anna, private):
    world.say(anna, private, "twice")
    (update,) = await api("getUpdates")
    after = update["update_id"] + 1
    assert await api("getUpdates", offset=after) == []
    world.redeliver(update["update_id"])
    assert await api("getUpdates", offset=after) == [update]
    assert await api("getUpdates", offset=after) == []
    with pytest.raises(KeyError):
        world.redeliver(1)


async def test_a_strange_update_is_passed_on(api, world, bot):
    number = world.push_raw({"brand_new_thing": {"x": 1}})
    assert await api("getUpdates") == [{"update_id": number, "brand_new_thing": {"x": 1}}]


class Hook:
    """A webhook that answers what it is told to, and then 200."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.seen: list[tuple[str | None, int, str]] = []

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        answer = self.answers.pop(0) if self.answers else web.Response()
        self.seen.append((secret, answer.status, update["message"]["text"]))
        return answer


@asynccontextmanager
async def listening(hook: Hook):
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


async def test_a_webhook_gets_updates_in_order_until_2xx(api, world, anna, private):
    hook = Hook()
    hook.answers = [web.Response(status=500, reason="Oh"), web.Response(status=302)]
    async with listening(hook) as url:
        await api("setWebhook", url=url, secret_token="s3cret")
        world.say(anna, private, "one")
        world.say(anna, private, "two")
        await world.until(lambda: len(hook.seen) == 4 and not private.bot.mailbox.pending)
    assert hook.seen == [
        ("s3cret", 500, "one"),
        ("s3cret", 302, "one"),
        ("s3cret", 200, "one"),
        ("s3cret", 200, "two"),
    ]
    info = await api("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["pending_update_count"] == 0


async def test_a_webhook_may_answer_with_a_method(api, world, anna, private):
    hook = Hook()
    reply = {"method": "sendMessage", "chat_id": anna.id, "text": "pong"}
    hook.answers = [web.json_response(reply)]
    async with listening(hook) as url:
        await api("setWebhook", url=url)
        world.say(anna, private, "ping")
        await world.until(lambda: world.messages(private)[-1].text == "pong")
    assert hook.seen == [(None, 200, "ping")]


async def test_a_webhook_excludes_polling(api):
    await api("setWebhook", url="https://example.com/hook")
    assert (await api("getWebhookInfo"))["url"] == "https://example.com/hook"
    assert await api.refused("getUpdates") == (
        409,
        WEBHOOK_ACTIVE,
    )
    await api("deleteWebhook")
    assert await api("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (
            {"url": "http://example.com/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.com/", "secret_token": "é"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_bad_webhooks(api, params, words):
    assert await api.refused("setWebhook", **params) == (400, f"Bad Request: {words}")
