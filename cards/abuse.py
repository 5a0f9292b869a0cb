"""How abuse looks: notices of incidents and what can be done, and the last day in words."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard, label
from cards.html import Card, bold, code, line, plain, units
from cards.pages import turns
from cards.quarantine import HeldButton, HeldMove
from cards.reader import Reader, phrase
from cards.stats import CAPTION_UNITS, NAME_LENGTH, grouped
from domain.abuse import Trouble
from domain.incident import Incident, Ruling
from domain.measure import HOURS, Measure, Step, is_address
from domain.traffic import AbuseDay, Kind, Seen, is_sender

TROUBLES = {
    Trouble.HONEYPOT: phrase("many fill in a field that people do not see"),
    Trouble.REPEATED: phrase("the same comes again and again"),
    Trouble.ONE_ADDRESS: phrase("many leads come from one address"),
    Trouble.MALFORMED: phrase("many requests cannot be read"),
    Trouble.HELD: phrase("many leads look like spam and are held"),
    Trouble.SPIKE: phrase("far more leads come than usual"),
    Trouble.SIGNATURES: phrase("many requests have a wrong signature"),
}
DID = {
    Step.TELL: phrase("I have done nothing by myself."),
    Step.SLOW: phrase("I slow down who sends them, for now."),
    Step.HOLD: phrase("I hold what is like them, for now: nothing is lost."),
    Step.PAUSE: phrase("I have paused the source."),
}
DONE = {
    Ruling.BLOCKED: phrase("address blocked"),
    Ruling.PAUSED: phrase("source paused"),
    Ruling.FINE: phrase("it is fine"),
}
TOOK = {
    Step.SLOW: phrase("slowed down"),
    Step.HOLD: phrase("held"),
    Step.PAUSE: phrase("paused by itself"),
    Step.BLOCK: phrase("blocked"),
}
KINDS = {
    Kind.UNPROVEN: phrase("wrong signature"),
    "json_invalid": phrase("no JSON"),
    "json_duplicate_key": phrase("a key twice"),
    "validation": phrase("fields that are not valid"),
    "too_large": phrase("too large"),
    "rate_limited": phrase("too many at once"),
    "origin_not_allowed": phrase("a site that may not post"),
    "forbidden": phrase("from a blocked address"),
    "source_paused": phrase("the source is paused"),
    "id_conflict": phrase("an id used twice"),
    Kind.ACCEPTED: phrase("accepted"),
    Kind.HONEYPOT: phrase("a hidden field filled in"),
    Kind.REPEATED: phrase("the same again"),
}
ON_PAGE, NAMED, SHORT = 5, 3, 20


class AbuseMove(StrEnum):
    """What the buttons about abuse can ask for."""

    REVIEW = "review"
    CHOOSE = "choose"
    BLOCK = "block"
    PAUSE = "pause"
    FINE = "fine"
    LIFT = "lift"
    DAY = "day"


class AbuseButton(CallbackData, prefix="abuse"):
    """A press about abuse; *id* is the incident, or the measure that is to be lifted."""

    move: AbuseMove
    id: UUID | None = None
    number: int = 0


def incident_buttons(reader: Reader, details: Mapping[str, str]) -> InlineKeyboardMarkup | None:
    """Return what can be done about the incident of a notice."""
    try:
        incident_id = UUID(details.get("incident", ""))
    except ValueError:
        return None
    shown = details.get("buttons", "").split()
    return _rulings(reader, incident_id, may_block="block" in shown, may_pause="pause" in shown)


def incident_card(
    reader: Reader, incident: Incident, samples: Sequence[Seen], *, choosing: bool = False
) -> Card:
    """Show an incident: what there was, who stood out, what was done and what one can do."""
    text = "\n".join(_told(reader, incident, samples))
    if choosing and incident.may_block:
        means = reader.say(
            "Block {address}? Nothing is taken from it at any source or form of this workspace."
            " Many people may share one address.",
            address=code(incident.target or "", NAME_LENGTH),
        )
        return Card(f"{text}\n\n{means}", _hours(reader, incident.id))
    fine = Ruling.FINE in incident.rulings
    rows = _rulings(
        reader,
        incident.id,
        may_block=incident.may_block,
        may_pause=incident.may_pause,
        fine=not fine,
        review=False,
    ).inline_keyboard
    held = button(reader.say("Held leads"), HeldButton(move=HeldMove.SHOW))
    day = button(reader.say("Last day"), AbuseButton(move=AbuseMove.DAY))
    return Card(text, keyboard([*rows, [held, day]]))


def answered(reader: Reader, move: AbuseMove) -> str:
    """Tell the one who pressed what became of it."""
    match move:
        case AbuseMove.BLOCK:
            return reader.say("Blocked. /abuse shows all blocks, and lifts them.")
        case AbuseMove.PAUSE:
            return reader.say("Paused. /sources resumes it.")
        case AbuseMove.FINE:
            return reader.say("Good. As much as this is not told again for a week.")
        case AbuseMove.LIFT:
            return reader.say("Lifted.")
        case _:
            return ""


def abuse_card(
    reader: Reader,
    day: AbuseDay,
    incidents: Sequence[Incident],
    measures: Sequence[Measure],
    page: int = 0,
) -> Card:
    """Say the last day in words that fit under its picture, with what lasts now."""
    pages = max(-(-len(measures) // ON_PAGE), 1)
    page = min(max(page, 0), pages - 1)
    shown = measures[page * ON_PAGE :][:ON_PAGE]
    lines = [bold(day.workspace, NAME_LENGTH), _figures(reader, day)]
    if day.kinds:
        kinds = [f"{_kind(reader, kind)} {grouped(many)}" for kind, many in day.kinds[:NAMED]]
        lines.append(reader.say("Refused: {list}", list=", ".join(kinds)))
    if day.sources:
        named = [f"{line(name, SHORT)} {grouped(many)}" for name, many in day.sources[:NAMED]]
        lines.append(reader.say("Sources: {list}", list=", ".join(named)))
    lines += [_headline(reader, each, SHORT) for each in incidents[:NAMED]]
    lines.append("")
    if measures:
        lines.append(reader.say("In force now:"))
        lines += [_measure(reader, each) for each in shown]
    else:
        lines.append(reader.say("Nothing is blocked."))
    lifts = [[_lift(reader, each, page)] for each in shown]
    reviews = [[_review(reader, each)] for each in incidents[:NAMED]]
    turning = turns(page, pages, lambda to: AbuseButton(move=AbuseMove.DAY, number=to))
    buttons = keyboard([*reviews, *lifts, turning])
    card = Card("\n".join(lines), buttons)
    # Captions are counted after their markup is read.
    while units(plain(card)) > CAPTION_UNITS:
        lines.pop()
        card = Card("\n".join(lines), buttons)
    return card


def who(reader: Reader, target: str) -> str:
    """Say for whom something is: an address, everybody, or a sender who stays unnamed."""
    if not target:
        return reader.say("every visitor")
    if is_address(target):
        return target
    return reader.say("one sender") if is_sender(target) else reader.say("one message")


def _told(reader: Reader, incident: Incident, samples: Sequence[Seen]) -> Iterator[str]:
    yield _headline(reader, incident)
    yield reader.say(
        "Within ten minutes: {many}, usually at most {usually}.",
        many=grouped(incident.peak),
        usually=grouped(incident.usual),
    )
    first, last = reader.moment(incident.opened_at), reader.moment(incident.seen_at)
    yield reader.say("From {first} to {last}.", first=first, last=last)
    did = [reader.say(TOOK[each]) for each in incident.steps if each in TOOK]
    ruled = [reader.say(DONE[each]) for each in incident.rulings]
    if did or ruled:
        yield reader.say("Done: {list}.", list=", ".join([*did, *ruled]))
    if samples:
        yield ""
        yield reader.say("Who stands out:")
    for each in samples:
        shown = code(who(reader, each.target), NAME_LENGTH)
        yield f"▫️ {shown} · {_kind(reader, each.kind)} · {grouped(each.count)}"


def _headline(reader: Reader, incident: Incident, length: int = NAME_LENGTH) -> str:
    what = reader.say(TROUBLES[incident.trouble])
    sign = "🚨" if incident.closed_at is None else "▫️"
    return f"{sign} {bold(incident.source_name, length)}: {what}"


def _figures(reader: Reader, day: AbuseDay) -> str:
    if not day.total:
        return reader.say("Nothing came within the last 24 hours.")
    return reader.say(
        "Within 24 hours: {accepted} accepted, {held} held, {refused} refused",
        accepted=grouped(sum(day.accepted)),
        held=grouped(sum(day.held)),
        refused=grouped(sum(day.refused)),
    )


def _kind(reader: Reader, kind: str) -> str:
    return reader.say(KINDS[kind]) if kind in KINDS else line(kind, NAME_LENGTH)


def _measure(reader: Reader, measure: Measure) -> str:
    until = reader.say("until {moment}", moment=reader.moment(measure.until))
    what = reader.say(TOOK[measure.step])
    return f"▫️ {code(who(reader, measure.target), NAME_LENGTH)}: {what}, {until}"


def _lift(reader: Reader, measure: Measure, page: int) -> InlineKeyboardButton:
    words = reader.say("Lift: {who}", who=who(reader, measure.target))
    return button(label(words), AbuseButton(move=AbuseMove.LIFT, id=measure.id, number=page))


def _review(reader: Reader, incident: Incident) -> InlineKeyboardButton:
    words = reader.say("Review: {source}", source=label(incident.source_name))
    return button(label(words), AbuseButton(move=AbuseMove.REVIEW, id=incident.id))


def _hours(reader: Reader, incident_id: UUID) -> InlineKeyboardMarkup:
    def choice(hours: int) -> InlineKeyboardButton:
        words = (
            reader.say("{number} h", number=hours)
            if hours <= HOURS[1]
            else reader.count(hours // 24, "{number} day", "{number} days")
        )
        data = AbuseButton(move=AbuseMove.BLOCK, id=incident_id, number=hours)
        return button(words, data)

    back = button(reader.say("« Back"), AbuseButton(move=AbuseMove.REVIEW, id=incident_id))
    return keyboard([[choice(each) for each in HOURS], [back]])


def _rulings(
    reader: Reader,
    incident_id: UUID,
    *,
    may_block: bool,
    may_pause: bool,
    fine: bool = True,
    review: bool = True,
) -> InlineKeyboardMarkup:
    known = (
        (review, reader.say("Review"), AbuseMove.REVIEW),
        (may_block, reader.say("Block address"), AbuseMove.CHOOSE),
        (may_pause, reader.say("Pause source"), AbuseMove.PAUSE),
        (fine, reader.say("It's fine"), AbuseMove.FINE),
    )
    found = [
        button(words, AbuseButton(move=move, id=incident_id))
        for shown, words, move in known
        if shown
    ]
    return keyboard([found[:2], found[2:]])
