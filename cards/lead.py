"""How a lead looks in a chat, and the buttons under it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import MESSAGE_UNITS, Card, block, bold, code, cut, line, plain, units
from domain.inbound import NewLead
from domain.lead import CLOSED, IN_WORK, Lead, LostReason, Note, Status
from domain.plain_text import one_line
from domain.scoring import MOST_POINTS, Temperature, score

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
NO_NAME = "No name given"
TOPIC_UNITS = 128
"""Bot API: the name of a topic has 1-128 characters."""
FIELDS_SHOWN = 8
MESSAGE_LENGTH = 3_000
SPARE = 16
UTM_SHOWN = ("source", "medium", "campaign")
COPY_LENGTH = 256
"""Bot API: CopyTextButton takes 1-256 characters."""


class Move(StrEnum):
    """What the buttons under a lead can ask for."""

    TAKE = "take"
    RELEASE = "release"
    REOPEN = "reopen"
    TO = "to"
    WHY_LOST = "why"
    LOST = "lost"
    MORE = "more"
    WHY_SCORE = "score"
    HISTORY = "history"
    BACK = "back"


class LeadButton(CallbackData, prefix="lead"):
    """A press on a button under a lead."""

    move: Move
    lead_id: UUID
    to: Status | None = None
    reason: LostReason | None = None


def moved(lead: Lead, move: Move) -> str:
    """Tell the one who pressed what became of the lead."""
    match move:
        case Move.TAKE:
            return f"You have taken #{lead.number}. It is yours."
        case Move.RELEASE:
            return f"#{lead.number} is free again."
        case Move.REOPEN:
            return f"#{lead.number} is open again."
        case Move.LOST:
            return f"#{lead.number} is {_status(lead)}."
        case Move.WHY_SCORE:
            return why_score(lead)
        case _:
            return f"#{lead.number} is {_status(lead)} now."


def topic_name(lead: Lead) -> str:
    """Name the topic that a lead has to itself: its status, its number, who it is and whose."""
    owner = f" · {cut(one_line(lead.owner.name), 40)}" if lead.owner else ""
    head = f"{MARKS[lead.status]} #{lead.number} "
    contact = lead.contact
    who = one_line(contact.name or contact.company or contact.email or contact.phone or "")
    room = TOPIC_UNITS - units(head) - units(owner)
    return f"{head}{cut(who or NO_NAME, room)}{owner}"


def why_score(lead: Lead) -> str:
    """Give the reasons for the score, the weightiest first."""
    found = score(lead.contact)
    reasons = sorted(found.reasons, key=lambda each: -abs(each.points))
    return f"{found.points} of {MOST_POINTS}: {', '.join(map(str, reasons))}"


def lead_card(lead: Lead, notes: Sequence[Note] = (), note_count: int = 0) -> Card:
    """Show the lead and the moves it allows now."""
    above, below = list(_who(lead)), list(_around(lead, notes, note_count))
    around = units(plain(Card("\n".join([*above, *below]))))
    message = lead.contact.message
    # The message gets the room that is left, so that seldom anything of it is missing.
    said = [block(message, min(MESSAGE_LENGTH, MESSAGE_UNITS - around - SPARE))] if message else []
    return Card("\n".join([*above, *said, *below]), _keyboard(_main_rows(lead)))


def more_buttons(lead: Lead) -> InlineKeyboardMarkup:
    """Show what fits behind *More*."""
    return _keyboard(_more_rows(lead))


def lost_buttons(lead: Lead) -> InlineKeyboardMarkup:
    """Ask why the lead was lost."""
    reasons = [
        _button(reason.value.capitalize(), lead, Move.LOST, reason=reason) for reason in LostReason
    ]
    return _keyboard([reasons[:2], reasons[2:4], [*reasons[4:], _back(lead)]])


def only_back(lead: Lead) -> InlineKeyboardMarkup:
    """Show the way back to the card."""
    return _keyboard([[_back(lead)]])


def _who(lead: Lead) -> Iterator[str]:
    contact = lead.contact
    owner = f" · {bold(lead.owner.name, 64)}" if lead.owner else ""
    promise = f" {_promise(lead)}" if lead.status is Status.NEW else ""
    yield f"{MARKS[lead.status]} <b>#{lead.number}</b>{promise} · {_status(lead)}{owner}"
    yield ""
    yield bold(contact.name or NO_NAME, 120)
    if contact.company:
        yield f"🏢 {line(contact.company, 120)}"
    yield from _reach(contact)


def _promise(lead: Lead) -> str:
    return f"{TEMPERATURE_MARKS[lead.temperature]} {lead.score}"


def _around(lead: Lead, notes: Sequence[Note], note_count: int) -> Iterator[str]:
    yield from _fields(lead.contact)
    yield from _origin(lead)
    for note in notes[:1]:
        more = f" (1 of {note_count})" if note_count > 1 else ""
        yield f"📝 {line(note.author, 64)}{more}: {line(note.text, 300)}"


def _status(lead: Lead) -> str:
    if lead.lost_reason:
        return f"{lead.status.value}: {lead.lost_reason.value}"
    return lead.status.value


def _reach(contact: NewLead) -> Iterator[str]:
    if contact.phone:
        unsure = "" if contact.phone_e164 else " (as typed)"
        yield f"📞 {code(contact.phone_e164 or contact.phone, 64)}{unsure}"
    if contact.email:
        unsure = "" if contact.email_ok else " (as typed, looks wrong)"
        yield f"✉️ {code(contact.email, 200)}{unsure}"


def _fields(contact: NewLead) -> Iterator[str]:
    for name, value in list(contact.fields.items())[:FIELDS_SHOWN]:
        yield f"▫️ {line(str(name), 40)}: {line(_as_text(value), 80)}"
    if len(contact.fields) > FIELDS_SHOWN:
        yield f"▫️ and {len(contact.fields) - FIELDS_SHOWN} more fields"


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_as_text(each) for each in value)
        case dict():
            return ", ".join(f"{name} {_as_text(each)}" for name, each in value.items())
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


def _main_rows(lead: Lead) -> list[list[InlineKeyboardButton]]:
    more = _button("More", lead, Move.MORE)
    if lead.status is Status.NEW:
        return [[_button("Take", lead, Move.TAKE), _to(lead, Status.SPAM), more]]
    if lead.status in CLOSED:
        return [[_button("Reopen", lead, Move.REOPEN), more]]
    ahead = {
        Status.TAKEN: [_to(lead, Status.CONTACTED), _to(lead, Status.QUALIFIED)],
        Status.CONTACTED: [_to(lead, Status.QUALIFIED), _to(lead, Status.WON), _lost(lead)],
        Status.QUALIFIED: [_to(lead, Status.WON), _lost(lead)],
    }
    return [ahead[lead.status], [_button("Release", lead, Move.RELEASE), more]]


def _more_rows(lead: Lead) -> list[list[InlineKeyboardButton]]:
    contact = lead.contact
    copies = [
        InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=value))
        for text, value in (
            ("Copy phone", contact.phone_e164 or contact.phone),
            ("Copy e-mail", contact.email),
        )
        if value and units(value) <= COPY_LENGTH
    ]
    ends = [_to(lead, Status.SPAM)] if lead.status in IN_WORK else []
    if lead.status is Status.TAKEN:
        ends = [_to(lead, Status.WON), _lost(lead), *ends]
    if lead.status is Status.QUALIFIED:
        ends = [_to(lead, Status.CONTACTED), *ends]
    why = _button(f"Why {lead.score}?", lead, Move.WHY_SCORE)
    last = [why, _button("History", lead, Move.HISTORY), _back(lead)]
    return [row for row in (copies, ends, last) if row]


def _to(lead: Lead, status: Status) -> InlineKeyboardButton:
    return _button(status.value.capitalize(), lead, Move.TO, to=status)


def _lost(lead: Lead) -> InlineKeyboardButton:
    return _button("Lost", lead, Move.WHY_LOST)


def _back(lead: Lead) -> InlineKeyboardButton:
    return _button("« Back", lead, Move.BACK)


def _button(
    text: str,
    lead: Lead,
    move: Move,
    *,
    to: Status | None = None,
    reason: LostReason | None = None,
) -> InlineKeyboardButton:
    data = LeadButton(move=move, lead_id=lead.id, to=to, reason=reason).pack()
    return InlineKeyboardButton(text=text, callback_data=data)


def _keyboard(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)
