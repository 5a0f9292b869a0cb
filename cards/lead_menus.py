"""The menus under a lead's card: what is behind *More*, and why a lead was lost."""

import re

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import units
from cards.lead import (
    LOST_REASONS,
    Move,
    ask_why,
    back,
    button,
    capital,
    to_status,
)
from cards.reader import Reader
from domain.inbound import NewLead
from domain.lead import IN_WORK, Lead, Status

COPY_LENGTH = 256
"""Bot API: CopyTextButton takes 1-256 characters."""
_E164 = re.compile(r"\+([1-9][0-9]{6,14})")


def more_buttons(reader: Reader, lead: Lead) -> InlineKeyboardMarkup:
    """Show what fits behind *More*."""
    why = button(reader.say("Why {score}?", score=lead.score), lead, Move.WHY_SCORE)
    history = button(reader.say("History"), lead, Move.HISTORY)
    rows = (
        _copies(reader, lead.contact),
        _conversations(lead.contact),
        _ends(reader, lead),
        [why, history, back(reader, lead)],
    )
    return _keyboard([row for row in rows if row])


def lost_buttons(reader: Reader, lead: Lead) -> InlineKeyboardMarkup:
    """Ask why the lead was lost."""
    reasons = [
        button(capital(reader.say(words)), lead, Move.LOST, reason=reason)
        for reason, words in LOST_REASONS.items()
    ]
    return _keyboard([reasons[:2], reasons[2:4], [*reasons[4:], back(reader, lead)]])


def _copies(reader: Reader, contact: NewLead) -> list[InlineKeyboardButton]:
    return [
        InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=value))
        for text, value in (
            (reader.say("Copy phone"), contact.phone_e164 or contact.phone),
            (reader.say("Copy e-mail"), contact.email),
        )
        if value and units(value) <= COPY_LENGTH
    ]


def _conversations(contact: NewLead) -> list[InlineKeyboardButton]:
    """Return links that open a chat with the person; of their number only the digits go in."""
    number = _E164.fullmatch(contact.phone_e164 or "")
    if number is None:
        return []
    return [
        InlineKeyboardButton(text=text, url=f"{address}{number[1]}")
        for text, address in (("WhatsApp", "https://wa.me/"), ("Telegram", "https://t.me/+"))
    ]


def _ends(reader: Reader, lead: Lead) -> list[InlineKeyboardButton]:
    ends = [to_status(reader, lead, Status.SPAM)] if lead.status in IN_WORK else []
    if lead.status is Status.TAKEN:
        return [to_status(reader, lead, Status.WON), ask_why(reader, lead), *ends]
    if lead.status is Status.QUALIFIED:
        return [to_status(reader, lead, Status.CONTACTED), *ends]
    return ends


def _keyboard(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)
