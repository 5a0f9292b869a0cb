"""Summaries: the page of a destination that says when it gets them, changed in place."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.destination import SummaryButton, SummaryMove
from cards.reader import Reader
from cards.settings import saved
from cards.summary_page import asked_in, summaries_card, times_of
from domain.caller import Caller
from domain.roles import Role
from domain.summary import SummaryTimes
from handlers._question import asked_by
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.summaries import Summaries

router = Router(name=__name__)


@router.callback_query(SummaryButton.filter(F.move == SummaryMove.SHOW), flags=needs(Role.ADMIN))
async def show_summaries(
    query: CallbackQuery,
    callback_data: SummaryButton,
    caller: Caller,
    reader: Reader,
    summaries: Summaries,
) -> None:
    """Show when the destination gets summaries."""
    now = await summaries.look(caller, callback_data.chat_id)
    await answer_press(query)
    await show_instead(query, summaries_card(reader, now.chat, now.zone))


@router.callback_query(SummaryButton.filter(), flags=needs(Role.ADMIN))
async def choose_times(
    query: CallbackQuery,
    callback_data: SummaryButton,
    caller: Caller,
    reader: Reader,
    summaries: Summaries,
) -> None:
    """Choose other times, or none, and show what they are now."""
    times = times_of(callback_data)
    now = await summaries.choose(caller, callback_data.chat_id, lambda _: times)
    await answer_press(query, saved(reader, new=now.new))
    await show_instead(query, summaries_card(reader, now.chat, now.zone))


@router.message(F.text & ~F.text.startswith("/"), asked_by(asked_in), flags=needs(Role.ADMIN))
async def type_times(
    message: Message, asked: UUID, caller: Caller, reader: Reader, summaries: Summaries
) -> None:
    """Read the times from the reply, and show what they are now."""
    text = message.text or ""
    now = await summaries.choose(caller, asked, lambda was: SummaryTimes.typed(text, was))
    await say(message, summaries_card(reader, now.chat, now.zone))
