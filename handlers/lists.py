"""Many leads: lists of them, one by its number, and those that have what somebody typed."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.lead import lead_card
from cards.lists import (
    FoundButton,
    ListButton,
    OpenButton,
    Way,
    found_card,
    list_card,
    no_such_lead,
    nothing_to_find,
    number_in,
    opens,
    search_text,
    text_looked_for,
)
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from domain.caller import Caller, Place, Visitor
from domain.errors import NotFound
from domain.lead import LeadId
from domain.listing import Listing
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.leads import Leads
from services.lists import Found, Listed, Lists

router = Router(name=__name__)
PRIVATELY = F.message.chat.type == ChatType.PRIVATE
LISTINGS = "new | mine | hot | all"


@router.message(
    Command("leads"),
    flags=needs(Role.VIEWER, menu=phrase("List leads"), usage="[new | mine | hot | all]"),
)
async def list_leads(
    message: Message, command: CommandObject, caller: Caller, lists: Lists, reader: Reader
) -> None:
    """Show the first page of a list."""
    listing = Listing.read(command.args)
    if listing is None:
        return await say(message, how_to_use(reader, command.command, LISTINGS))
    return await _say_list(message, caller, lists, reader, listing)


@router.message(
    Command("mine"), flags=needs(Role.AGENT, menu=phrase("List the leads you have in work"))
)
async def list_mine(message: Message, caller: Caller, lists: Lists, reader: Reader) -> None:
    """Show the leads that this person has in work."""
    await _say_list(message, caller, lists, reader, Listing.MINE)


async def _say_list(
    message: Message, caller: Caller, lists: Lists, reader: Reader, listing: Listing
) -> None:
    listed = await lists.page(caller, listing)
    await say(message, _list(reader, caller, listing, listed))


def _list(reader: Reader, caller: Caller, listing: Listing, listed: Listed) -> Card:
    agent = caller.is_at_least(Role.AGENT)
    return list_card(reader, listing, listed.page, listed.at, agent=agent)


@router.callback_query(ListButton.filter(), flags=needs(Role.VIEWER))
async def turn_list(
    query: CallbackQuery, callback_data: ListButton, caller: Caller, lists: Lists, reader: Reader
) -> None:
    """Show another page, or another list, in place."""
    listing = callback_data.listing
    listed = await lists.page(caller, listing, callback_data.cursor)
    await answer_press(query)
    await show_instead(query, _list(reader, caller, listing, listed))


@router.message(
    Command("lead"),
    flags=needs(Role.VIEWER, menu=phrase("Show the card of a lead"), usage=phrase("NUMBER")),
)
async def show_lead(
    message: Message,
    command: CommandObject,
    visitor: Visitor,
    caller: Caller,
    lists: Lists,
    reader: Reader,
) -> None:
    """Show the card of the lead that somebody names by its number."""
    number = number_in(command.args)
    if number is None:
        return await say(message, how_to_use(reader, command.command, "NUMBER"))
    try:
        if visitor.place is Place.PRIVATE:
            view = await lists.numbered(caller, number)
            return await say(message, lead_card(reader, view))
        await lists.show_numbered_in(caller, number, message.chat.id, message.message_thread_id)
    except NotFound:
        await say(message, no_such_lead(reader, number))


@router.callback_query(OpenButton.filter(), PRIVATELY, flags=needs(Role.VIEWER))
async def open_in_private(
    query: CallbackQuery, callback_data: OpenButton, caller: Caller, leads: Leads, reader: Reader
) -> None:
    """Show the card of a lead of the list."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    if isinstance(query.message, Message):
        await say(query.message, lead_card(reader, view))


@router.callback_query(OpenButton.filter(), flags=needs(Role.VIEWER))
async def open_in_group(
    query: CallbackQuery, callback_data: OpenButton, caller: Caller, lists: Lists, reader: Reader
) -> None:
    """Send the card of a lead of the list to this chat, where it follows every change."""
    if query.message is None:
        raise NotFound
    thread = query.message.message_thread_id if isinstance(query.message, Message) else None
    lead_id = LeadId(callback_data.lead_id)
    opened = await lists.show_in(caller, lead_id, query.message.chat.id, thread)
    await answer_press(query, opens(reader, opened.lead.number, in_topic=opened.in_topic))


@router.message(
    Command("find"),
    flags=needs(Role.VIEWER, menu=phrase("Find leads by what they say"), usage=phrase("TEXT")),
)
async def find(
    message: Message, command: CommandObject, caller: Caller, lists: Lists, reader: Reader
) -> None:
    """Show the leads that have what somebody typed."""
    text = search_text(command.args)
    found = await lists.find(caller, text)
    if found.unread:
        return await say(message, nothing_to_find(reader))
    return await say(message, _found(reader, text, found))


@router.callback_query(FoundButton.filter(), flags=needs(Role.VIEWER))
async def turn_found(
    query: CallbackQuery, callback_data: FoundButton, caller: Caller, lists: Lists, reader: Reader
) -> None:
    """Show another page of what was found, in place."""
    if not isinstance(query.message, Message) or not (text := text_looked_for(query.message)):
        raise NotFound
    beginnings = callback_data.way is Way.BEGINNINGS
    found = await lists.find(caller, text, callback_data.cursor, beginnings=beginnings)
    await answer_press(query)
    await show_instead(query, _found(reader, text, found))


def _found(reader: Reader, text: str, found: Found) -> Card:
    return found_card(
        reader,
        text,
        found.page,
        found.at,
        beginnings=found.beginnings,
        not_indexed=found.not_indexed,
    )
