"""Long lists, some entries at a time: which page there is, and the buttons that turn it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button

ON_PAGE = 8
EARLIER, LATER = "\u2039", "\u203a"

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """Some entries of a list, and which page of how many they are."""

    entries: Sequence[Entry]
    number: int
    count: int

    def turns(self, to: Callable[[int], CallbackData]) -> list[list[InlineKeyboardButton]]:
        """Return the row of buttons that turn the page; none where there is one page."""
        row = turns(self.number, self.count, to)
        return [row] if row else []


def turns(here: int, count: int, to: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    """Return buttons that turn *count* pages, all round; none where there is one."""
    if count == 1:
        return []
    moves = ((EARLIER, here - 1), (f"{here + 1}/{count}", here), (LATER, here + 1))
    return [button(text, to(each % count)) for text, each in moves]


def page_of(entries: Sequence[Entry], wanted: int) -> Page[Entry]:
    """Return the wanted page, or the nearest that there is."""
    count = max(1, -(-len(entries) // ON_PAGE))
    number = min(max(wanted, 0), count - 1)
    return Page(entries[number * ON_PAGE : (number + 1) * ON_PAGE], number, count)
