"""Summaries: the page of a destination that says when it gets them, changed in place."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from cards.destination import SummaryButton, SummaryMove
from cards.reader import Reader
from cards.settings import saved
from cards.summary_page import asked_in, summaries_card, times_of
from domain.caller import Caller
from domain.errors import NotFound
from domain.roles import Role
from domain.summary import SummaryTimes
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
    before = await summaries.look(caller, callback_data.chat_id)
    now = await summaries.choose(caller, callback_data.chat_id, times_of(callback_data))
    new = now.chat.summary != before.chat.summary
    await answer_press(query, saved(reader, new=new))
    await show_instead(query, summaries_card(reader, now.chat, now.zone))


async def is_reply_to_summaries(message: Message, bot: Bot) -> bool:
    """Tell whether the message answers the page, which only we can have sent."""
    asked = message.reply_to_message
    ours = asked is not None and asked.from_user is not None and asked.from_user.id == bot.id
    return ours and asked_in(_buttons(message)) is not None


@router.message(F.text & ~F.text.startswith("/"), is_reply_to_summaries, flags=needs(Role.ADMIN))
async def type_times(
    message: Message, caller: Caller, reader: Reader, summaries: Summaries
) -> None:
    """Read the times from the reply, and show what they are now."""
    chat_id = asked_in(_buttons(message))
    if chat_id is None:
        raise NotFound
    was = (await summaries.look(caller, chat_id)).chat.summary
    now = await summaries.choose(caller, chat_id, SummaryTimes.typed(message.text or "", was))
    await say(message, summaries_card(reader, now.chat, now.zone))


def _buttons(message: Message) -> InlineKeyboardMarkup | None:
    return message.reply_to_message.reply_markup if message.reply_to_message else None
