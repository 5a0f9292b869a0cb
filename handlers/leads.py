"""Leads: the buttons under a card, and replies to it."""

from typing import assert_never

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.history import history_card
from cards.lead import LeadButton, Move, moved
from cards.lead_menus import lost_buttons, more_buttons
from cards.reader import Reader
from cards.setup import noted
from domain.caller import Caller
from domain.errors import Refusal
from domain.lead import Lead, LeadId, Status
from domain.question import Asked
from domain.roles import Role
from handlers._lead import follow_in_private, show_card
from handlers._say import say, show_buttons, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.doors import Doors
from services.leads import Leads
from services.mail_drafts import MailDrafts

router = Router(name=__name__)


@router.callback_query(
    LeadButton.filter(F.move.in_({Move.MORE, Move.WHY_LOST})), flags=needs(Role.AGENT)
)
async def open_menu(
    query: CallbackQuery,
    callback_data: LeadButton,
    caller: Caller,
    chat_reader: Reader,
    leads: Leads,
    mail_drafts: MailDrafts,
) -> None:
    """Show more buttons under the card."""
    lead = (await leads.get(caller, LeadId(callback_data.lead_id))).lead
    if callback_data.move is Move.MORE:
        mail = await mail_drafts.are_possible(caller, lead.id)
        buttons = more_buttons(chat_reader, lead, mail=mail)
    else:
        buttons = lost_buttons(chat_reader, lead)
    await answer_press(query)
    await show_buttons(query, buttons)


@router.callback_query(LeadButton.filter(F.move == Move.HISTORY), flags=needs(Role.AGENT))
async def show_history(
    query: CallbackQuery,
    callback_data: LeadButton,
    caller: Caller,
    chat_reader: Reader,
    leads: Leads,
) -> None:
    """Show what happened to the lead in the place of its card."""
    lead, entries = await leads.history(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    await show_instead(query, history_card(chat_reader, lead, entries))


@router.callback_query(LeadButton.filter(F.move == Move.BACK), flags=needs(Role.AGENT))
async def back_to_card(
    query: CallbackQuery,
    callback_data: LeadButton,
    caller: Caller,
    chat_reader: Reader,
    leads: Leads,
) -> None:
    """Show the card again."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    await show_card(query, chat_reader, view)


@router.callback_query(LeadButton.filter(), flags=needs(Role.AGENT))
async def press(
    query: CallbackQuery, callback_data: LeadButton, caller: Caller, reader: Reader, leads: Leads
) -> None:
    """Do what the pressed button asks for; every copy of the card in a group follows by itself."""
    try:
        lead = await _asked(callback_data, caller, leads)
    except Refusal:
        await follow_in_private(query, caller, LeadId(callback_data.lead_id), reader, leads)
        raise
    asked_why = callback_data.move is Move.WHY_SCORE
    await answer_press(query, moved(reader, lead, callback_data.move), alert=asked_why)
    if not asked_why:
        await follow_in_private(query, caller, lead.id, reader, leads)


async def _asked(button: LeadButton, caller: Caller, leads: Leads) -> Lead:  # noqa: PLR0911 -- one table, a line a move
    lead_id = LeadId(button.lead_id)
    match button.move:
        case Move.TAKE:
            return await leads.take(caller, lead_id)
        case Move.RELEASE:
            return await leads.release(caller, lead_id)
        case Move.REOPEN:
            return await leads.reopen(caller, lead_id)
        case Move.UNDO:
            return await leads.undo(caller, lead_id)
        case Move.LOST:
            return await leads.move(caller, lead_id, Status.LOST, button.reason)
        case Move.TO:
            return await leads.move(caller, lead_id, button.to or Status.NEW)
        case (
            Move.MORE
            | Move.WHY_LOST
            | Move.WHY_SCORE
            | Move.HISTORY
            | Move.BACK
            | Move.ASSIGN
            | Move.SNOOZE
            | Move.NOTE
            | Move.TAGS
            | Move.EMAIL
        ):
            return (await leads.get(caller, lead_id)).lead
        case other:
            assert_never(other)


async def is_note(message: Message, doors: Doors) -> bool:
    """Tell whether the message answers a lead's card, or our question for a note."""
    card, chat_id = message.reply_to_message, message.chat.id
    if card is None:
        return False
    if await doors.is_card(chat_id, card.message_id):
        return True
    return await doors.question(chat_id, card.message_id) is Asked.NOTE


@router.message(F.text & ~F.text.startswith("/"), is_note, flags=needs(Role.AGENT))
async def reply_is_note(message: Message, caller: Caller, reader: Reader, leads: Leads) -> None:
    """Write the reply into the lead as a note."""
    card = message.reply_to_message
    if card is None:
        return
    lead = await leads.note(
        caller, message.chat.id, card.message_id, message.message_id, message.text or ""
    )
    await say(message, noted(reader, lead.number))
