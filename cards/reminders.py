"""How reminders look: the menu that sets one, what is said then, and when one has come."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, line
from cards.lead import NO_NAME, back
from cards.reader import Reader, phrase
from domain.lead import Lead
from domain.reminder import Reminder
from domain.when import MORNING, When

NAME_LENGTH = 64
TEXT_LENGTH = 200


class Nap(StrEnum):
    """How long a lead may rest, by the buttons that offer it."""

    HOUR = "1h"
    THREE_HOURS = "3h"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    OTHER = "other"
    NONE = "none"


NAPS = {
    Nap.HOUR: When(minutes=60),
    Nap.THREE_HOURS: When(minutes=180),
    Nap.TOMORROW: When(days=1, clock=MORNING),
    Nap.MONDAY: When(weekday=0, clock=MORNING),
}
LABELS = {
    Nap.HOUR: phrase("1 hour"),
    Nap.THREE_HOURS: phrase("3 hours"),
    Nap.TOMORROW: phrase("Tomorrow 9:00"),
    Nap.MONDAY: phrase("Monday 9:00"),
    Nap.OTHER: phrase("Other"),
    Nap.NONE: phrase("No reminder"),
}


class SnoozeButton(CallbackData, prefix="nap"):
    """A press that says when to be reminded of a lead."""

    lead_id: UUID
    nap: Nap


def snooze_buttons(
    reader: Reader, lead: Lead, reminder: Reminder | None = None
) -> InlineKeyboardMarkup:
    """Ask when to be reminded of the lead."""

    def nap(each: Nap) -> InlineKeyboardButton:
        data = SnoozeButton(lead_id=lead.id, nap=each)
        return button(reader.say(LABELS[each]), data)

    none = [nap(Nap.NONE)] if reminder else []
    rows = [
        [nap(Nap.HOUR), nap(Nap.THREE_HOURS)],
        [nap(Nap.TOMORROW), nap(Nap.MONDAY)],
        [nap(Nap.OTHER), *none, back(reader, lead)],
    ]
    return keyboard(rows)


def how_to_remind(reader: Reader, lead: Lead) -> str:
    """Say how to be reminded at any other time, on one line."""
    return reader.say(
        "Send /remind {number} 2h, or 3d, 18:00, tomorrow 9:00, Mon 14:30, 2026-12-01 10:00,"
        " and what to think of if you like.",
        number=lead.number,
    )


def remind_usage(reader: Reader) -> Card:
    """Explain the command."""
    return Card(
        reader.say(
            "Send <code>/remind 5 2h</code> to be reminded of lead 5 in two hours. I also know"
            " 30m, 3d, 18:00, tomorrow 9:00, Mon 14:30 and 2026-12-01 10:00, by your clock; what"
            " follows is kept as a text. <code>/remind 5 off</code> takes the reminder away."
        )
    )


def snoozed_until(reader: Reader, lead: Lead, reminder: Reminder, *, yours: bool) -> str:
    """Say who is reminded when, on one line without markup."""
    number = lead.number
    if reminder.at is None:
        return reader.say("No reminder of #{number} any more.", number=number)
    moment = reader.moment(reminder.at)
    if yours or lead.owner is None:
        return reader.say(
            "I will remind you of #{number}: {moment}.", number=number, moment=moment
        )
    return reader.say(
        "I will remind {name} of #{number}: {moment}.",
        name=line(lead.owner.name, NAME_LENGTH),
        number=number,
        moment=moment,
    )


def snoozed_card(reader: Reader, lead: Lead, reminder: Reminder, *, yours: bool) -> Card:
    """Confirm a reminder that was typed."""
    return Card(snoozed_until(reader, lead, reminder, yours=yours))


def reminder_card(reader: Reader, lead: Lead, reminder: Reminder) -> Card:
    """Say in the chat that it is time, under the card that it is about."""
    owner = bold(lead.owner.name, NAME_LENGTH) if lead.owner else "?"
    who = line(lead.who or reader.say(NO_NAME), NAME_LENGTH)
    text = f": {line(reminder.text, TEXT_LENGTH)}" if reminder.text else ""
    return Card(f"⏰ {owner} · <b>#{lead.number}</b> {who}{text}")
