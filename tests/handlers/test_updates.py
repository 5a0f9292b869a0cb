"""Updates: stored before they are acknowledged, each handled once, and none blocks another."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from functools import partial

import pytest
import structlog

from bot import house
from bot.stage import Stage
from sandbox.faults import Fault
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows
from tests.storage.shelves import wait_less
from tests.world import SETUP_CODE, Clock, Town, settings_for, start_house

NEW = "Bad Request: something that nobody has seen yet"


async def states(town: Town) -> dict[str, int]:
    found = await rows(town, "SELECT state, count(*) AS many FROM updates GROUP BY state")
    return {row.state: row.many for row in found}


async def dead(town: Town) -> list[str]:
    found = await rows(town, "SELECT last_error FROM updates WHERE state = 'dead'")
    return [row.last_error for row in found]


def said_to(town: Town, person: Person) -> list[Message]:
    private = town.world.private(person, town.stage.bot)
    return [each for each in town.world.messages(private) if each.sender is town.stage.bot]


async def test_an_update_is_acknowledged_only_after_it_was_stored(town: Town):
    """While nothing can be written Telegram keeps the update; nothing is lost or done twice."""
    stage, world = town.stage, town.world
    path = town.house.settings.database_url.get_secret_value().partition(":///")[2]
    await wait_less(town.house.storage)
    # In threads: the house, which may be writing just now, must go on while this waits for it.
    connect = partial(sqlite3.connect, path, isolation_level=None, check_same_thread=False)
    locked = await asyncio.to_thread(connect)
    await asyncio.to_thread(locked.execute, "BEGIN IMMEDIATE")
    try:
        world.say(stage.olga, world.private(stage.olga, stage.bot), "/newsource Second")
        update_id = max(stage.bot.mailbox.history)
        asked = len(polls(town))
        await world.until(lambda: len(polls(town)) >= asked + 2, 20)
        assert all(offset <= update_id for offset in polls(town)[asked:])
        assert update_id in [each.update_id for each in stage.bot.mailbox.pending]
    finally:
        locked.rollback()
        locked.close()
    await world.until(lambda: "Second" in said_to(town, stage.olga)[-1].text, 20)
    await world.until(lambda: not stage.bot.mailbox.pending, 20)
    assert (await actions(town)).count("source.created") == 2


def polls(town: Town) -> list[int]:
    """Return the offsets of all polls that have ended."""
    return [int(c.params["offset"]) for c in town.world.calls if c.method == "getUpdates"]


@pytest.mark.parametrize("words", ["/newsource Second", "/invite viewer", "/newworkspace Second"])
async def test_an_update_that_comes_again_acts_once(town: Town, words: str):
    olga = town.stage.olga
    await town.ask(olga, words)
    before = len(await actions(town))
    town.world.redeliver(max(town.stage.bot.mailbox.history))
    # The same conversation is handled in order, so this answer comes after the repeat.
    answer = await town.ask(olga, "/help")
    assert "You are an owner" in answer.text
    assert len(await actions(town)) == before


async def test_an_update_that_always_fails_is_set_aside_and_the_others_flow(town: Town):
    stage, world = town.stage, town.world
    private = world.private(stage.anna, stage.bot)
    fault = {"method": "sendMessage", "chat_id": private.id, "times": 3, "description": NEW}
    world.faults.add(Fault("custom", **fault))
    before = len(said_to(town, stage.anna))
    world.say(stage.anna, private, "/help")
    assert "You are an owner" in (await town.ask(stage.olga, "/help")).text

    await world.until(lambda: len(said_to(town, stage.anna)) > before, 20)
    apology = said_to(town, stage.anna)[-1].text
    match = re.fullmatch(r"Something went wrong on my side, ref ([0-9a-f]{6})\.", apology)
    assert match, apology
    assert (await dead(town))[0].startswith(match[1] + ": TelegramBadRequest")
    assert [each.ok for each in calls(town, private.id)][-4:] == [False, False, False, True]
    assert "You are an agent" in (await town.ask(stage.anna, "/help")).text


def calls(town: Town, chat_id: int):
    return [c for c in town.world.calls if str(c.params.get("chat_id")) == str(chat_id)]


async def test_a_press_that_always_fails_is_told_so(town: Town):
    stage, card = town.stage, await town.lead()
    world = town.world
    world.faults.add(Fault("custom", method="editMessageReplyMarkup", times=3, description=NEW))
    assert await town.press(stage.anna, card, "More") == ""
    apology = await world.until(
        lambda: next((m for m in world.messages(stage.sales) if "ref" in m.text), None), 20
    )
    assert "Something went wrong" in apology.text
    assert "You have taken" in await town.press(stage.anna, card, "Take")


async def test_an_update_that_cannot_be_read_is_set_aside_and_spoils_no_other(either_town: Town):
    """An older or newer Bot API server, or somebody else's emulator."""
    town = either_town
    stage, world = town.stage, town.world
    private = world.private(stage.anna, stage.bot)
    unreadable = (
        {"message": {"message_id": 1}},
        {"callback_query": {"id": 5, "from": "nobody"}},
        {"message": "text"},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": private.id, "type": "private"},
                     "from": {"id": "\x00\ud800", "is_bot": False}, "text": "\x00"}},
    )  # fmt: skip # the last one is one update
    with structlog.testing.capture_logs() as logged:
        before = len(said_to(town, stage.anna))
        world.say(stage.anna, private, "/help")
        for update in unreadable:
            world.push_raw(dict(update))
        world.say(stage.anna, private, "/start")
        await world.until(lambda: len(said_to(town, stage.anna)) == before + 2, 20)
        await world.until(lambda: not stage.bot.mailbox.pending, 20)
        answer = await town.ask(stage.anna, "/nothing")
    assert "I do not know" in answer.text
    assert len(await dead(town)) == len(unreadable)
    assert all(each.startswith("cannot be decoded") for each in await dead(town))
    warnings = [each for each in logged if each["event"] == "update_not_understood"]
    assert len(warnings) == len(unreadable)


async def test_characters_that_no_database_keeps_stop_nothing(either_town: Town):
    town = either_town
    stage, world = town.stage, town.world
    private = world.private(stage.olga, stage.bot)
    text = "/newsource a\x00b\ud800c"
    before = len(said_to(town, stage.olga))
    message = {
        "message_id": 999_999,
        "date": 0,
        "chat": {"id": private.id, "type": "private"},
        "from": {"id": stage.olga.id, "is_bot": False, "first_name": "O\x00lga"},
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
    }
    world.push_raw({"message": message})
    await world.until(lambda: len(said_to(town, stage.olga)) > before, 20)
    assert "whsec_" in said_to(town, stage.olga)[-1].text
    assert await dead(town) == []


async def test_types_that_are_new_to_us_are_ignored_and_named_once(town: Town):
    with structlog.testing.capture_logs() as logged:
        for number in range(3):
            town.world.push_raw({"chat_telepathy": {"number": number}})
        town.world.push_raw({})
        assert "You are an owner" in (await town.ask(town.stage.olga, "/help")).text
        await town.world.until(lambda: not town.stage.bot.mailbox.pending, 15)
        assert "You are an owner" in (await town.ask(town.stage.olga, "/help")).text
    named = [each["kind"] for each in logged if each["event"] == "update_of_unknown_type"]
    assert sorted(named) == ["chat_telepathy", "nothing"]
    async with asyncio.timeout(15):
        while (await states(town)).get("due"):
            pass
    assert await dead(town) == []


async def test_what_people_do_that_is_no_text_is_harmless(town: Town):
    stage, card = town.stage, await town.lead()
    world = town.world
    world.send_file(stage.anna, stage.sales, "offer.txt", b"text")
    world.edit(world.say(stage.anna, stage.sales, "hello"), "hello again")
    private = world.private(stage.anna, stage.bot)
    before = len(said_to(town, stage.anna))
    world.send_file(stage.anna, private, "offer.txt", b"text")
    await world.until(lambda: len(said_to(town, stage.anna)) > before, 15)
    assert "You have taken" in await town.press(stage.anna, card, "Take")
    assert await dead(town) == []


@pytest.mark.parametrize("kind", ["server_error", "html_page", "drop_before", "too_many_requests"])
async def test_an_answer_waits_for_telegram_and_nothing_is_done_twice(town: Town, kind: str):
    olga = town.stage.olga
    town.world.faults.add(Fault(kind, method="sendMessage", retry_after=1))
    made = await town.ask(olga, "/newsource Second")
    assert "whsec_" in made.text
    assert (await actions(town)).count("source.created") == 2
    assert [row.failures for row in await rows(town, "SELECT failures FROM updates")].count(0) == (
        len(await rows(town, "SELECT id FROM updates"))
    )


async def test_who_has_blocked_the_bot_is_no_fault_of_it(town: Town):
    stage, world = town.stage, town.world
    private = world.private(stage.anna, stage.bot)
    world.faults.add(Fault("blocked", method="sendMessage", chat_id=private.id, times=1))
    world.say(stage.anna, private, "/help")
    assert "You are an agent" in (await town.ask(stage.anna, "/help")).text
    assert await dead(town) == []


@pytest.fixture
async def stage(clock: Clock) -> AsyncIterator[Stage]:
    stage = await Stage.open(clock.timestamp, "127.0.0.1", 0)
    stage.world.limits = None
    yield stage
    await stage.close()


async def test_what_was_stored_and_not_handled_is_handled_after_a_restart(
    database_url: str, clock: Clock, stage: Stage
):
    settings = settings_for(database_url)
    first = await start_house(settings, stage, clock)
    await stage.set_up(SETUP_CODE)
    assert first.house.incoming
    first.house.incoming.stop()
    private = stage.world.private(stage.anna, stage.bot)
    before = len(stage.world.messages(private))
    stage.world.say(stage.anna, private, "/help")
    await stage.world.until(lambda: not stage.bot.mailbox.pending, 15)
    await house.stop(first)
    assert len(stage.world.messages(private)) == before + 1

    second = await start_house(settings, stage, clock)
    try:
        await stage.world.until(lambda: len(stage.world.messages(private)) == before + 2, 15)
    finally:
        await house.stop(second)
    assert "You are an agent" in stage.world.messages(private)[-1].text
