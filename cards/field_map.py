"""How a sample looks while somebody names its values: the list, one value, the lead to come."""

import json
from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.html import Card, bold, cut, line
from cards.pages import ON_PAGE, page_of
from cards.reader import Reader, phrase
from domain.field_map import NO_NAME, Leaf, Path, Target, spelled
from domain.inbound import NewLead
from domain.plain_text import one_line
from domain.sample import REACHES_NOBODY, Sample
from domain.source import Source
from domain.team import NAME_LENGTH

PATH_LENGTH, VALUE_LENGTH, WHOLE_LENGTH, TAIL_LENGTH = 60, 60, 500, 18
FIELDS_SHOWN, OMITTED_SHOWN = 12, 12
NOTHING = "—"
CHOSEN = "✓ "

WORDS = {
    Target.NAME: phrase("Full name"),
    Target.FIRST_NAME: phrase("First name"),
    Target.LAST_NAME: phrase("Last name"),
    Target.EMAIL: phrase("E-mail"),
    Target.PHONE: phrase("Phone"),
    Target.COMPANY: phrase("Company"),
    Target.MESSAGE: phrase("Message"),
    Target.PAGE: phrase("Page"),
    Target.REFERRER: phrase("Referrer"),
    Target.SOURCE: phrase("Source"),
    Target.EVENT_ID: phrase("Id of the event"),
    Target.KEEP: phrase("Keep as a field"),
    Target.OMIT: phrase("Leave out"),
}
CHOICES = (
    (Target.NAME, Target.FIRST_NAME, Target.LAST_NAME),
    (Target.EMAIL, Target.PHONE),
    (Target.COMPANY, Target.MESSAGE),
    (Target.PAGE, Target.REFERRER),
    (Target.SOURCE, Target.EVENT_ID),
    (Target.KEEP, Target.OMIT),
)
"""How the targets stand under a value."""
MARKS = {Target.KEEP: "▫️", Target.OMIT: "🚫", Target.EVENT_ID: "🔑"}
MAPPED_MARK = "✅"


class FieldsMove(StrEnum):
    """What the buttons about the map of a source can ask for."""

    SHOW = "show"
    BEGIN = "begin"
    PASTE = "paste"
    REMOVE = "remove"
    REMOVE_SURELY = "sure"


class FieldsButton(CallbackData, prefix="fields"):
    """A press on a button about the map of a source."""

    move: FieldsMove
    source_id: UUID


class SampleMove(StrEnum):
    """What the buttons of a sample can ask for."""

    PREVIEW = "look"
    SAVE = "save"
    CANCEL = "cancel"


class SampleButton(CallbackData, prefix="sample"):
    """A press on a button of a sample."""

    move: SampleMove
    sample_id: UUID


class LeavesButton(CallbackData, prefix="leaves"):
    """A press that shows a page of the values of a sample."""

    sample_id: UUID
    page: int


class LeafButton(CallbackData, prefix="leaf"):
    """A press on one value, by its place; with a target it says what the value is."""

    sample_id: UUID
    place: int
    target: Target | None = None


def fields_row(reader: Reader, source: Source) -> list[InlineKeyboardButton]:
    """Return the button that leads to the map of a source."""
    fields = FieldsButton(move=FieldsMove.SHOW, source_id=source.id)
    return [button(reader.say("Fields"), fields)]


def sample_button(
    reader: Reader, sample_id: UUID, text: str = phrase("Name the fields")
) -> InlineKeyboardButton:
    """Return the button that shows the values of a sample."""
    return button(reader.say(text), LeavesButton(sample_id=sample_id, page=0))


def leaves_card(reader: Reader, source: Source, sample: Sample, page: int = 0) -> Card:
    """List values of the sample, some at a time, each with a button to say what it is."""
    shown = page_of(sample.leaves, page)
    first = shown.number * ON_PAGE
    head = reader.say("Fields of {source}", source=bold(source.name, NAME_LENGTH))
    lines = [
        f"🧾 {head}",
        reader.say("Tap a value to say what it is. The others are kept as fields."),
        "",
    ]
    rows = []
    for place, leaf in enumerate(shown.entries, first):
        target = sample.target_of(place)
        lines.append(f"{place + 1}. {path_line(leaf.path)}: {_value(leaf)}")
        data = LeafButton(sample_id=sample.id, place=place)
        rows.append([button(_label(reader, place, leaf, target), data)])
    rows += shown.turns(lambda to: LeavesButton(sample_id=sample.id, page=to))
    preview = _pressing(reader.say("Preview"), sample, SampleMove.PREVIEW)
    other = FieldsButton(move=FieldsMove.PASTE, source_id=source.id)
    rows += [
        [preview, _cancel(reader, sample)],
        [button(reader.say("Another example"), other)],
    ]
    return Card("\n".join(lines), keyboard(rows))


def leaf_card(reader: Reader, source: Source, sample: Sample, place: int) -> Card:
    """Show one value, and all that it can be."""
    leaf, chosen = sample.leaf(place), sample.target_of(place)
    head = reader.say("Fields of {source}", source=bold(source.name, NAME_LENGTH))
    value = NOTHING if leaf.is_empty else line(_said(leaf.value), WHOLE_LENGTH) or NOTHING
    text = f"🧾 {head}\n\n{path_line(leaf.path)}\n{value}\n\n{reader.say('What is it?')}"
    rows = [
        [_choosing(reader, sample, place, each, chosen) for each in targets] for targets in CHOICES
    ]
    back = LeavesButton(sample_id=sample.id, page=place // ON_PAGE)
    rows.append([button(reader.say("« Back"), back)])
    return Card(text, keyboard(rows))


def preview_card(reader: Reader, source: Source, sample: Sample) -> Card:
    """Show the lead that the sample would become; Invalid where it is more than we keep."""
    reading = sample.reading()
    head = reader.say("A lead from {source}", source=bold(source.name, NAME_LENGTH))
    lines = [f"🧾 {head}", "", *_contact(reader, reading.lead())]
    if reading.event_id:
        event_id = line(reading.event_id, VALUE_LENGTH)
        lines.append(f"{target_word(reader, Target.EVENT_ID)}: {event_id}")
    if omitted := _omitted(sample):
        lines.append(f"🚫 {reader.say('Left out: {fields}', fields=omitted)}")
    decide = [_cancel(reader, sample)]
    if sample.may_be_saved:
        decide.insert(0, _pressing(reader.say("Save"), sample, SampleMove.SAVE))
    else:
        ask = reader.say(REACHES_NOBODY)
        warning = reader.say("Nothing here leads to the person. To save it, {ask}.", ask=ask)
        lines += ["", f"⚠️ {warning}"]
    change = [sample_button(reader, sample.id, "« Back")]
    return Card("\n".join(lines), keyboard([decide, change]))


def target_word(reader: Reader, target: Target) -> str:
    """Say what a value is, with its mark."""
    return f"{MARKS.get(target, MAPPED_MARK)} {_named(reader, target)}"


def path_line(path: Path) -> str:
    """Show a path; of a long one the end, which tells more."""
    text = one_line(spelled(path)) or NO_NAME
    return line(text if len(text) <= PATH_LENGTH else f"…{text[-PATH_LENGTH:]}", 2 * PATH_LENGTH)


def _contact(reader: Reader, lead: NewLead) -> Iterator[str]:
    places = {
        Target.NAME: lead.name,
        Target.COMPANY: lead.company,
        Target.EMAIL: lead.email,
        Target.PHONE: lead.phone,
        Target.MESSAGE: lead.message,
        Target.PAGE: lead.page_url,
        Target.REFERRER: lead.referrer,
        Target.SOURCE: lead.source,
    }
    for target, text in places.items():
        if text:
            yield f"{_named(reader, target)}: {bold(text, 3 * VALUE_LENGTH)}"
    if lead.fields:
        yield ""
    for name, value in list(lead.fields.items())[:FIELDS_SHOWN]:
        yield f"▫️ {line(name, PATH_LENGTH)}: {line(_said(value), VALUE_LENGTH)}"
    if len(lead.fields) > FIELDS_SHOWN:
        left = len(lead.fields) - FIELDS_SHOWN
        yield f"▫️ {reader.count(left, 'and {number} more field', 'and {number} more fields')}"


def _omitted(sample: Sample) -> str:
    names = [
        path_line(each.path)
        for place, each in enumerate(sample.leaves)
        if sample.target_of(place) is Target.OMIT
    ]
    more = ["…"] if len(names) > OMITTED_SHOWN else []
    return ", ".join([*names[:OMITTED_SHOWN], *more])


def _named(reader: Reader, target: Target) -> str:
    return reader.say(WORDS[target])


def _value(leaf: Leaf) -> str:
    return NOTHING if leaf.is_empty else line(_said(leaf.value), VALUE_LENGTH) or NOTHING


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _label(reader: Reader, place: int, leaf: Leaf, target: Target) -> str:
    """Name a value shortly: its place, its own name, and what it is if it is not just kept."""
    own = cut(one_line(leaf.own_name or leaf.name), TAIL_LENGTH) or NOTHING
    what = "" if target is Target.KEEP else f" {target_word(reader, target)}"
    return label(f"{place + 1}. {own}{what}")


def _choosing(
    reader: Reader, sample: Sample, place: int, target: Target, chosen: Target
) -> InlineKeyboardButton:
    mark = CHOSEN if target is chosen else ""
    data = LeafButton(sample_id=sample.id, place=place, target=target)
    return button(f"{mark}{_named(reader, target)}", data)


def _cancel(reader: Reader, sample: Sample) -> InlineKeyboardButton:
    return _pressing(reader.say("Cancel"), sample, SampleMove.CANCEL)


def _pressing(text: str, sample: Sample, move: SampleMove) -> InlineKeyboardButton:
    return button(text, SampleButton(move=move, sample_id=sample.id))
