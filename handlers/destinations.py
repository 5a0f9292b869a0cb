"""Destinations: the list of them, the page of each, and their quiet hours."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.destination import (
    ChatButton,
    ChatMove,
    ChatsButton,
    destination_card,
    destinations_card,
    page_of_source,
    quiet_card,
    remove_card,
    removed,
    routes_card,
    test_under_way,
)
from cards.html import Card
from cards.reader import Reader, phrase
from cards.setup import not_connected
from domain.caller import Caller, Place, Visitor
from domain.destination import Destination
from domain.errors import NotFound
from domain.quiet import QuietHours
from domain.roles import Role
from handlers._say import say, show_instead
from handlers._soon import soon
from handlers.chats import topic_of
from middlewares.answers import answer_press
from middlewares.role import GROUP, needs
from services.chats import Chats

router = Router(name=__name__)
OFF = "off"
TEST_PATIENCE = 6.0
ROUTES = frozenset(
    {ChatMove.SOURCE, ChatMove.NO_SOURCE, ChatMove.TEMPERATURE, ChatMove.NO_TEMPERATURE}
)


@router.message(
    Command("chats"),
    flags=needs(Role.ADMIN, menu=phrase("Show where leads go, and how it is there")),
)
async def show_chats(message: Message, caller: Caller, reader: Reader, chats: Chats) -> None:
    """List the destinations."""
    await say(message, destinations_card(reader, await chats.overview(caller)))


@router.message(
    Command("quiet"),
    flags=needs(
        Role.ADMIN,
        at=GROUP,
        menu=phrase("Let leads come here without a sound at night"),
        usage="[22:00-07:00 Europe/Berlin | off]",
    ),
)
async def quiet(
    message: Message,
    command: CommandObject,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Set, end or show the quiet hours of this group or topic."""
    if visitor.place is Place.ELSEWHERE:
        return await say(message, not_connected(reader))
    here, topic = message.chat.id, topic_of(message)
    if not command.args:
        return await say(
            message, quiet_card(reader, await chats.quiet(caller, here, topic), back=False)
        )
    words = command.args.strip()
    hours = None if words.casefold() == OFF else QuietHours.parse(words)
    chat = await chats.keep_quiet(caller, here, hours, topic)
    return await say(message, quiet_card(reader, chat, back=False))


@router.callback_query(ChatsButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: ChatsButton,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Show a page of the list in place."""
    found = await chats.overview(caller)
    await answer_press(query)
    await show_instead(query, destinations_card(reader, found, callback_data.page))


@router.callback_query(ChatButton.filter(F.move == ChatMove.TEST), flags=needs(Role.ADMIN))
async def test(
    query: CallbackQuery,
    callback_data: ChatButton,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Send a test message, and show how it ended as soon as that is known."""
    chat_id = callback_data.chat_id
    await chats.test(caller, chat_id)
    await answer_press(query, test_under_way(reader))

    async def ended() -> Destination | None:
        view = await chats.look(caller, chat_id)
        return None if view.testing else view

    now = await soon(ended, TEST_PATIENCE) or await chats.look(caller, chat_id)
    await show_instead(query, destination_card(reader, now))


@router.callback_query(ChatButton.filter(F.move == ChatMove.REMOVE_NOW), flags=needs(Role.ADMIN))
async def remove(
    query: CallbackQuery,
    callback_data: ChatButton,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Let the destination go and show the others."""
    gone = await chats.remove(caller, callback_data.chat_id)
    await answer_press(query, removed(reader, gone.title))
    await show_instead(query, destinations_card(reader, await chats.overview(caller)))


@router.callback_query(ChatButton.filter(F.move.in_(ROUTES)), flags=needs(Role.ADMIN))
async def route(
    query: CallbackQuery,
    callback_data: ChatButton,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Choose a source or a temperature, or no longer, and show what is chosen now."""
    chat_id, temperature = callback_data.chat_id, callback_data.temperature
    page = 0
    if temperature is not None:
        wanted = callback_data.move is ChatMove.TEMPERATURE
        now = await chats.route_temperature(caller, chat_id, temperature, wanted=wanted)
    else:
        wanted = callback_data.move is ChatMove.SOURCE
        source_id = await _source(callback_data, caller, chats)
        now = await chats.route_source(caller, chat_id, source_id, wanted=wanted)
        page = page_of_source(now, source_id)
    await answer_press(query)
    await show_instead(query, routes_card(reader, now, page))


@router.callback_query(ChatButton.filter(), flags=needs(Role.ADMIN))
async def press(
    query: CallbackQuery,
    callback_data: ChatButton,
    caller: Caller,
    reader: Reader,
    chats: Chats,
) -> None:
    """Do what the button asks for and show the page that follows, in place."""
    now = await _asked(callback_data, caller, chats)
    await answer_press(query)
    await show_instead(query, _page(reader, callback_data, now))


async def _asked(button: ChatButton, caller: Caller, chats: Chats) -> Destination:
    move, chat_id = button.move, button.chat_id
    match move:
        case ChatMove.PAUSE | ChatMove.RESUME:
            return await chats.pause(caller, chat_id, paused=move is ChatMove.PAUSE)
        case ChatMove.FALLBACK | ChatMove.NO_FALLBACK:
            fallback = move is ChatMove.FALLBACK
            return await chats.fall_back(caller, chat_id, fallback=fallback)
        case ChatMove.TOPICS | ChatMove.NO_TOPICS:
            given = move is ChatMove.TOPICS
            return await chats.give_topics(caller, chat_id, topic_per_lead=given)
        case _:
            return await chats.look(caller, chat_id)


def _page(reader: Reader, button: ChatButton, now: Destination) -> Card:
    match button.move:
        case ChatMove.REMOVE:
            return remove_card(reader, now.chat)
        case ChatMove.LEADS:
            return routes_card(reader, now, button.number or 0)
        case ChatMove.QUIET:
            return quiet_card(reader, now.chat, back=True)
        case _:
            return destination_card(reader, now)


async def _source(button: ChatButton, caller: Caller, chats: Chats) -> UUID:
    """Find the source that the button names; refuse with NotFound."""
    found = (await chats.look(caller, button.chat_id)).source_numbered(button.number or 0)
    if found is None:
        raise NotFound
    return found
