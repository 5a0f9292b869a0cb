"""The buttons under a card: one, what may stand on it, and the rows of them."""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import cut
from domain.plain_text import one_line

LABEL_LENGTH = 40


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """Put rows of buttons under each other, and leave out those that are empty."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """Make a button that sends *data*."""
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def label(text: str) -> str:
    """Shorten a stranger's text for a button, which cannot be empty."""
    return cut(one_line(text), LABEL_LENGTH) or "?"
