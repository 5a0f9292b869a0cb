"""What Telegram tells a bot besides what people say: nothing of it is answered or upsets it."""

from typing import Any

import pytest

from sandbox import wire
from sandbox.model import Chat, Person
from tests.handlers.looks import actions, rows, snapshot
from tests.world import Town

NOW = 1_700_000_000
CHANNEL = {"id": -1_000_777_000_777, "type": "channel", "title": "News"}
SOMEBODY = {"id": 5, "is_bot": False, "first_name": "Somebody"}
THUMB = [{"type": "emoji", "emoji": "👍"}]
# Notices that come as messages; the last ones are of no kind that anybody knows yet.
NOTICES: dict[str, Any] = {
    "new_chat_title": "Sales and more",
    "delete_chat_photo": True,
    "group_chat_created": True,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "pinned_message": {"message_id": 3, "date": 0, "chat": CHANNEL},
    "write_access_allowed": {"from_request": True},
    "users_shared": {"request_id": 1, "users": [{"user_id": 5}]},
    "boost_added": {"boost_count": 1},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}},
    "forum_topic_created": {"name": "Leads", "icon_color": 0},
    "video_chat_started": {},
    "proximity_alert_triggered": {"traveler": SOMEBODY, "watcher": SOMEBODY, "distance": 1},
    "successful_payment": {
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "1",
        "provider_payment_charge_id": "1",
    },
    "migrate_from_chat_id": -5,
    "telepathy_started": {"with": "everybody"},
}


def message(chat: Any, person: Person | None, **content: Any) -> dict[str, Any]:
    sender = {"from": wire.user(person)} if person else {}
    return {"message_id": 900_000, "date": NOW, "chat": chat, **sender, **content}


def notices(town: Town, chat: Chat, person: Person) -> list[dict[str, Any]]:
    place = wire.chat(chat)
    return [
        {"message": message(place, person, **{name: content})} for name, content in NOTICES.items()
    ]


def silent(town: Town, chat: Chat, person: Person) -> list[dict[str, Any]]:
    """What may come of a chat and a person besides messages."""
    place, user = wire.chat(chat), wire.user(person)
    where = {"chat": place, "message_id": 3, "date": NOW}
    member, left = {"user": user, "status": "member"}, {"user": user, "status": "left"}
    us = {"user": wire.user(town.stage.bot), "status": "member"}
    gone = {"user": wire.user(town.stage.bot), "status": "kicked", "until_date": 0}
    by, poll = {**where, "from": user}, {"option_persistent_ids": list[str]()}
    return [
        {"edited_message": message(place, person, text="/newsource Second", edit_date=NOW)},
        {"channel_post": message(CHANNEL, None, sender_chat=CHANNEL, text="/newsource Second")},
        {"edited_channel_post": message(CHANNEL, None, text="/newsource Second", edit_date=NOW)},
        {"message": message(place, None, text="/newsource Second")},
        {"message": message(place, None, sender_chat=CHANNEL, text="/help")},
        {"message": message(CHANNEL, None, text="/help")},
        {"message_reaction": {**where, "user": user, "old_reaction": [], "new_reaction": THUMB}},
        {"message_reaction": {**where, "old_reaction": [], "new_reaction": THUMB}},
        {"message_reaction_count": {**where, "reactions": []}},
        {"chat_member": {**by, "old_chat_member": left, "new_chat_member": member}},
        {"my_chat_member": {**by, "old_chat_member": us, "new_chat_member": us}},
        {
            "my_chat_member": {
                **by,
                "chat": CHANNEL,
                "old_chat_member": gone,
                "new_chat_member": us,
            }
        },
        {"chat_join_request": {**by, "user_chat_id": person.id}},
        {"poll_answer": {"poll_id": "1", "user": user, "option_ids": [], **poll}},
        {"callback_query": {"id": "1", **by, "chat_instance": "1", "inline_message_id": "x"}},
        {"inline_query": {"id": "1", "from": user, "query": "leads", "offset": ""}},
        {"business_message": message(place, person, text="/newsource Second")},
        {
            "deleted_business_messages": {
                **where,
                "business_connection_id": "1",
                "message_ids": [3],
            }
        },
    ]


async def shown(town: Town) -> dict[int, int]:
    """Count the bot's messages in every chat."""
    bot = town.stage.bot
    chats = [*town.world.groups.values(), *town.world.privates.values()]
    return {
        chat.id: sum(each.sender is bot for each in town.world.messages(chat)) for chat in chats
    }


async def closed(town: Town) -> None:
    """Wait until nothing waits to be handled."""
    await town.world.until(lambda: not town.stage.bot.mailbox.pending, 15)
    while await rows(town, "SELECT id FROM updates WHERE state = 'due'"):
        pass


@pytest.mark.parametrize("where", ["private", "group"])
async def test_notices_are_taken_note_of_and_answered_by_nothing(
    town: Town, where: str, caplog: pytest.LogCaptureFixture
):
    stage, card = town.stage, await town.lead()
    chat = stage.sales if where == "group" else town.world.private(stage.olga, stage.bot)
    await closed(town)
    before = await shown(town), await actions(town), await snapshot(town)
    caplog.clear()

    for update in [*notices(town, chat, stage.olga), *silent(town, chat, stage.olga)]:
        town.world.push_raw(update)
    await closed(town)

    assert (await shown(town), await actions(town), await snapshot(town)) == before
    dead = await rows(town, "SELECT last_error FROM updates WHERE state = 'dead'")
    assert [each.last_error[:300] for each in dead] == []
    assert [each for each in caplog.records if each.levelname in ("ERROR", "CRITICAL")] == []
    assert "You have taken" in await town.press(stage.anna, card, "Take")


async def test_people_are_still_told_that_a_picture_is_no_command(town: Town):
    private = town.world.private(town.stage.anna, town.stage.bot)
    before = (await shown(town))[private.id]
    sticker = {"file_id": "x", "file_unique_id": "x", "type": "regular", "width": 1, "height": 1}
    plain = {"is_animated": False, "is_video": False}
    said = message(wire.chat(private), town.stage.anna, sticker={**sticker, **plain})
    town.world.push_raw({"message": said})
    await town.world.until(lambda: "I do not know" in town.world.messages(private)[-1].text, 15)
    assert (await shown(town))[private.id] == before + 1


async def test_in_a_group_the_bot_hears_only_what_is_for_it(town: Town):
    """Group privacy, as it is unless somebody switches it off."""
    stage, world, card = town.stage, town.world, await town.lead()
    await closed(town)
    before = await shown(town), await actions(town)
    heard = len(stage.bot.mailbox.history)
    for words in ("hello", "is anybody there?", "/newsource@another_bot Second", "a@b.example"):
        world.say(stage.anna, stage.sales, words)
    assert len(stage.bot.mailbox.history) == heard
    world.say(stage.anna, stage.sales, "@leadsbot_sandbox_bot hello")
    assert len(stage.bot.mailbox.history) == heard + 1
    await closed(town)

    assert (await shown(town), await actions(town)) == before
    assert "You have taken" in await town.press(stage.anna, card, "Take")
