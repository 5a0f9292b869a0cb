"""A flood of leads, with Telegram's limits on: nothing is refused, and nothing is lost."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from bot import house
from domain.lead import LeadId
from sandbox.faults import Fault
from sandbox.world import Call, Chat, Limits, Message
from tests.domain.test_scoring import FULL
from tests.storage.shelves import rows
from tests.world import TELEGRAMS_OWN, Clock, Town, a_lead, labels, settings_for, start_house

HOT: dict[str, Any] = {"message": FULL.message}


@pytest.fixture
async def town(sqlite_url: str, clock: Clock) -> AsyncIterator[Town]:
    """The town as it keeps Telegram's own limits."""
    settings = settings_for(sqlite_url, telegram_limits=TELEGRAMS_OWN)
    async with Town.founded(settings, clock) as town:
        yield town


@pytest.fixture
async def flooded(town: Town) -> AsyncIterator[Town]:
    """The town with Telegram's limits on, in a minute in which nothing was sent yet."""
    town.clock.advance(90)
    town.world.limits = Limits()
    yield town
    refused = [
        call for call in town.world.calls if not call.ok and "Too Many" in (call.error or "")
    ]
    assert refused == town.extra.get("refused", [])


async def pour(town: Town, names: Sequence[str], **data: Any) -> None:
    """Post many leads at once."""
    answers = await asyncio.gather(*(town.post(a_lead(name=name, **data)) for name in names))
    assert {answer.status for answer in answers} == {202}


def messages(town: Town, chat: Chat | None = None) -> list[Message]:
    """Return what the bot wrote to the team's chat about leads."""
    here = town.world.messages(chat or town.stage.sales)
    return [each for each in here if each.sender is town.stage.bot and "#" in each.text]


def digests(town: Town, chat: Chat | None = None) -> list[Message]:
    return [each for each in messages(town, chat) if "came at once" in each.text]


def cards(town: Town, chat: Chat | None = None) -> list[Message]:
    return [each for each in messages(town, chat) if "came at once" not in each.text]


def shown(found: Sequence[Message], names: Sequence[str]) -> list[str]:
    """Return which of the names the messages show, repeats included, in the order of the chat."""
    return [
        name
        for each in found
        for line in each.text.split("\n")
        for name in names
        if re.search(rf"\b{re.escape(name)}(?!\w)", line)
    ]


async def until(town: Town, true: Any, seconds: int = 90) -> None:
    """Let time pass, a second at a glance, until something is true."""
    for _ in range(seconds):
        try:
            await town.world.until(true, 0.25)
        except TimeoutError:
            town.clock.advance(1.0)
            town.house.services.leads.outgoing.ring()
        else:
            return
    raise TimeoutError(f"not true after {seconds} seconds")


async def all_shown(town: Town, names: Sequence[str], chat: Chat | None = None) -> None:
    await until(town, lambda: set(shown(messages(town, chat), names)) == set(names))


async def only_lead(town: Town) -> LeadId:
    url = town.house.settings.database_url.get_secret_value()
    ((found,),) = await rows(url, "SELECT id FROM leads")
    return LeadId(UUID(str(found)))


def calls(town: Town, method: str) -> list[Call]:
    return [call for call in town.world.calls if call.method.lower() == method]


async def until_all_left(town: Town) -> None:
    """Wait until nothing is on its way any more."""
    url = town.house.settings.database_url.get_secret_value()
    async with asyncio.timeout(15):
        while (await rows(url, "SELECT count(*) FROM parcels"))[0][0]:  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0.01)


async def test_a_burst_into_one_group_shows_every_lead_once(flooded: Town):
    names = [f"Lead{n:03}" for n in range(150)]
    for start in range(0, 150, 15):
        await pour(flooded, names[start : start + 15])
        flooded.clock.advance(0.5)
    await all_shown(flooded, names)

    assert sorted(shown(messages(flooded), names)) == names
    assert len(messages(flooded)) <= 16
    numbers = [
        int(each) for message in messages(flooded) for each in re.findall(r"#(\d+)", message.text)
    ]
    assert numbers == sorted(numbers)
    assert sorted(set(numbers)) == list(range(1, 151))


async def test_slow_leads_have_a_card_each(flooded: Town):
    names = [f"Lead{n:03}" for n in range(20)]
    for name in names:
        await flooded.lead(name=name)
        await until_all_left(flooded)
        flooded.clock.advance(5)
    assert shown(cards(flooded), names) == names
    assert digests(flooded) == []


async def test_a_digest_opens_a_card_and_turns_its_pages_in_place(flooded: Town):
    names = [f"Lead{n:03}" for n in range(40)]
    await pour(flooded, names)
    await all_shown(flooded, names)
    digest = max(digests(flooded), key=lambda each: len(each.text))
    before, first = digest.text, labels(digest)[0]
    flooded.clock.advance(61)

    pages = next(each for each in labels(digest) if "/" in each)
    assert pages.startswith("1/")
    await flooded.press(flooded.stage.anna, digest, "\u203a")
    await flooded.has_button(digest, pages.replace("1/", "2/"))
    assert first not in labels(digest)
    assert digest.text == before

    label = labels(digest)[0]
    assert label in await flooded.press(flooded.stage.anna, digest, label)
    await until(
        flooded, lambda: [each for each in cards(flooded) if f"{label} " in f"{each.text} "]
    )
    card = cards(flooded)[-1]
    assert labels(card) == ["Take", "Spam", "More"]

    assert label in await flooded.press(flooded.stage.anna, card, "Take")
    await until(flooded, lambda: "Anna Agent" in card.text)
    await until(flooded, lambda: "Anna Agent" in digest.text)
    line = next(each for each in digest.text.split("\n") if f"{label} " in each)
    assert "Anna Agent" in line
    assert digest.text.count("Anna Agent") == 1
    assert pages.replace("1/", "2/") in labels(digest)


async def test_a_hot_lead_does_not_wait_behind_a_flood(flooded: Town):
    names = [f"Lead{n:03}" for n in range(60)]
    await pour(flooded, names)
    await pour(flooded, ["Hot One"], **HOT)
    await until(flooded, lambda: shown(cards(flooded), ["Hot One"]), 10)
    await all_shown(flooded, [*names, "Hot One"])
    assert shown(messages(flooded), ["Hot One"]) == ["Hot One"]


async def test_a_flood_of_hot_leads_is_gathered_too(flooded: Town):
    names = [f"Lead{n:03}" for n in range(120)]
    for start in range(0, 120, 12):
        await pour(flooded, names[start : start + 12], **HOT)
        flooded.clock.advance(0.5)
    await all_shown(flooded, names)
    assert sorted(shown(messages(flooded), names)) == names
    assert len(messages(flooded)) <= 14


async def test_many_changes_of_a_card_are_one_edit(flooded: Town):
    card = await flooded.lead(name="Mara Lind")
    caller = await flooded.caller(flooded.stage.anna)
    leads, found = flooded.house.services.leads, await only_lead(flooded)
    flooded.world.faults.add(Fault("hang", "editMessageText"))
    await leads.take(caller, found)
    await flooded.world.until(lambda: not flooded.world.faults.active, 10)
    for _ in range(12):
        await leads.release(caller, found)
        await leads.take(caller, found)
    before = len(calls(flooded, "editmessagetext"))
    flooded.world.faults.clear()
    await until(flooded, lambda: "Anna Agent" in card.text)
    flooded.clock.advance(30)
    await pour(flooded, ["Last"])
    await all_shown(flooded, ["Last"])
    assert len(calls(flooded, "editmessagetext")) - before <= 2


async def test_a_flood_does_not_starve_the_edits(flooded: Town):
    card = await flooded.lead(name="Mara Lind")
    await pour(flooded, [f"Early{n}" for n in range(20)])
    await flooded.press(flooded.stage.anna, card, "Take")
    for start in range(40):
        if "Anna Agent" in card.text:
            break
        await pour(flooded, [f"Lead{start}x{n}" for n in range(5)])
        await asyncio.sleep(0.1)
        flooded.clock.advance(1)
    assert "Anna Agent" in card.text


def connections(chat: Chat) -> int:
    return sum("now receives" in each.text for each in chat.messages.values())


async def test_digests_of_two_topics_of_one_group_do_not_mix(flooded: Town):
    stage, world = flooded.stage, flooded.world
    forum = world.add_group("Forum", members=[stage.anna], admins=[stage.olga], forum=True)
    world.add_bot(forum, stage.bot, by=stage.olga)
    await world.until(lambda: world.messages(forum), 15)
    topics = [world.add_topic(forum, name) for name in ("North", "South")]
    for number, topic in enumerate(topics):
        world.say(stage.olga, forum, "/connect", thread_id=topic.thread_id)
        await world.until(lambda number=number: connections(forum) == number + 1, 15)
    flooded.clock.advance(90)

    names = [f"Lead{n:03}" for n in range(30)]
    await pour(flooded, names)
    for topic in topics:

        def here(topic: Any = topic) -> list[str]:
            inside = [
                each for each in messages(flooded, forum) if each.thread_id == topic.thread_id
            ]
            return shown(inside, names)

        await until(flooded, lambda here=here: set(here()) == set(names))
        assert sorted(here()) == names
    assert len(digests(flooded, forum)) >= 2
    assert len(messages(flooded, forum)) <= 16


async def test_people_are_answered_while_a_flood_lasts(flooded: Town):
    card = await flooded.lead(name="Mara Lind")
    names = [f"Lead{n:03}" for n in range(100)]
    await pour(flooded, names)
    assert "#1" in await flooded.press(flooded.stage.anna, card, "Take")
    assert "/help" in (await flooded.ask(flooded.stage.anna, "/help")).text
    assert (await flooded.ask(flooded.stage.anna, "/help", flooded.stage.sales)).text
    await all_shown(flooded, names)


async def test_a_429_that_comes_anyway_rests_the_chat_over_a_restart(
    sqlite_url: str, clock: Clock
):
    settings = settings_for(sqlite_url, telegram_limits=TELEGRAMS_OWN)
    async with Town.founded(settings, clock) as town:
        await town.with_nick()
        assert town.nicks_source
        town.clock.advance(90)
        town.world.limits = Limits()
        sales = town.stage.sales.id
        fault = Fault("too_many_requests", "sendMessage", sales, retry_after=3 * 3600)
        town.world.faults.add(fault)
        assert (await town.post(a_lead(name="Mara Lind"))).status == 202
        await town.world.until(lambda: not town.world.faults.active, 15)
        await until_rests(sqlite_url)

        await house.stop(town.running)
        town.running = await start_house(town.house.settings, town.stage, clock)
        await next_door(town, "Nora North")
        town.clock.advance(3 * 3600 - 120)
        await next_door(town, "Nils North")
        assert messages(town) == []
        assert (await town.ask(town.stage.anna, "/help")).text

        town.clock.advance(130)
        await all_shown(town, ["Mara Lind"])
        assert len(cards(town)) == 1


async def until_rests(url: str) -> None:
    """Wait until it is written down that the lane rests."""
    async with asyncio.timeout(10):
        while not await rows(url, "SELECT lane FROM lanes"):  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0.02)


async def next_door(town: Town, name: str) -> None:
    """Post a lead of Nick's and see it arrive."""
    source = town.nicks_source
    assert source
    here = f"http://127.0.0.1:{town.house.settings.port}"
    moved = type(source)(re.sub(r"^http://[^/]+", here, source.url), source.secret)
    assert (await town.post(a_lead(name=name), source=moved)).status == 202
    await until(town, lambda: shown(messages(town, town.nicks_chat), [name]), 20)
