"""Menus of leads: what opens under a card behind *More*, and what is chosen there."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from cards.lead import LeadButton, Move
from cards.lead_menus import AssignButton, AssignPage, ask_for_note, assign_buttons, assigned
from cards.reader import Reader
from cards.reminders import snooze_buttons
from cards.tags import tag_buttons
from domain.caller import Caller, Visitor
from domain.errors import NotFound
from domain.lead import LeadId
from domain.question import Asked
from domain.roles import Role
from handlers._lead import (
    ask_about,
    follow_in_private,
)
from handlers._say import show_buttons
from middlewares.answers import answer_press
from middlewares.role import needs
from services.assignments import Assignments
from services.leads import Leads
from services.tagging import Tagging

router = Router(name=__name__)


@router.callback_query(LeadButton.filter(F.move == Move.ASSIGN), flags=needs(Role.AGENT))
@router.callback_query(AssignPage.filter(), flags=needs(Role.AGENT))
async def ask_whom(
    query: CallbackQuery,
    callback_data: LeadButton | AssignPage,
    caller: Caller,
    chat_reader: Reader,
    assignments: Assignments,
) -> None:
    """Show to whom the lead may be given."""
    lead, people = await assignments.candidates(caller, LeadId(callback_data.lead_id))
    page = callback_data.page if isinstance(callback_data, AssignPage) else 0
    await answer_press(query)
    await show_buttons(query, assign_buttons(chat_reader, lead, people, page))


@router.callback_query(LeadButton.filter(F.move == Move.SNOOZE), flags=needs(Role.AGENT))
async def ask_when(
    query: CallbackQuery,
    callback_data: LeadButton,
    caller: Caller,
    chat_reader: Reader,
    leads: Leads,
) -> None:
    """Show when one may be reminded of the lead."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    await show_buttons(query, snooze_buttons(chat_reader, view.lead, view.reminder))


@router.callback_query(LeadButton.filter(F.move == Move.NOTE), flags=needs(Role.AGENT))
async def ask_note(
    query: CallbackQuery,
    callback_data: LeadButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    leads: Leads,
) -> None:
    """Ask for a note; the reply becomes one, as a reply to the card does."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    text = ask_for_note(reader, view.lead, visitor.person)
    await ask_about(query, caller, leads, view.lead.id, Asked.NOTE, text)


@router.callback_query(LeadButton.filter(F.move == Move.TAGS), flags=needs(Role.AGENT))
async def show_tags(
    query: CallbackQuery,
    callback_data: LeadButton,
    caller: Caller,
    chat_reader: Reader,
    tagging: Tagging,
) -> None:
    """Show the tags that the lead has, and those that it may get."""
    lead, tags, others = await tagging.choices(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    await show_buttons(query, tag_buttons(chat_reader, lead, tags, others))


@router.callback_query(AssignButton.filter(), flags=needs(Role.AGENT))
async def assign(
    query: CallbackQuery,
    callback_data: AssignButton,
    caller: Caller,
    reader: Reader,
    assignments: Assignments,
    leads: Leads,
) -> None:
    """Give the lead to whoever was chosen."""
    lead_id, seen = LeadId(callback_data.lead_id), callback_data.seen
    if callback_data.way is not None:
        lead = await assignments.assign_by(caller, lead_id, callback_data.way, seen)
    elif callback_data.person is not None:
        lead = await assignments.assign(caller, lead_id, callback_data.person, seen)
    else:
        raise NotFound
    await answer_press(query, assigned(reader, lead))
    await follow_in_private(query, caller, lead_id, reader, leads)
