"""Digests: opening the card of one of their leads, and turning their pages."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from cards.digest import DigestButton, DigestMove, digest_card
from cards.lists import opens
from cards.reader import Reader
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


@router.callback_query(DigestButton.filter(F.move == DigestMove.OPEN), flags=needs(Role.VIEWER))
async def open_lead(
    query: CallbackQuery, callback_data: DigestButton, caller: Caller, reader: Reader, leads: Leads
) -> None:
    """Send the card of the pressed lead to this chat."""
    if query.message is None:
        raise NotFound
    opened = await leads.show_in(caller, LeadId(callback_data.id), query.message.chat.id)
    await answer_press(query, opens(reader, opened.lead.number, in_topic=opened.in_topic))


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
    lines = [DigestLine.of(lead) for lead in view.leads]
    await show_instead(query, digest_card(chat_reader, lines, view.digest.id, page))
