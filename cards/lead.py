"""How a lead looks in a chat, and the buttons under it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.deadline import deadline_line
from cards.extract import in_short
from cards.html import MESSAGE_UNITS, Card, block, bold, code, cut, line, plain, units
from cards.reader import Reader, phrase
from cards.repeats import repeat_lines
from domain.inbound import NewLead
from domain.lead import CLOSED, Lead, LostReason, Status
from domain.lead_view import LeadView
from domain.plain_text import one_line
from domain.reminder import Reminder
from domain.scoring import MOST_POINTS, Temperature, score
from domain.tags import Tag

MARKS = {
    Status.NEW: "🆕",
    Status.TAKEN: "🙋",
    Status.CONTACTED: "📞",
    Status.QUALIFIED: "⭐",
    Status.WON: "🏆",
    Status.LOST: "❌",
    Status.SPAM: "🚫",
}
TEMPERATURE_MARKS = {Temperature.HOT: "🔥", Temperature.WARM: "🌤", Temperature.COLD: "❄️"}
STATUSES = {
    Status.NEW: phrase("new"),
    Status.TAKEN: phrase("taken"),
    Status.CONTACTED: phrase("contacted"),
    Status.QUALIFIED: phrase("qualified"),
    Status.WON: phrase("won"),
    Status.LOST: phrase("lost"),
    Status.SPAM: phrase("spam"),
}
LOST_REASONS = {
    LostReason.PRICE: phrase("price"),
    LostReason.NO_ANSWER: phrase("no answer"),
    LostReason.WENT_ELSEWHERE: phrase("went elsewhere"),
    LostReason.NOT_A_FIT: phrase("not a fit"),
    LostReason.OTHER: phrase("other"),
}
NO_NAME = phrase("No name given")
TOPIC_UNITS = 128
"""Bot API: the name of a topic has 1-128 characters."""
FIELDS_SHOWN = 8
MESSAGE_LENGTH = 3_000
SPARE = 16
UTM_SHOWN = ("source", "medium", "campaign")


class Move(StrEnum):
    """What the buttons under a lead can ask for."""

    TAKE = "take"
    RELEASE = "release"
    REOPEN = "reopen"
    UNDO = "undo"
    TO = "to"
    WHY_LOST = "why"
    LOST = "lost"
    MORE = "more"
    WHY_SCORE = "score"
    HISTORY = "history"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    NOTE = "note"
    TAGS = "tags"
    EMAIL = "mail"
    BACK = "back"


class LeadButton(CallbackData, prefix="lead"):
    """A press on a button under a lead."""

    move: Move
    lead_id: UUID
    to: Status | None = None
    reason: LostReason | None = None


def moved(reader: Reader, lead: Lead, move: Move) -> str:
    """Tell the one who pressed what became of the lead."""
    number = lead.number
    match move:
        case Move.TAKE:
            return reader.say("You have taken #{number}. It is yours.", number=number)
        case Move.RELEASE:
            return reader.say("#{number} is free again.", number=number)
        case Move.REOPEN:
            return reader.say("#{number} is open again.", number=number)
        case Move.WHY_SCORE:
            return why_score(reader, lead)
        case Move.LOST:
            status = status_of(reader, lead)
            return reader.say("#{number} is {status}.", number=number, status=status)
        case _:
            status = status_of(reader, lead)
            return reader.say("#{number} is {status} now.", number=number, status=status)


def status_of(reader: Reader, lead: Lead) -> str:
    """Say where the lead stands, and why it was lost."""
    status = reader.say(STATUSES[lead.status])
    reason = f": {reader.say(LOST_REASONS[lead.lost_reason])}" if lead.lost_reason else ""
    return status + reason


def topic_name(reader: Reader, lead: Lead) -> str:
    """Name the topic that a lead has to itself: its status, its number, who it is and whose."""
    owner = f" · {cut(one_line(lead.owner.name), 40)}" if lead.owner else ""
    head = f"{MARKS[lead.status]} #{lead.number} "
    who = one_line(lead.who)
    room = TOPIC_UNITS - units(head) - units(owner)
    return f"{head}{cut(who or reader.say(NO_NAME), room)}{owner}"


def why_score(reader: Reader, lead: Lead) -> str:
    """Give the reasons for the score, the weightiest first."""
    found = score(lead.contact)
    reasons = sorted(found.reasons, key=lambda each: -abs(each.points))
    said = ", ".join(f"{reader.say(each.words)} {each.points:+d}" for each in reasons)
    points = reader.say("{points} of {most}", points=found.points, most=MOST_POINTS)
    return f"{points}: {said}"


def lead_card(reader: Reader, view: LeadView) -> Card:
    """Show the lead and the moves it allows now."""
    lead = view.lead
    undo = [[lead_button(reader.say("Undo"), lead, Move.UNDO)]] if view.may_undo else []
    rows = [*_main_rows(reader, lead), *undo]
    above = [*_who(reader, view), *in_short(reader, lead)]
    marks = repeat_lines(reader, lead, view.keeper)
    tags = [_tags(view.tags)] if view.tags else []
    below = [*marks, *tags, *_around(reader, view)]
    around = units(plain(Card("\n".join([*above, *below]))))
    message = lead.contact.message
    # The message gets the room that is left, so that seldom anything of it is missing.
    said = [block(message, min(MESSAGE_LENGTH, MESSAGE_UNITS - around - SPARE))] if message else []
    return Card("\n".join([*above, *said, *below]), keyboard(rows))


def only_back(reader: Reader, lead: Lead) -> InlineKeyboardMarkup:
    """Show the way back to the card."""
    return keyboard([[back(reader, lead)]])


def _who(reader: Reader, view: LeadView) -> Iterator[str]:
    lead, contact = view.lead, view.lead.contact
    owner = f" · {bold(lead.owner.name, 64)}" if lead.owner else ""
    promise = f" {_promise(lead)}" if lead.status is Status.NEW else ""
    yield f"{MARKS[lead.status]} <b>#{lead.number}</b>{promise} · {status_of(reader, lead)}{owner}"
    if view.reminder:
        yield _reminder(reader, view.reminder)
    if deadline := deadline_line(reader, lead):
        yield deadline
    if contact.unfinished:
        yield f"🚪 {reader.say('left the form unfinished')}"
    yield ""
    yield bold(contact.name or reader.say(NO_NAME), 120)
    if contact.company:
        yield f"🏢 {line(contact.company, 120)}"
    yield from _reach(reader, contact)


def _reminder(reader: Reader, reminder: Reminder) -> str:
    moment = reader.moment(reminder.at) if reminder.at else "?"
    text = f": {line(reminder.text, 200)}" if reminder.text else ""
    if reminder.come:
        return f"⏰ {reader.say('due since {moment}', moment=moment)}{text}"
    return f"⏰ {reader.say('until {moment}', moment=moment)}{text}"


def _tags(tags: Sequence[Tag]) -> str:
    return f"🏷 {', '.join(line(each.name, 32) for each in tags)}"


def _promise(lead: Lead) -> str:
    return f"{TEMPERATURE_MARKS[lead.temperature]} {lead.score}"


def _around(reader: Reader, view: LeadView) -> Iterator[str]:
    yield from _fields(reader, view.lead.contact)
    yield from _origin(view.lead)
    for note in view.notes[:1]:
        count = view.note_count
        more = f" ({reader.say('1 of {count}', count=count)})" if count > 1 else ""
        yield f"📝 {line(note.author, 64)}{more}: {line(note.text, 300)}"


def _reach(reader: Reader, contact: NewLead) -> Iterator[str]:
    if contact.phone:
        unsure = "" if contact.phone_e164 else f" ({reader.say('as typed')})"
        yield f"📞 {code(contact.phone_e164 or contact.phone, 64)}{unsure}"
    if contact.email:
        unsure = "" if contact.email_ok else f" ({reader.say('as typed, looks wrong')})"
        yield f"✉️ {code(contact.email, 200)}{unsure}"


def _fields(reader: Reader, contact: NewLead) -> Iterator[str]:
    for name, value in list(contact.fields.items())[:FIELDS_SHOWN]:
        yield f"▫️ {line(str(name), 40)}: {line(_as_text(reader, value), 80)}"
    if len(contact.fields) > FIELDS_SHOWN:
        left = len(contact.fields) - FIELDS_SHOWN
        yield f"▫️ {reader.count(left, 'and {number} more field', 'and {number} more fields')}"


def _as_text(reader: Reader, value: object) -> str:
    match value:
        case bool():
            return reader.say("yes") if value else reader.say("no")
        case list():
            return ", ".join(_as_text(reader, each) for each in value)
        case dict():
            return ", ".join(f"{name} {_as_text(reader, each)}" for name, each in value.items())
        case _:
            return str(value)


def _origin(lead: Lead) -> Iterator[str]:
    contact = lead.contact
    source = line(lead.source_name, 64)
    label = f" · {line(contact.source, 64)}" if contact.source else ""
    yield f"📥 {source}{label}"
    utm = [line(contact.utm[each], 60) for each in UTM_SHOWN if contact.utm.get(each)]
    if utm:
        yield f"📣 {' / '.join(utm)}"
    if contact.page_url:
        yield f"🔗 {code(contact.page_url, 200)}"


def _main_rows(reader: Reader, lead: Lead) -> list[list[InlineKeyboardButton]]:
    more = lead_button(reader.say("More"), lead, Move.MORE)
    if lead.status is Status.NEW:
        take = lead_button(reader.say("Take"), lead, Move.TAKE)
        return [[take, to_status(reader, lead, Status.SPAM), more]]
    if lead.status in CLOSED:
        again = reader.say("Not spam") if lead.status is Status.SPAM else reader.say("Reopen")
        return [[lead_button(again, lead, Move.REOPEN), more]]
    ahead = {
        Status.TAKEN: [
            to_status(reader, lead, Status.CONTACTED),
            to_status(reader, lead, Status.QUALIFIED),
        ],
        Status.CONTACTED: [
            to_status(reader, lead, Status.QUALIFIED),
            to_status(reader, lead, Status.WON),
            ask_why(reader, lead),
        ],
        Status.QUALIFIED: [to_status(reader, lead, Status.WON), ask_why(reader, lead)],
    }
    snooze = lead_button(reader.say("Snooze"), lead, Move.SNOOZE)
    release = lead_button(reader.say("Release"), lead, Move.RELEASE)
    return [ahead[lead.status], [snooze, release, more]]


def to_status(reader: Reader, lead: Lead, status: Status) -> InlineKeyboardButton:
    """Return the button that brings the lead to a status."""
    return lead_button(capital(reader.say(STATUSES[status])), lead, Move.TO, to=status)


def ask_why(reader: Reader, lead: Lead) -> InlineKeyboardButton:
    """Return the button that asks why the lead was lost."""
    return lead_button(capital(reader.say(STATUSES[Status.LOST])), lead, Move.WHY_LOST)


def back(reader: Reader, lead: Lead) -> InlineKeyboardButton:
    """Return the button that leads back to the card."""
    return lead_button(reader.say("« Back"), lead, Move.BACK)


def lead_button(
    text: str,
    lead: Lead,
    move: Move,
    *,
    to: Status | None = None,
    reason: LostReason | None = None,
) -> InlineKeyboardButton:
    """Return a button that asks for a move of the lead."""
    data = LeadButton(move=move, lead_id=lead.id, to=to, reason=reason)
    return button(text, data)


def capital(words: str) -> str:
    """Write words as they stand on a button."""
    return words[:1].upper() + words[1:]
