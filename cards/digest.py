"""How a burst of leads looks: one message with a line for each, and a button for each."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from html import escape
from typing import NamedTuple
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import MESSAGE_UNITS, Card, cut, line, plain, units
from cards.lead import MARKS, NO_NAME, TEMPERATURE_MARKS
from cards.pages import EARLIER, LATER
from cards.reader import Reader
from domain.digest import DigestLine
from domain.lead import Status
from domain.plain_text import one_line
from domain.scoring import Temperature

TERSE_UNITS = 20
LEAST_NAME = 4
HEAD_UNITS = 40
MOST_LINES = (MESSAGE_UNITS - HEAD_UNITS) // (TERSE_UNITS + 1)
MOST_ENTITIES = 90
"""Telegram keeps 100 entities of a message and forgets the others, and then text links again."""
BUTTONS_IN_ROW = 4
BUTTONS_ON_PAGE = 12


class DigestMove(StrEnum):
    """What the buttons under a digest can ask for."""

    OPEN = "open"
    PAGE = "page"


class DigestButton(CallbackData, prefix="digest"):
    """A press on a button under a digest; *id* is the lead to open, or the digest to page in."""

    move: DigestMove
    id: UUID
    page: int | None = None


class Detail(NamedTuple):
    """How many units each part of a line may have; 0 leaves it out."""

    name: int
    company: int
    reach: int
    owner: int


DETAILS = (
    Detail(80, 40, 64, 40),
    Detail(32, 20, 32, 16),
    Detail(24, 0, 24, 12),
    Detail(16, 0, 20, 10),
    Detail(24, 0, 0, 12),
)


def fitting(lines: Sequence[DigestLine]) -> int:
    """Say how many of the first lines fit one message, now and whatever becomes of them."""
    return min(len(lines), MOST_LINES)


def digest_card(
    reader: Reader, lines: Sequence[DigestLine], digest_id: UUID, page: int = 0
) -> Card:
    """Show the leads as fully as all of them fit, and the buttons of one page."""
    if not lines:
        return Card(reader.say("The leads of this message were erased."))
    shown = lines[: fitting(lines)]
    many = reader.count(len(lines), "1 lead came at once", "{number} leads came at once")
    head = f"📚 <b>{many}</b>"
    texts = ("\n".join([head, "", *body]) for body in _bodies(reader, shown))
    text = next(text for text in texts if units(plain(Card(text))) <= MESSAGE_UNITS)
    return Card(text, _keyboard(shown, digest_id, page))


def _bodies(reader: Reader, lines: Sequence[DigestLine]) -> Iterator[list[str]]:
    """Yield the lines in full, then ever shorter; the last always fits."""
    for detail in DETAILS:
        yield _unlinked([_told(reader, each, detail) for each in lines])
    yield _unlinked([_terse(reader, each) for each in lines])


def _told(reader: Reader, each: DigestLine, detail: Detail) -> tuple[str, str]:
    """Write a line in two parts: ours, and what strangers wrote."""
    parts = (
        (each.name or reader.say(NO_NAME), detail.name),
        (each.company or "", detail.company),
        (each.phone or each.email or "", detail.reach),
    )
    owner = f"{cut(one_line(each.owner), detail.owner)}: " if each.owner else ""
    words = " · ".join(cut(one_line(text), most) for text, most in parts if text and most)
    return f"{_mark(each)} #{each.number} · ", owner + words


def _terse(reader: Reader, each: DigestLine) -> tuple[str, str]:
    """Write a line of at most TERSE_UNITS; who has the lead matters more than whose it is."""
    begin = f"{_mark(each)} #{each.number} "
    room = max(TERSE_UNITS - units(begin), LEAST_NAME)
    who = each.owner or each.name or reader.say(NO_NAME)
    return begin, cut(one_line(who), room)


def _mark(each: DigestLine) -> str:
    if each.hot and each.status is Status.NEW:
        return TEMPERATURE_MARKS[Temperature.HOT]
    return MARKS[each.status]


def _unlinked(lines: Sequence[tuple[str, str]]) -> list[str]:
    """Show strangers' words so that they cannot link, within the entities a message may have."""
    shown = [(ours, line(theirs, MESSAGE_UNITS)) for ours, theirs in lines]
    if sum("<code>" in theirs for _, theirs in shown) <= MOST_ENTITIES:
        return [ours + theirs for ours, theirs in shown]
    whole = "\n".join(ours + theirs for ours, theirs in lines)
    return [f"<pre>{escape(whole, quote=False)}</pre>"]


def _keyboard(
    lines: Sequence[DigestLine], digest_id: UUID, page: int
) -> InlineKeyboardMarkup | None:
    """Give each lead of the page a button, and a way to the other pages."""
    if not lines:
        return None
    pages = -(-len(lines) // BUTTONS_ON_PAGE)
    page = min(max(page, 0), pages - 1)
    first = page * BUTTONS_ON_PAGE
    numbers = [_open(each) for each in lines[first : first + BUTTONS_ON_PAGE]]
    rows = [
        numbers[start : start + BUTTONS_IN_ROW] for start in range(0, len(numbers), BUTTONS_IN_ROW)
    ]
    if pages > 1:
        turns = ((EARLIER, page - 1), (f"{page + 1}/{pages}", page), (LATER, page + 1))
        rows.append([_turn(text, digest_id, to % pages) for text, to in turns])
    return keyboard(rows)


def _open(each: DigestLine) -> InlineKeyboardButton:
    data = DigestButton(move=DigestMove.OPEN, id=each.lead_id)
    return button(f"#{each.number}", data)


def _turn(text: str, digest_id: UUID, page: int) -> InlineKeyboardButton:
    data = DigestButton(move=DigestMove.PAGE, id=digest_id, page=page)
    return button(text, data)
