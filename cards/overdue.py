"""How overdue leads look: a list, the longest first, that is turned in place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard
from cards.durations import in_words
from cards.html import Card, bold, cut, line
from cards.lead import MARKS, NO_NAME, TEMPERATURE_MARKS, LeadButton, Move
from cards.pages import turns
from cards.reader import Reader
from domain.lead import Lead
from domain.plain_text import one_line

NAME_LENGTH = 48
LABEL_LENGTH = 40
MINUTE = timedelta(minutes=1)


class OverdueButton(CallbackData, prefix="overdue"):
    """A press on a button that shows a page of the list."""

    page: int


def overdue_card(
    reader: Reader, leads: Sequence[Lead], count: int, page: int, pages: int, now: datetime
) -> Card:
    """List one page of the leads that are overdue, each with a button that opens it."""
    if not count:
        return Card(reader.say("👌 Nothing is overdue."))
    head = reader.count(count, "{number} lead is overdue", "{number} leads are overdue")
    lines = [_line(reader, each, now) for each in leads]
    rows = [[_open(reader, each)] for each in leads]
    rows.append(turns(page, pages, lambda to: OverdueButton(page=to)))
    buttons = keyboard(rows)
    return Card("\n".join([f"⏰ <b>{head}</b>", "", *lines]), buttons)


def _line(reader: Reader, lead: Lead, now: datetime) -> str:
    late = max(1, (now - (lead.respond_by or now)) // MINUTE)
    owner = f" · {line(lead.owner.name, NAME_LENGTH)}" if lead.owner else ""
    who = bold(known_as(reader, lead), NAME_LENGTH)
    mark = MARKS[lead.status] if lead.owner else TEMPERATURE_MARKS[lead.temperature]
    by = reader.say("overdue by {time}", time=in_words(reader, late))
    return f"{mark} #{lead.number} {who}{owner} · {by}"


def _open(reader: Reader, lead: Lead) -> InlineKeyboardButton:
    data = LeadButton(move=Move.BACK, lead_id=lead.id)
    label = cut(f"#{lead.number} {known_as(reader, lead)}", LABEL_LENGTH)
    return button(label, data)


def known_as(reader: Reader, lead: Lead) -> str:
    """Say by what one knows a lead's person."""
    contact = lead.contact
    known = contact.name or contact.company or contact.email or contact.phone or ""
    return one_line(known) or reader.say(NO_NAME)
