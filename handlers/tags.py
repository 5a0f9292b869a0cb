"""Tags: to give a lead one that is used already, or a new one in one's own words."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader
from cards.tags import TagButton, ask_for_tag, tagged, tagged_card
from domain.caller import Caller, Visitor
from domain.errors import NotFound
from domain.lead import LeadId
from domain.question import Asked
from domain.roles import Role
from handlers._lead import (
    ask_about,
    follow_in_private,
)
from handlers._say import say
from middlewares.answers import answer_press
from middlewares.role import needs
from services.doors import Doors
from services.leads import Leads
from services.tagging import Tagging

router = Router(name=__name__)


@router.callback_query(TagButton.filter(F.code.is_(None)), flags=needs(Role.AGENT))
async def ask_which(
    query: CallbackQuery,
    callback_data: TagButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    leads: Leads,
) -> None:
    """Ask for a tag that is not there yet."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    text = ask_for_tag(reader, view.lead, visitor.person)
    await ask_about(query, caller, leads, view.lead.id, Asked.TAG, text)


@router.callback_query(TagButton.filter(), flags=needs(Role.AGENT))
async def toggle(
    query: CallbackQuery,
    callback_data: TagButton,
    caller: Caller,
    reader: Reader,
    leads: Leads,
    tagging: Tagging,
) -> None:
    """Give the lead the tag, or take it away."""
    lead_id = LeadId(callback_data.lead_id)
    found = await tagging.toggle(caller, lead_id, callback_data.code or 0)
    await answer_press(query, tagged(reader, found.lead, found.tag, added=found.added))
    await follow_in_private(query, caller, lead_id, reader, leads)


async def is_tag(message: Message, doors: Doors) -> bool:
    """Tell whether the message answers our question for a tag."""
    question = message.reply_to_message
    if question is None:
        return False
    return await doors.question(message.chat.id, question.message_id) is Asked.TAG


@router.message(F.text & ~F.text.startswith("/"), is_tag, flags=needs(Role.AGENT))
async def reply_is_tag(message: Message, caller: Caller, reader: Reader, tagging: Tagging) -> None:
    """Give the lead the tag that somebody replied with."""
    question = message.reply_to_message
    if question is None:
        raise NotFound
    found = await tagging.answer(caller, message.chat.id, question.message_id, message.text or "")
    await say(message, tagged_card(reader, found.lead, found.tag, added=found.added))
