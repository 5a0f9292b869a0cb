"""How a handler shows the card of a lead in the place of a message."""

from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from cards.lead import lead_card
from cards.reader import Reader
from domain.caller import Caller
from domain.lead import LeadId
from handlers._say import show_instead
from services.leads import Leads, LeadView


async def show_card(query: CallbackQuery, reader: Reader, view: LeadView) -> None:
    """Put the card of a lead in the place of the message that was pressed under."""
    if isinstance(query.message, Message):
        card = lead_card(reader, view.lead, view.notes, view.note_count, view.handling)
        await show_instead(query.message, card)


async def follow_in_private(
    query: CallbackQuery, caller: Caller, lead_id: LeadId, reader: Reader, leads: Leads
) -> None:
    """Bring a card in a private chat up to date: it is no copy that a parcel follows."""
    if isinstance(query.message, Message) and query.message.chat.type == ChatType.PRIVATE:
        await show_card(query, reader, await leads.get(caller, lead_id))
