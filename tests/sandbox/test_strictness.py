"""Every refusal has Telegram's own words."""

from typing import Any

import pytest
from aiohttp import FormData

from sandbox.commands import menu
from sandbox.errors import ApiError
from sandbox.model import Chat, Topic
from sandbox.world import World

LONG = "x" * 4097
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def row(*buttons: object) -> dict[str, object]:
    return {"inline_keyboard": [list(buttons)]}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({}, "message text is empty"),
    "only space": ({"text": " \n "}, "message text is empty"),
    "too long": ({"text": LONG}, "message is too long"),
    "too long in UTF-16": ({"text": "😀" * 2049}, "message is too long"),
    "lone surrogate": ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    "no chat": ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    "unknown chat": ({"text": "x", "chat_id": 1}, "chat not found"),
    "not a number": ({"text": "x", "chat_id": "nobody"}, "chat not found"),
    "unknown name": ({"text": "x", "chat_id": "@nobody_here"}, "chat not found"),
    "parse mode": ({"text": "x", "parse_mode": "X"}, "unsupported parse_mode"),
    "unknown tag": (
        {"text": "<script>x</script>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "script" at byte offset 0',
    ),
    "unclosed": (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "crossed": (
        {"text": "<b><i>test</b></i>", "parse_mode": "html"},
        (
            "can't parse entities: Unmatched end tag at byte offset 10, "
            'expected "</i>", found "</b>"'
        ),
    ),
    "data too long": (
        {"text": "x", "reply_markup": row({"text": "a", "callback_data": "x" * 65})},
        "BUTTON_DATA_INVALID",
    ),
    "data too long in bytes": (
        {"text": "x", "reply_markup": row({"text": "a", "callback_data": "é" * 33})},
        "BUTTON_DATA_INVALID",
    ),
    "no action": (
        {"text": "x", "reply_markup": row({"text": "a", "callback_data": ""})},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "no label": (
        {"text": "x", "reply_markup": row({"callback_data": "a"})},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "bad url": (
        {"text": "x", "reply_markup": row({"text": "a", "url": "not-a-url"})},
        "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    "localhost": (
        {"text": "x", "reply_markup": row({"text": "a", "url": "http://localhost:8080/"})},
        "inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
    ),
    "ftp": (
        {"text": "x", "reply_markup": row({"text": "a", "url": "ftp://example.com"})},
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    "copy too long": (
        {"text": "x", "reply_markup": row({"text": "a", "copy_text": {"text": "x" * 257}})},
        "BUTTON_COPY_TEXT_INVALID",
    ),
    "too many buttons": (
        {"text": "x", "reply_markup": row(*[{"text": "a", "callback_data": "a"}] * 101)},
        "reply markup is too long",
    ),
    "markup no JSON": (
        {"text": "x", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    "reply to nothing": (
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
    ),
    "reply without id": (
        {"text": "x", "reply_parameters": {"quote": "x"}},
        'can\'t find field "message_id"',
    ),
    "thread in no forum": ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    "entity after end": (
        {"text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    "entity too long": (
        {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    "entity before start": (
        {"text": "hello", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "receive an entity with incorrect offset -1",
    ),
    "entity kind": (
        {"text": "hello", "entities": [{"type": "x", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    "entity link": (
        {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "a b"}]},
        "entity URL 'a b' is invalid: Wrong HTTP URL",
    ),
    "preview": (
        {"text": "x", "link_preview_options": {"is_disabled": "yes"}},
        'field "is_disabled" must be of type Boolean',
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_send_message_refuses_with_exact_words(api, group, case):
    params, words = CASES[case]
    answer = await api.refused("sendMessage", **({"chat_id": group.id} | params))
    assert answer == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    "params",
    [
        {"text": "x" * 4096},
        {"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "😀" * 2048},
        {"text": "x", "reply_markup": row({"text": "a", "callback_data": "x" * 64})},
        {"text": "x", "reply_markup": row({"text": "a", "copy_text": {"text": "x" * 256}})},
        {"text": "x", "reply_markup": row(*[{"text": "a", "callback_data": "a"}] * 100)},
        {"text": "x", "reply_markup": row({"text": "a", "url": "http://127.0.0.1:8080/x"})},
        {
            "text": "x",
            "reply_parameters": {"message_id": 999, "allow_sending_without_reply": True},
        },
    ],
)
async def test_what_just_fits_is_sent(api, group, world, params):
    sent = await api("sendMessage", chat_id=group.id, **params)
    assert world.messages(group)[-1].id == sent["message_id"]


async def test_edit_refusals(api, group, world, anna):
    mine = await api("sendMessage", chat_id=group.id, text="x")
    theirs = world.say(anna, group, "hello")
    edit = {"chat_id": group.id, "text": "x"}
    same = await api.refused("editMessageText", message_id=mine["message_id"], **edit)
    assert same == (
        400,
        f"Bad Request: {NOT_MODIFIED}",
    )
    gone = await api.refused("editMessageText", message_id=999, **edit)
    assert gone == (400, "Bad Request: message to edit not found")
    foreign = await api.refused("editMessageText", message_id=theirs.id, **edit)
    assert foreign == (400, "Bad Request: message can't be edited")
    unnamed = await api.refused("editMessageText", **edit)
    assert unnamed == (400, "Bad Request: message identifier is not specified")


async def test_an_edit_changes_text_and_buttons(api, group, world):
    keys = row({"text": "Take", "callback_data": "t"})
    sent = await api("sendMessage", chat_id=group.id, text="a", reply_markup=keys)
    where = {"chat_id": group.id, "message_id": sent["message_id"]}
    await api("editMessageText", text="<b>b</b>", parse_mode="HTML", **where)
    message = world.messages(group)[-1]
    assert (message.html, message.buttons, message.edited) == ("<b>b</b>", [], 1)
    await api("editMessageReplyMarkup", reply_markup=keys, **where)
    assert (message.labels, message.edited) == (["Take"], 2)


async def test_delete_refusals(api, group, world, clock, anna):
    mine = await api("sendMessage", chat_id=group.id, text="x")
    theirs = world.say(anna, group, "hello")
    missing = await api.refused("deleteMessage", chat_id=group.id, message_id=999)
    assert missing == (400, "Bad Request: message to delete not found")
    foreign = await api.refused("deleteMessage", chat_id=group.id, message_id=theirs.id)
    assert foreign == (400, "Bad Request: message can't be deleted")
    clock.forward(48 * 3600 + 1)
    old = await api.refused("deleteMessage", chat_id=group.id, message_id=mine["message_id"])
    assert old == (400, "Bad Request: message can't be deleted for everyone")


async def test_a_deleted_message_vanishes(api, group, world):
    sent = await api("sendMessage", chat_id=group.id, text="x")
    assert await api("deleteMessage", chat_id=group.id, message_id=sent["message_id"]) is True
    assert world.messages(group) == []


async def test_chats_the_bot_may_not_write_to(api, world, bot, anna, nick, group):
    async def said(chat_id: int) -> Any:
        return await api.refused("sendMessage", chat_id=chat_id, text="x")

    stranger = (403, "Forbidden: bot can't initiate conversation with a user")
    assert await said(nick.id) == stranger
    world.say(nick, world.private(nick, bot), "/start")
    await api("sendMessage", chat_id=nick.id, text="x")
    world.block(nick, bot)
    assert await said(nick.id) == (403, "Forbidden: bot was blocked by the user")
    world.deactivate(nick)
    assert await said(nick.id) == (403, "Forbidden: user is deactivated")
    world.remove_bot(group, bot, by=anna)
    assert await said(group.id) == (403, "Forbidden: bot was kicked from the supergroup chat")
    other = world.add_group("Other", admins=[anna])
    assert await said(other.id) == (400, "Bad Request: chat not found")
    world.add_bot(other, bot, by=anna)
    await api("leaveChat", chat_id=other.id)
    not_member = (403, "Forbidden: bot is not a member of the supergroup chat")
    assert await said(other.id) == not_member
    third = world.add_group("Third", members=[bot], admins=[anna])
    world.delete_group(third)
    assert await said(third.id) == (403, "Forbidden: the group chat was deleted")


async def test_a_migrated_group_names_its_new_id(api, world, bot, anna):
    old = world.add_group("Old", members=[bot], admins=[anna], kind="group")
    new = world.migrate(old)
    status, body = await api.raw("sendMessage", chat_id=old.id, text="x")
    assert status == 400
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new.id}
    assert await api("sendMessage", chat_id=new.id, text="x")


async def test_topics_that_are_closed_or_gone(api, world, bot, anna):
    forum = world.add_group("Forum", members=[bot], admins=[anna], forum=True)
    topic: Topic = world.add_topic(forum, "Leads")
    where = {"chat_id": forum.id, "message_thread_id": topic.thread_id, "text": "x"}
    sent = await api("sendMessage", **where)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic.thread_id, True)
    world.close_topic(forum, topic)
    assert await api.refused("sendMessage", **where) == (400, "Bad Request: TOPIC_CLOSED")
    world.delete_topic(forum, topic)
    gone = (400, "Bad Request: message thread not found")
    assert await api.refused("sendMessage", **where) == gone
    where["message_thread_id"] = 1
    assert await api.refused("sendMessage", **where) == gone


@pytest.fixture
def forum(world, bot, anna) -> Chat:
    """A forum in which the bot manages topics."""
    chat: Chat = world.add_group("Forum", admins=[anna], forum=True)
    world.add_bot(chat, bot, by=anna, admin=True)
    return chat


async def test_a_topic_is_made_renamed_closed_and_deleted(api, forum, world):
    made = await api("createForumTopic", chat_id=forum.id, name=" Leads ")
    topic = forum.topics[made["message_thread_id"]]
    assert (made["name"], topic.name) == ("Leads", "Leads")
    where = {"chat_id": forum.id, "message_thread_id": topic.thread_id}
    assert await api("editForumTopic", name="x" * 128, **where) is True
    assert await api("editForumTopic", **where) is True
    assert topic.name == "x" * 128
    assert await api("closeForumTopic", **where) is True
    # Whoever manages topics writes in closed ones too.
    assert await api("sendMessage", text="x", **where)
    assert await api("reopenForumTopic", **where) is True
    assert await api("deleteForumTopic", **where) is True
    services = [next(iter(m.service)) for m in world.messages(forum, service=True) if m.service]
    assert "forum_topic_created" not in services


async def test_names_of_topics_are_checked(api, forum):
    async def made(name: str) -> Any:
        return await api.refused("createForumTopic", chat_id=forum.id, name=name)

    assert await made(" ") == (400, "Bad Request: title must be non-empty")
    too_long = (400, "Bad Request: TOPIC_TITLE_TOO_LONG")
    assert await made("x" * 129) == too_long
    assert await made("😀" * 65) == too_long
    topic = await api("createForumTopic", chat_id=forum.id, name="😀" * 64)
    where = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    assert await api.refused("editForumTopic", name="x" * 129, **where) == too_long
    same = await api.refused("editForumTopic", name="😀" * 64, **where)
    assert same == (400, "Bad Request: TOPIC_NOT_MODIFIED")
    again = await api.refused("reopenForumTopic", **where)
    assert again == (400, "Bad Request: TOPIC_NOT_MODIFIED")


@pytest.mark.parametrize("method", ["editForumTopic", "closeForumTopic", "deleteForumTopic"])
async def test_a_topic_that_is_not_there_cannot_be_changed(api, forum, world, method):
    topic: Topic = world.add_topic(forum, "Leads")
    world.delete_topic(forum, topic)
    for thread_id in (topic.thread_id, 1, 999):
        where = {"chat_id": forum.id, "message_thread_id": thread_id, "name": "x"}
        assert await api.refused(method, **where) == (400, "Bad Request: TOPIC_ID_INVALID")


async def test_only_who_manages_topics_changes_those_of_others(api, forum, world, bot, anna):
    foreign: Topic = world.add_topic(forum, "Foreign")
    made = await api("createForumTopic", chat_id=forum.id, name="Own")
    own = {"chat_id": forum.id, "message_thread_id": made["message_thread_id"]}
    other = {"chat_id": forum.id, "message_thread_id": foreign.thread_id}
    world.promote(forum, bot, by=anna, topics=False)
    member = await api("getChatMember", chat_id=forum.id, user_id=bot.id)
    assert (member["status"], member["can_manage_topics"]) == ("administrator", False)
    for admin in (True, False):
        world.promote(forum, bot, by=anna, admin=admin, topics=False)
        no = "Bad Request: not enough rights to "
        refused = await api.refused("createForumTopic", chat_id=forum.id, name="x")
        assert refused == (400, f"{no}create a topic")
        refused = await api.refused("editForumTopic", name="x", **other)
        assert refused == (400, f"{no}edit the topic")
        refused = await api.refused("closeForumTopic", **other)
        assert refused == (400, f"{no}close or open the topic")
        assert await api("editForumTopic", name=f"Still mine {admin}", **own)
    assert await api("closeForumTopic", **own)
    refused = await api.refused("sendMessage", text="x", **own)
    assert refused == (400, "Bad Request: TOPIC_CLOSED")


async def test_a_group_without_topics_has_none_to_change(api, group):
    no_forum = (400, "Bad Request: the chat is not a forum")
    made = await api.refused("createForumTopic", chat_id=group.id, name="x")
    edited = await api.refused("editForumTopic", chat_id=group.id, message_thread_id=2, name="x")
    assert made == edited == no_forum


async def test_a_message_says_whether_it_is_in_a_topic(api, forum, group, world, bot, anna):
    topic: Topic = world.add_topic(forum, "Leads")
    world.say(anna, forum, "/in", thread_id=topic.thread_id)
    world.say(anna, forum, "/general")
    world.say(anna, group, "/reply", reply_to=world.say(anna, group, "hello"))
    heard = [each["message"] for each in await api("getUpdates") if "message" in each]
    inside, general, reply = (
        next(each for each in heard if each.get("text") == words)
        for words in ("/in", "/general", "/reply")
    )
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (topic.thread_id, True)
    began = inside["reply_to_message"]
    assert began["forum_topic_created"]["name"] == "Leads"
    assert "message_thread_id" not in general
    assert "is_topic_message" not in reply
    assert reply["message_thread_id"] == reply["reply_to_message"]["message_id"]


async def test_tokens_and_methods(api, client):
    api.token = "123:short"
    assert await api.refused("getMe") == (401, "Unauthorized")
    api.token = "123456:" + "B" * 35
    assert await api("getMe")
    api.token = "123456:" + "C" * 35
    assert await api.refused("getMe") == (401, "Unauthorized")
    api.token = "123456:" + "B" * 35
    assert await api.refused("noSuchMethod") == (404, "Not Found")
    async with client.get("/bot123456") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")


async def test_closed_registration_knows_only_its_own(clock):
    closed = World(clock, open_registration=False)
    with pytest.raises(ApiError, match="Unauthorized"):
        closed.bot("1:" + "A" * 35)


@pytest.mark.parametrize("kind", ["query", "json", "form", "multipart"])
async def test_every_way_to_send_parameters(client, group, kind):
    path = f"/bot123456:{'A' * 35}/SENDmessage"
    params = {"chat_id": str(group.id), "text": "hi"}
    multipart = FormData(default_to_multipart=True)
    for name, value in params.items():
        multipart.add_field(name, value)
    ways = {
        "query": lambda: client.get(path, params=params),
        "json": lambda: client.post(path, json=params),
        "form": lambda: client.post(path, data=params),
        "multipart": lambda: client.post(path, data=multipart),
    }
    async with await ways[kind]() as answer:
        assert (await answer.json())["result"]["text"] == "hi"


async def test_commands_are_checked(api):
    good = [{"command": "leads", "description": "Open leads"}]
    assert await api("setMyCommands", commands=good)
    assert await api("getMyCommands") == good
    bad = await api.refused("setMyCommands", commands=[{"command": "Ä", "description": "x"}])
    assert bad == (400, "Bad Request: BOT_COMMAND_INVALID")
    assert await api("deleteMyCommands")
    assert await api("getMyCommands") == []


def scope(kind: str, **values: int) -> dict[str, int | str]:
    return {"type": kind, **values}


async def test_scopes_of_commands_are_checked(api, group, world, anna):
    async def refused(scope: object, **more: str) -> str:
        commands = [{"command": "leads", "description": "Open leads"}]
        status, words = await api.refused("setMyCommands", commands=commands, scope=scope, **more)
        assert status == 400
        return str(words).removeprefix("Bad Request: ")

    private = world.private(anna, world.bot(api.token))
    assert (
        await refused(scope("moon")) == "can't parse BotCommandScope: unsupported type specified"
    )
    assert await refused(scope("chat")) == (
        "can't parse BotCommandScope: can't find field \"chat_id\""
    )
    assert await refused(scope("chat", chat_id=-77)) == "chat not found"
    assert await refused(scope("chat", chat_id=anna.id)) == "chat not found"
    for wrong in ("eng", "EN", "1"):
        assert await refused(scope("default"), language_code=wrong) == (
            "invalid language code specified"
        )
    world.say(anna, private, "/start")
    assert await refused(scope("chat_administrators", chat_id=anna.id)) == (
        "can't use specified scope in private chats"
    )
    no_user = scope("chat_member", chat_id=group.id, user_id=1)
    assert await refused(no_user) == "user not found"
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert "BOT_COMMANDS_TOO_MUCH" in (await api.refused("setMyCommands", commands=many))[1]
    long = [{"command": "c", "description": "x" * 257}]
    assert "DESCRIPTION_INVALID" in (await api.refused("setMyCommands", commands=long))[1]


async def test_a_client_shows_the_narrowest_menu_in_its_language(api, group, world, anna):
    bot = world.bot(api.token)
    private = world.private(anna, bot)
    world.say(anna, private, "/start")

    def seen(chat) -> str:
        return "".join(each["command"] for each in menu(bot, chat, anna))

    async def put(name: str, scope: object = None, language: str = "") -> None:
        commands = [{"command": name, "description": name}]
        more = {"scope": scope} if scope else {}
        assert await api("setMyCommands", commands=commands, language_code=language, **more)

    assert seen(private) == ""
    await put("usual")
    assert (seen(private), seen(group)) == ("usual", "usual")
    await put("english", language="en")
    await put("groups", scope("all_group_chats"))
    assert (seen(private), seen(group)) == ("english", "groups")
    await put("hers", scope("chat", chat_id=anna.id))
    await put("here", scope("chat", chat_id=group.id))
    assert (seen(private), seen(group)) == ("hers", "here")
    await put("admins", scope("chat_administrators", chat_id=group.id))
    assert seen(group) == ("admins" if group.admin(anna) else "here")
    assert await api("deleteMyCommands", scope=scope("chat", chat_id=anna.id))
    assert seen(private) == "english"


async def test_actions_and_reactions_are_checked(api, group, world, anna):
    message = world.say(anna, group, "/hi")
    where = {"chat_id": group.id, "message_id": message.id}
    await api("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}], **where)
    assert list(message.reactions.values()) == [["👍"]]
    bad = await api.refused("setMessageReaction", reaction=[{}], **where)
    assert bad == (400, "Bad Request: REACTION_INVALID")
    bad = await api.refused("sendChatAction", chat_id=group.id, action="dance")
    assert bad == (400, "Bad Request: wrong parameter action in request")
