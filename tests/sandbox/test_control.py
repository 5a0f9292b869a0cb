"""The control API does what the page needs, and only for this machine's own browser."""

from typing import Any

import pytest


async def ask(
    client: Any, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, Any]:
    async with client.request(method, path, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_whole_conversation(client, world, api, bot):
    _, made = await ask(client, "POST", "/world/people", {"first_name": "Olga"})
    olga = made["person"]["id"]
    group = {"title": "Team", "admins": [olga], "forum": True}
    _, made = await ask(client, "POST", "/world/groups", group)
    chat = made["group"]["id"]
    member = {"account": bot.id, "by": olga, "action": "add"}
    assert (await ask(client, "POST", f"/world/groups/{chat}/members", member))[0] == 200
    words = {"person": olga, "chat": chat, "text": "/connect"}
    assert (await ask(client, "POST", "/world/say", words))[1]["message"]["text"] == "/connect"
    keys = {"inline_keyboard": [[{"text": "Take", "callback_data": "t"}]]}
    sent = await api(
        "sendMessage", chat_id=chat, text="<b>card</b>", parse_mode="HTML", reply_markup=keys
    )
    press = {"person": olga, "chat": chat, "message": sent["message_id"], "label": "Take"}
    pressed = await ask(client, "POST", "/world/press", press | {"wait": 0})
    assert pressed == (200, {"answered": False})
    assert world.presses
    _, state = await ask(client, "GET", f"/world/state?person={olga}&chat={chat}")
    card = state["messages"][-1]
    assert card["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert card["buttons"] == [[{"text": "Take", "kind": "callback", "value": "t"}]]
    topic = await ask(client, "POST", f"/world/groups/{chat}/topics", {"name": "Leads"})
    (made,) = topic[1]["group"]["topics"]
    assert made["name"] == "Leads"
    change = {"topic": made["id"], "action": "rename", "name": "Hot leads"}
    renamed = await ask(client, "POST", f"/world/groups/{chat}/topics", change)
    assert renamed[1]["group"]["topics"] == [made | {"name": "Hot leads"}]
    member |= {"action": "promote", "topics": False}
    await ask(client, "POST", f"/world/groups/{chat}/members", member)
    assert not world.groups[chat].manages_topics(bot)
    assert world.groups[chat].admin(bot)


async def test_faults_and_limits_are_switched(client, world):
    _, made = await ask(client, "POST", "/world/faults", {"kind": "kicked", "times": None})
    assert [f.kind for f in world.faults.active] == ["kicked"]
    await ask(client, "DELETE", f"/world/faults/{made['fault']['id']}")
    assert world.faults.active == []
    await ask(client, "PUT", "/world/limits", {"on": True})
    assert world.limits is not None
    await ask(client, "PUT", "/world/limits", {"on": False})
    assert world.limits is None


async def test_updates_are_pushed_and_repeated(client, world, bot):
    _, made = await ask(client, "POST", "/world/updates", {"poll": {}})
    await ask(client, "POST", "/world/redeliver", {"update_id": made["update_id"]})
    assert len(bot.mailbox.pending) == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/world/say", {"person": 1, "chat": 1, "text": "x"}, 404, "there is no person 1"),
        ("/world/say", {"person": 1}, 422, "chat: Field required"),
        ("/world/say", {"x": 1, "person": 1, "chat": 1, "text": "x"}, 422, "x: Extra inputs"),
        ("/world/faults", {"kind": "sunspots"}, 404, "no fault 'sunspots'"),
        ("/world/groups/5/topics", {"name": "x"}, 404, "there is no group 5"),
        ("/world/redeliver", {"update_id": 5}, 404, "5"),
        ("/world/updates", [], 422, "an update is a JSON object"),
    ],
)
async def test_what_cannot_be_done_is_said(client, path, body, status, error):
    answered, answer = await ask(client, "POST", path, body)
    assert answered == status
    assert str(answer["error"]).startswith(error)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8081"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_other_sites_may_not_drive_it(client, world, headers):
    status, _ = await ask(client, "POST", "/world/people", {"first_name": "Eve"}, **headers)
    assert status == 403
    assert world.people == {}


async def test_a_form_of_another_site_is_no_json(client, world):
    async with client.post("/world/people", data='{"first_name":"Eve"}') as answer:
        assert answer.status == 404
    assert world.people == {}


async def test_the_page_runs_only_its_own_script(client):
    async with client.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in text
    assert "style=" not in text


async def test_changes_are_streamed(client, world):
    async with client.get("/world/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b"event: change\n"
        before = await stream.content.readline()
        world.add_person("Anna")
        await stream.content.readline()
        assert await stream.content.readline() == b"event: change\n"
        assert await stream.content.readline() != before
