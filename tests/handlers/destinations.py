"""What tests of destinations share: more groups, the page of each, and what came where."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zlib import crc32

from sandbox.model import Chat, Message
from tests.handlers.looks import rows
from tests.world import Town, a_lead, labels

SECONDS = 15.0


async def another_group(
    town: Town, title: str = "North", kind: str = "supergroup", *, forum: bool = False
) -> Chat:
    """Let Olga connect one more group."""
    stage = town.stage
    group: Chat = town.world.add_group(
        title, members=[stage.anna], admins=[stage.olga], kind=kind, forum=forum
    )
    said = await stage.connect(stage.olga, group)
    assert "receives the leads" in said.text
    return group


async def page_of(town: Town, title: str, chat: Chat | None = None) -> Message:
    """Let Olga open the page of a destination by its button; return the message it is in."""
    stage, world = town.stage, town.world
    place = chat or world.private(stage.olga, stage.bot)
    before = {each.id for each in world.messages(place)}
    world.say(stage.olga, place, "/chats")

    # A notice about the destination may come in between.
    def list_of_them() -> Message | None:
        new = (each for each in world.messages(place) if each.id not in before)
        return next((each for each in new if title in labels(each)), None)

    listed: Message = await world.until(list_of_them, 15)
    assert await town.press(stage.olga, listed, title) == ""
    await town.has_button(listed, "Test")
    return listed


async def pressed(town: Town, page: Message, label: str, *words: str) -> str:
    """Let Olga press a button of a page; return what the page says once it shows *words*."""
    await town.press(town.stage.olga, page, label)
    return await town.shows(page, *words)


def told(town: Town, chat: Chat, words: str) -> list[Message]:
    """Return what the bot said in a chat with these words, the oldest first."""
    here = town.world.messages(chat)
    return [each for each in here if words in each.text and each.sender is town.stage.bot]


async def comes(town: Town, chat: Chat, words: str) -> Message:
    """Wait until the bot says these words in a chat."""
    await town.world.until(lambda: told(town, chat, words), SECONDS)
    return told(town, chat, words)[0]


def olgas(town: Town) -> Chat:
    """Return Olga's private chat."""
    private: Chat = town.world.private(town.stage.olga, town.stage.bot)
    return private


async def state_of(town: Town, chat: Chat) -> tuple[str, str | None]:
    """Return how the destination is, and why."""
    query = "SELECT state, reason FROM chats WHERE telegram_id = :id"
    ((state, reason),) = await rows(town, query, id=chat.id)
    return state, reason


async def becomes(town: Town, chat: Chat, state: str) -> str | None:
    """Wait until the destination is in a state; return why."""
    while (now := await state_of(town, chat))[0] != state:
        await town.world.bell.until(lambda: True, 1)
    return now[1]


async def nothing_waits(town: Town) -> None:
    """Wait until everything that was to leave has left."""
    query = "SELECT count(*) AS many FROM parcels WHERE state = 'due' AND kind <> 'menu'"
    while (await rows(town, query))[0].many:
        await town.world.bell.until(lambda: True, 1)


async def id_of(town: Town, title: str) -> UUID:
    """Return the id of a destination."""
    chats = await town.house.services.chats.all(await town.caller(town.stage.olga))
    return next(each.id for each in chats if each.title == title)


def somebody(name: str) -> dict[str, Any]:
    """An event about somebody else than everybody else."""
    known = crc32(name.encode()) % 10**8
    return a_lead(name, email=f"guest{known}@example.com", phone=f"+49 30 {known:08d}")


async def post_leads(town: Town, names: Sequence[str]) -> None:
    """Post a lead for each name, one after the other, until all are leads."""
    query = "SELECT count(*) AS many FROM leads"
    before = (await rows(town, query))[0].many
    for name in names:
        assert (await town.post(somebody(name))).status == 202
    while (await rows(town, query))[0].many < before + len(names):
        await town.world.bell.until(lambda: True, 1)
