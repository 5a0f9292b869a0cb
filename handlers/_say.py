"""How a handler shows a card."""

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, Message

from cards.html import Card
from middlewares.telegram_errors import is_not_modified


async def say(message: Message, card: Card) -> None:
    """Answer in the chat of the message."""
    await message.answer(card.text, reply_markup=card.buttons)


async def show_instead(message: Message, card: Card) -> None:
    """Put the card in the place of the message."""
    try:
        await message.edit_text(card.text, reply_markup=card.buttons)
    except TelegramBadRequest as error:
        _raise_unless_shown(error)


async def show_buttons(message: Message, buttons: InlineKeyboardMarkup) -> None:
    """Put other buttons under the message."""
    try:
        await message.edit_reply_markup(reply_markup=buttons)
    except TelegramBadRequest as error:
        _raise_unless_shown(error)


def _raise_unless_shown(error: TelegramBadRequest) -> None:
    """Two people who open the same menu both see it; for the second nothing has to change."""
    if not is_not_modified(error):
        raise error
