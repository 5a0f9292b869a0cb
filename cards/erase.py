"""How erasing reads: whom it is about, asked before, and what is left of a card afterwards."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, cut, line
from cards.reader import Reader
from domain.erasing import ToErase
from domain.lead import Lead

VALUE_LENGTH = 64
TOPIC_UNITS = 128


class EraseMove(StrEnum):
    """What the buttons below the question ask for."""

    GO = "go"
    KEEP = "keep"


class EraseButton(CallbackData, prefix="erase"):
    """A press that erases a lead, or leaves it."""

    move: EraseMove
    lead_id: UUID
    number: int


def ask_card(reader: Reader, asked: ToErase) -> Card:
    """Show whom a lead is about, and ask whether all of it is to go."""
    lead = asked.lead
    parts = [
        reader.say(
            "🗑 Erase lead {number} for good?", number=bold(f"#{lead.number}", VALUE_LENGTH)
        ),
        "\n".join(_who(lead)),
        reader.say(
            "Its contact, message, notes and history go, from here, from the cards in chats and"
            " from what endpoints were told. Nobody can bring it back. That it was erased stays"
            " in the audit, without a word about the person."
        ),
    ]
    if asked.others:
        numbers = ", ".join(f"#{each.number}" for each in asked.others)
        parts.append(
            reader.say("The same person is known from {numbers}, which stay.", numbers=numbers)
        )
    return Card("\n\n".join(each for each in parts if each), _buttons(reader, lead))


def erased_card(reader: Reader, number: int) -> Card:
    """Say what is left of a lead."""
    return Card(reader.say("🗑 Lead #{number} was erased.", number=number))


def kept_card(reader: Reader, number: int) -> Card:
    """Say that a lead stays."""
    return Card(reader.say("Lead #{number} stays as it is.", number=number))


def erased_topic(reader: Reader, number: int) -> str:
    """Name the topic that an erased lead had to itself."""
    return cut(reader.say("#{number} erased", number=number), TOPIC_UNITS)


def _who(lead: Lead) -> list[str]:
    contact = lead.contact
    known = (contact.name, contact.company, contact.email, contact.phone)
    return [line(each, VALUE_LENGTH) for each in known if each]


def _buttons(reader: Reader, lead: Lead) -> InlineKeyboardMarkup:
    go, keep = (
        EraseButton(move=each, lead_id=lead.id, number=lead.number)
        for each in (EraseMove.GO, EraseMove.KEEP)
    )
    erase = button(reader.say("🗑 Erase for good"), go)
    return keyboard([[erase], [button(reader.say("Keep it"), keep)]])
