"""Overdue: the leads that somebody should have answered by now."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.overdue import OverdueButton, overdue_card
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.follow_up import FollowUp, OverdueLeads

router = Router(name=__name__)


@router.message(
    Command("overdue"), flags=needs(Role.VIEWER, menu=phrase("Show leads that wait for an answer"))
)
async def show_overdue(
    message: Message, caller: Caller, reader: Reader, follow_up: FollowUp
) -> None:
    """List what is overdue."""
    await say(message, _card(reader, await follow_up.overdue(caller)))


@router.callback_query(OverdueButton.filter(), flags=needs(Role.VIEWER))
async def turn_page(
    query: CallbackQuery,
    callback_data: OverdueButton,
    caller: Caller,
    reader: Reader,
    follow_up: FollowUp,
) -> None:
    """Show a page of what is overdue now, in place."""
    found = await follow_up.overdue(caller, callback_data.page)
    await answer_press(query)
    await show_instead(query, _card(reader, found))


def _card(reader: Reader, found: OverdueLeads) -> Card:
    return overdue_card(reader, found.leads, found.count, found.page, found.pages, found.now)
