"""Every fault that can be switched on is what Telegram does on such a day."""

import aiohttp
import pytest

from sandbox.faults import KINDS, Fault
from tests.sandbox.conftest import begun

SUPER = "the supergroup chat"
REFUSED = {
    "server_error": (500, "Internal Server Error"),
    "kicked": (403, f"Forbidden: bot was kicked from {SUPER}"),
    "not_member": (403, f"Forbidden: bot is not a member of {SUPER}"),
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "chat_deleted": (403, "Forbidden: the group chat was deleted"),
    "chat_not_found": (400, "Bad Request: chat not found"),
    "topic_closed": (400, "Bad Request: TOPIC_CLOSED"),
    "topic_not_found": (400, "Bad Request: message thread not found"),
    "cant_parse": (
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    ),
    "unauthorized": (401, "Unauthorized"),
    "custom": (418, "I'm a teapot"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_refusal_strikes_once_and_sends_nothing(api, world, group, kind):
    world.faults.add(Fault(kind, "sendMessage", status=418, description="I'm a teapot"))
    assert await api.refused("sendMessage", chat_id=group.id, text="x") == REFUSED[kind]
    assert world.messages(group) == []
    await api("sendMessage", chat_id=group.id, text="x")
    assert world.faults.active == []


async def test_too_many_requests_names_any_pause(api, world, group):
    world.faults.add(Fault("too_many_requests", retry_after=37))
    status, body = await api.raw("sendMessage", chat_id=group.id, text="x")
    assert (status, body["parameters"]) == (429, {"retry_after": 37})
    assert body["description"] == "Too Many Requests: retry after 37"


async def test_faults_for_all_methods_strike_only_where_they_can(api, world, bot, anna, group):
    for kind in ("not_modified", "message_gone", "callback_too_old", "conflict"):
        world.faults.add(Fault(kind))
    sent = await api("sendMessage", chat_id=group.id, text="x")
    edit = {"chat_id": group.id, "message_id": sent["message_id"], "text": "y"}
    assert "not modified" in (await api.refused("editMessageText", **edit))[1]
    assert "to edit not found" in (await api.refused("editMessageText", **edit))[1]
    assert await api("editMessageText", **edit)
    assert (await api.refused("getUpdates"))[0] == 409
    press = world.forge(anna, group, "x")
    answer = await api.refused("answerCallbackQuery", callback_query_id=press.id)
    assert "query is too old" in answer[1]


@pytest.mark.parametrize("kind", ["html_page", "empty_body"])
async def test_a_bad_gateway_is_no_json(client, world, group, kind):
    world.faults.add(Fault(kind))
    path = f"/bot123456:{'A' * 35}/sendMessage"
    async with client.post(path, json={"chat_id": group.id, "text": "x"}) as answer:
        text = await answer.text()
    assert answer.status == 502
    assert ("<html>" in text) == (kind == "html_page")
    assert world.messages(group) == []


@pytest.mark.parametrize(("kind", "sent"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection(api, world, group, kind, sent):
    world.faults.add(Fault(kind))
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=group.id, text="x")
    assert len(world.messages(group)) == sent


async def test_a_hanging_call_ends_when_faults_are_cleared(api, world, group):
    world.faults.add(Fault("hang", times=None))
    call = begun(api("sendMessage", chat_id=group.id, text="x"))
    await world.until(lambda: world.calls and world.calls[-1].error == "hang")
    assert not call.done()
    world.faults.clear()
    with pytest.raises(aiohttp.ClientConnectionError):
        await call
    assert await api("sendMessage", chat_id=group.id, text="x")


async def test_a_fault_may_be_for_one_chat_and_last(api, world, bot, anna, group):
    other = world.add_group("Other", members=[bot], admins=[anna])
    world.faults.add(Fault("server_error", chat_id=group.id, times=None))
    for _ in range(3):
        assert (await api.refused("sendMessage", chat_id=group.id, text="x"))[0] == 500
        await api("sendMessage", chat_id=other.id, text="x")
    world.faults.clear()
    assert await api("sendMessage", chat_id=group.id, text="x")


def test_an_unknown_fault_is_refused():
    with pytest.raises(ValueError, match="no fault 'sunspots'"):
        Fault("sunspots")
    assert len(KINDS) == 22
