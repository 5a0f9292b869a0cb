"""How a handler shows the card of a lead in the place of a message, and asks about it."""

from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.lead import lead_card
from cards.reader import Reader
from domain.caller import Caller
from domain.lead import LeadId
from domain.lead_view import LeadView
from domain.question import Asked, Question
from handlers._say import ask, show_instead
from services.leads import Leads


async def show_card(query: CallbackQuery, reader: Reader, view: LeadView) -> None:
    """Put the card of a lead in the place of the message that was pressed under."""
    await show_instead(query, lead_card(reader, view))


async def ask_about(
    query: CallbackQuery, caller: Caller, leads: Leads, lead_id: LeadId, what: Asked, text: str
) -> None:
    """Ask something about a lead, and remember that the reply is about it."""
    if not isinstance(query.message, Message):
        return
    asking = await ask(query.message, Card(text))
    if asking is not None:
        place = asking.chat.id, asking.message_id
        await leads.asked(caller, Question(lead_id, what, *place))


async def follow_in_private(
    query: CallbackQuery, caller: Caller, lead_id: LeadId, reader: Reader, leads: Leads
) -> None:
    """Bring a card in a private chat up to date: it is no copy that a parcel follows."""
    if isinstance(query.message, Message) and query.message.chat.type == ChatType.PRIVATE:
        await show_card(query, reader, await leads.get(caller, lead_id))
