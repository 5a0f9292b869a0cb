"""How people are reminded in private of leads that wait."""

from collections.abc import Mapping
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import Card, bold, line
from cards.lead import LeadButton, Move
from cards.overdue import OverdueButton
from cards.reader import Reader, phrase
from domain.notice import DETAILS, NoticeKind

NAME_LENGTH = 64
FIGURE_LENGTH = 24
UNKNOWN = "?"
WORDS = {
    NoticeKind.LEAD_SILENT: phrase(
        "⏰ You have #{number} {who}, and nothing has happened for too long. Go on with it, or"
        " release it."
    ),
    NoticeKind.LEADS_SILENT: phrase("⏰ Leads of yours that wait for you: {count}."),
    NoticeKind.LEAD_UNTAKEN: phrase("⏰ Nobody took #{number} {who} in time."),
    NoticeKind.LEADS_UNTAKEN: phrase("⏰ Overdue leads that nobody took: {count}."),
}


def nudge_card(reader: Reader, kind: NoticeKind, details: Mapping[str, str]) -> Card:
    """Remind of one lead, with a button that shows it, or of many, with one that lists them."""
    told = {
        "number": line(details.get("number") or UNKNOWN, FIGURE_LENGTH),
        "count": line(details.get("count") or UNKNOWN, FIGURE_LENGTH),
        "who": bold(details.get("who") or UNKNOWN, NAME_LENGTH),
    }
    words = {name: told[name] for name in DETAILS[kind]}
    return Card(reader.say(WORDS[kind], **words), _buttons(reader, details))


def _buttons(reader: Reader, details: Mapping[str, str]) -> InlineKeyboardMarkup:
    if "lead" in details:
        opening = LeadButton(move=Move.BACK, lead_id=UUID(details["lead"])).pack()
        button = InlineKeyboardButton(text=reader.say("Show the lead"), callback_data=opening)
    else:
        listing = OverdueButton(page=0).pack()
        button = InlineKeyboardButton(text=reader.say("Show them"), callback_data=listing)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
