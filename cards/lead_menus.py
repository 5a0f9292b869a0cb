"""The menus under a lead's card: what is behind *More*, whom to give it to, why it was lost."""

import re
from collections.abc import Sequence
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import cut, mention, units
from cards.lead import (
    LOST_REASONS,
    Move,
    ask_why,
    back,
    capital,
    lead_button,
    to_status,
)
from cards.pages import page_of
from cards.reader import Reader
from domain.assigning import Colleague, Way
from domain.caller import Person
from domain.inbound import NewLead
from domain.lead import CLOSED, IN_WORK, Lead, Status
from domain.plain_text import one_line

COPY_LENGTH = 256
"""Bot API: CopyTextButton takes 1-256 characters."""
LABEL_UNITS = 24
_E164 = re.compile(r"\+([1-9][0-9]{6,14})")


class AssignButton(CallbackData, prefix="as"):
    """A press that gives a lead, as it was *seen*, to a person or by some way of choosing one."""

    lead_id: UUID
    seen: int
    person: int | None = None
    way: Way | None = None


class AssignPage(CallbackData, prefix="asp"):
    """A press that shows more people to give a lead to."""

    lead_id: UUID
    page: int


def more_buttons(reader: Reader, lead: Lead, *, mail: bool = False) -> InlineKeyboardMarkup:
    """Show what fits behind *More*; *mail* if an e-mail can be written to the person."""
    why = lead_button(reader.say("Why {score}?", score=lead.score), lead, Move.WHY_SCORE)
    history = lead_button(reader.say("History"), lead, Move.HISTORY)
    rows = (
        _copies(reader, lead.contact),
        _conversations(lead.contact),
        [lead_button(reader.say("Reply by e-mail"), lead, Move.EMAIL)] if mail else [],
        _ends(reader, lead),
        _work(reader, lead),
        [why, history, back(reader, lead)],
    )
    return keyboard([row for row in rows if row])


def assign_buttons(
    reader: Reader, lead: Lead, colleagues: Sequence[Colleague], page: int = 0
) -> InlineKeyboardMarkup:
    """Ask whom to give the lead to; the number beside a name is what they work on."""

    def choice(
        text: str, *, person: int | None = None, way: Way | None = None
    ) -> InlineKeyboardButton:
        data = AssignButton(lead_id=lead.id, seen=lead.version, person=person, way=way)
        return button(text, data)

    ways = [
        choice(reader.say("Round robin"), way=Way.ROUND_ROBIN),
        choice(reader.say("Least busy"), way=Way.LEAST_BUSY),
    ]
    shown = page_of(colleagues, page)
    people = [
        choice(f"{label(each.member.name)} · {each.leads}", person=each.member.person_id)
        for each in shown.entries
    ]
    rows = [people[at : at + 2] for at in range(0, len(people), 2)]
    last = [*shown.turns(lambda to: AssignPage(lead_id=lead.id, page=to)), [back(reader, lead)]]
    return keyboard([*([ways] if colleagues else []), *rows, *last])


def assigned(reader: Reader, lead: Lead) -> str:
    """Tell the one who pressed who has the lead now."""
    name = cut(one_line(lead.owner.name), 64) if lead.owner else "?"
    return reader.say("#{number} goes to {name}.", number=lead.number, name=name)


def ask_for_note(reader: Reader, lead: Lead, person: Person) -> str:
    """Ask one person for a note; their client opens a reply to this message."""
    return reader.say(
        "{who}, reply to this message with your note on <b>#{number}</b>.",
        who=mention(person.id, person.name, 64),
        number=lead.number,
    )


def label(text: str) -> str:
    """Write a stranger's words on a button."""
    return cut(one_line(text), LABEL_UNITS) or "?"


def lost_buttons(reader: Reader, lead: Lead) -> InlineKeyboardMarkup:
    """Ask why the lead was lost."""
    reasons = [
        lead_button(capital(reader.say(words)), lead, Move.LOST, reason=reason)
        for reason, words in LOST_REASONS.items()
    ]
    return keyboard([reasons[:2], reasons[2:4], [*reasons[4:], back(reader, lead)]])


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


def _work(reader: Reader, lead: Lead) -> list[InlineKeyboardButton]:
    assign = (
        [lead_button(reader.say("Assign"), lead, Move.ASSIGN)] if lead.status not in CLOSED else []
    )
    return [
        *assign,
        lead_button(reader.say("Note"), lead, Move.NOTE),
        lead_button(reader.say("Tags"), lead, Move.TAGS),
    ]


def _ends(reader: Reader, lead: Lead) -> list[InlineKeyboardButton]:
    ends = [to_status(reader, lead, Status.SPAM)] if lead.status in IN_WORK else []
    if lead.status is Status.TAKEN:
        return [to_status(reader, lead, Status.WON), ask_why(reader, lead), *ends]
    if lead.status is Status.QUALIFIED:
        return [to_status(reader, lead, Status.CONTACTED), *ends]
    return ends
