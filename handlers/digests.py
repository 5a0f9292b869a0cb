"""Digests: opening the card of one of their leads, and turning their pages."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.digest import DigestButton, DigestMove, digest_card
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.digest import DigestLine
from domain.errors import NotFound
from domain.lead import LeadId
from domain.roles import Role
from handlers._say import show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.digests import Digests
from services.leads import Leads

router = Router(name=__name__)
OWN_TOPIC = phrase("#{number} has a topic of its own.")
FOLLOWS = phrase("The card of #{number} follows.")


@router.callback_query(DigestButton.filter(F.move == DigestMove.OPEN), flags=needs(Role.VIEWER))
async def open_lead(
    query: CallbackQuery, callback_data: DigestButton, caller: Caller, reader: Reader, leads: Leads
) -> None:
    """Send the card of the pressed lead to this chat."""
    if query.message is None:
        raise NotFound
    opened = await leads.show_in(caller, LeadId(callback_data.id), query.message.chat.id)
    number = opened.lead.number
    words = OWN_TOPIC if opened.in_topic else FOLLOWS
    await answer_press(query, reader.say(words, number=number))


@router.callback_query(DigestButton.filter(F.move == DigestMove.PAGE), flags=needs(Role.VIEWER))
async def turn_page(
    query: CallbackQuery,
    callback_data: DigestButton,
    caller: Caller,
    chat_reader: Reader,
    digests: Digests,
) -> None:
    """Show another page of buttons in place."""
    if query.message is None:
        raise NotFound
    page = max(0, callback_data.page or 0)
    view = await digests.turn(caller, callback_data.id, query.message.chat.id, page)
    await answer_press(query)
    if isinstance(query.message, Message):
        lines = [DigestLine.of(lead) for lead in view.leads]
        await show_instead(query.message, digest_card(chat_reader, lines, view.digest.id, page))
