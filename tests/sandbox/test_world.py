"""People talk, press, join and leave; bots hear exactly what Telegram would tell them."""

import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from sandbox.model import BotAccount
from sandbox.world import Answer, Button
from tests.sandbox.conftest import begun

KEYS = {
    "inline_keyboard": [
        [{"text": "Take", "callback_data": "take:1"}, {"text": "Copy", "copy_text": {"text": "5"}}]
    ]
}


def heard(bot: BotAccount, kind: str = "message") -> list[Any]:
    """Return what waits for a bot of one kind, and forget everything."""
    bodies = [pending.body[kind] for pending in bot.mailbox.pending if kind in pending.body]
    bot.mailbox.pending.clear()
    return bodies


async def test_a_command_has_telegrams_shape(world, bot, anna, clock):
    message = world.say(anna, world.private(anna, bot), "/start abc")
    assert heard(bot) == [
        {
            "message_id": message.id,
            "from": {
                "id": anna.id,
                "is_bot": False,
                "first_name": "Anna",
                "last_name": "Keller",
                "username": "annakeller",
                "language_code": "en",
            },
            "chat": {
                "id": anna.id,
                "type": "private",
                "first_name": "Anna",
                "last_name": "Keller",
                "username": "annakeller",
            },
            "date": int(clock()),
            "text": "/start abc",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
    ]


async def test_joining_and_leaving_are_told(world, bot, anna):
    chat = world.add_group("Sales", admins=[anna])
    world.add_bot(chat, bot, by=anna)
    kinds = [next(k for k in p.body if k != "update_id") for p in bot.mailbox.pending]
    assert kinds == ["my_chat_member", "message"]
    change = bot.mailbox.pending[0].body["my_chat_member"]
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "member"
    bot.mailbox.pending.clear()
    world.remove_bot(chat, bot, by=anna)
    (change,) = heard(bot, "my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    assert change["from"]["id"] == anna.id


async def test_group_privacy(world, bot, anna, group, api):
    sent = await api("sendMessage", chat_id=group.id, text="hi")
    mine = group.messages[sent["message_id"]]
    heard(bot)
    world.say(anna, group, "just talking")
    world.say(anna, group, "/other@another_bot")
    assert heard(bot) == []
    world.say(anna, group, "/take")
    world.say(anna, group, f"/take@{bot.username}")
    world.say(anna, group, f"hey @{bot.username}")
    world.say(anna, group, "a note", reply_to=mine)
    *_, note = told = heard(bot)
    assert len(told) == 4
    assert note["reply_to_message"]["message_id"] == mine.id
    assert note["reply_to_message"]["from"]["is_bot"] is True
    world.promote(group, bot, by=anna)
    world.say(anna, group, "just talking")
    assert [m["text"] for m in heard(bot)] == ["just talking"]


async def test_a_mention_by_id_names_the_person_whole_and_nobody_unknown(api, bot, anna, group):
    words = f'<a href="tg://user?id={anna.id}">Anna</a>, <a href="tg://user?id=7">who</a>?'
    sent = await api("sendMessage", chat_id=group.id, text=words, parse_mode="HTML")
    (mention,) = sent["entities"]
    assert sent["text"] == "Anna, who?"
    assert (mention["type"], mention["user"]["first_name"]) == ("text_mention", "Anna")
    plain = [{"type": "text_mention", "offset": 0, "length": 4, "user": {"id": anna.id}}]
    edited = await api(
        "editMessageText",
        chat_id=group.id,
        message_id=sent["message_id"],
        text="Anna!",
        entities=plain,
    )
    assert edited["entities"][0]["user"]["is_bot"] is False


async def test_an_anonymous_admin_speaks_as_the_group(world, bot, anna, group):
    heard(bot)
    world.say(anna, group, "/connect", anonymous=True)
    (message,) = heard(bot)
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == group.id


async def test_a_press_is_answered_once(world, api, anna, bot, group):
    sent = await api("sendMessage", chat_id=group.id, text="card", reply_markup=KEYS)
    message = group.messages[sent["message_id"]]
    heard(bot)
    press = world.press(anna, message, "Take")
    (query,) = heard(bot, "callback_query")
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "take:1", anna.id)
    assert query["message"]["message_id"] == message.id
    waiting = begun(press.answered(5))
    await api("answerCallbackQuery", callback_query_id=press.id, text="Done", show_alert=True)
    assert await waiting == Answer("Done", show_alert=True)
    await api("answerCallbackQuery", callback_query_id=press.id, text="Again")
    assert press.answer == Answer("Done", show_alert=True)


async def test_buttons_that_are_not_there_cannot_be_pressed(world, api, anna, group):
    sent = await api("sendMessage", chat_id=group.id, text="card", reply_markup=KEYS)
    message = group.messages[sent["message_id"]]
    for button in ("Drop", "Copy", Button("Take", callback_data="take:2")):
        with pytest.raises(LookupError):
            world.press(anna, message, button)
    assert message.button("Copy").copy_text == "5"


async def test_a_hostile_client_sends_any_data(world, bot, nick, group):
    heard(bot)
    world.forge(nick, group, "take:999")
    (query,) = heard(bot, "callback_query")
    assert (query["data"], query["from"]["id"]) == ("take:999", nick.id)
    assert query["message"]["date"] == 0


async def test_an_old_or_unknown_press_cannot_be_answered(world, api, anna, bot, clock):
    press = world.forge(anna, world.private(anna, bot), "x")
    words = (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == words
    long = await api.refused("answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")
    clock.forward(3600)
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id) == words
    with pytest.raises(TimeoutError):
        await press.answered(0)


async def test_blocking_is_told_and_starting_unblocks(world, bot, anna):
    chat = world.private(anna, bot)
    world.say(anna, chat, "/start")
    heard(bot)
    world.block(anna, bot)
    (change,) = heard(bot, "my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    world.say(anna, chat, "/start")
    assert not chat.blocked
    (change,) = heard(bot, "my_chat_member")
    assert change["new_chat_member"]["status"] == "member"


async def test_migration_is_told_in_both_chats(world, bot, anna):
    old = world.add_group("Old", members=[bot], admins=[anna], kind="group")
    heard(bot)
    new = world.migrate(old)
    assert old.id > -1_000_000_000_000 > new.id
    first, second = heard(bot)
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (old.id, new.id)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (new.id, old.id)
    assert new.present(anna)
    assert new.present(bot)


async def test_a_topic_carries_its_thread(world, bot, anna):
    forum = world.add_group("Forum", members=[bot], admins=[anna], forum=True)
    topic = world.add_topic(forum, "Leads")
    heard(bot)
    world.say(anna, forum, "/connect", thread_id=topic.thread_id)
    (message,) = heard(bot)
    assert message["message_thread_id"] == topic.thread_id
    assert message["is_topic_message"] is True
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Leads"


async def test_strangers_cannot_write_where_they_are_not(world, bot, anna, nick, group):
    with pytest.raises(LookupError):
        world.say(nick, group, "hello")
    with pytest.raises(LookupError):
        world.say(nick, world.private(anna, bot), "hello")


async def test_members_have_telegrams_statuses(api, world, anna, nick, bot, group):
    async def status(user_id: int) -> Any:
        return (await api("getChatMember", chat_id=group.id, user_id=user_id))["status"]

    assert await status(anna.id) == "creator"
    assert await status(nick.id) == "left"
    world.add_member(group, nick)
    assert await status(nick.id) == "member"
    world.promote(group, nick, by=anna)
    assert await status(nick.id) == "administrator"
    admins = await api("getChatAdministrators", chat_id=group.id)
    assert [a["user"]["id"] for a in admins] == [anna.id, nick.id]
    assert await api("getChatMemberCount", chat_id=group.id) == 3
    world.remove_member(group, nick, by=anna)
    assert await status(nick.id) == "kicked"
    unknown = await api.refused("getChatMember", chat_id=group.id, user_id=1)
    assert unknown == (400, "Bad Request: user not found")


async def test_until_waits_for_a_change_and_gives_up(world, anna, bot):
    chat = world.private(anna, bot)
    waiting = begun(world.until(lambda: world.messages(chat), 5))
    world.say(anna, chat, "now")
    assert [m.text for m in await waiting] == ["now"]
    with pytest.raises(TimeoutError):
        await world.until(lambda: None, 0)


async def test_a_file_goes_both_ways(api, client, world, bot, anna):
    chat = world.private(anna, bot)
    world.send_file(anna, chat, "flow.yaml", b"a: 1", "my workflow")
    (message,) = heard(bot)
    assert (message["caption"], message["document"]["file_name"]) == ("my workflow", "flow.yaml")
    path = (await api("getFile", file_id=message["document"]["file_id"]))["file_path"]
    async with client.get(f"/file/bot{bot.token}/{path}") as answer:
        assert await answer.read() == b"a: 1"
    form = FormData({"chat_id": str(anna.id), "caption": "<b>week</b>", "parse_mode": "HTML"})
    form.add_field(
        "photo", b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x10\0\0\0\x20", filename="p"
    )
    async with client.post(f"/bot{bot.token}/sendPhoto", data=form) as answer:
        photo = (await answer.json())["result"]
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (16, 32)
    assert world.messages(chat)[-1].html == "<b>week</b>"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def picture(width: int, height: int, more: int = 0) -> bytes:
    return PNG + width.to_bytes(4) + height.to_bytes(4) + bytes(more)


async def upload(client, bot, method: str, field: str, data: bytes, **values: str):
    form = FormData({name: str(value) for name, value in values.items()})
    form.add_field(field, BytesIO(data), filename="p.png")
    async with client.post(f"/bot{bot.token}/{method}", data=form) as answer:
        return await answer.json()


async def test_a_photo_takes_the_place_of_another_with_its_caption(client, world, bot, anna):
    chat = world.private(anna, bot)
    world.say(anna, chat, "hello")
    sent = await upload(client, bot, "sendPhoto", "photo", picture(10, 20), chat_id=anna.id)
    number = sent["result"]["message_id"]
    media = {"type": "photo", "media": "attach://new", "caption": "<b>x</b>", "parse_mode": "HTML"}
    edited = await upload(
        client,
        bot,
        "editMessageMedia",
        "new",
        picture(30, 40),
        chat_id=anna.id,
        message_id=number,
        media=json.dumps(media),
    )  # fmt: skip -- a call reads better in rows
    assert edited["result"]["photo"][0]["width"] == 30
    assert edited["result"]["caption"] == "x"
    (message,) = [each for each in world.messages(chat) if each.media]
    assert (message.id, message.html, message.edited) == (number, "<b>x</b>", 1)

    same = {"type": "photo", "media": message.media.file_id, "caption": "x"}
    same["caption_entities"] = [{"type": "bold", "offset": 0, "length": 1}]
    again = await upload(
        client,
        bot,
        "editMessageMedia",
        "unused",
        b"x",
        chat_id=anna.id,
        message_id=number,
        media=json.dumps(same),
    )  # fmt: skip -- a call reads better in rows
    assert "message is not modified" in again["description"]
    long = media | {"caption": "x" * 1025}
    refused = await upload(
        client,
        bot,
        "editMessageMedia",
        "new",
        picture(1, 1),
        chat_id=anna.id,
        message_id=number,
        media=json.dumps(long),
    )  # fmt: skip -- a call reads better in rows
    assert "caption is too long" in refused["description"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (picture(9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2_001, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(0, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(10, 10, 10 * 1024 * 1024), "file is too big"),
    ],
    ids=["text", "around", "long", "flat", "large"],
)
async def test_what_is_no_photo_is_refused_as_telegram_does(client, world, bot, anna, data, words):
    world.say(anna, world.private(anna, bot), "hello")
    refused = await upload(client, bot, "sendPhoto", "photo", data, chat_id=anna.id)
    assert words in refused["description"]
