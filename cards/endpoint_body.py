"""The pages of an endpoint about the body that it hears: presets, templates and previews."""

import json
from collections.abc import Sequence
from html import escape
from uuid import UUID
from zlib import crc32

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.endpoint import HOST_LENGTH, EndpointButton, EndpointMove, template_name
from cards.endpoint_buttons import BodyButton, BodyMove
from cards.html import Card, bold, code, cut, line
from cards.reader import Reader
from domain.endpoint import Endpoint
from domain.endpoint_shape import Preview
from domain.errors import FieldProblem
from domain.payload_presets import PRESETS, Preset

BODY_LENGTH = 2500
PROBLEM_LENGTH = 200
GUIDE = "docs/receivers.md"


def body_card(reader: Reader, endpoint: Endpoint) -> Card:
    """Say in which body the endpoint hears, and offer others."""
    host = bold(endpoint.host, HOST_LENGTH)
    now = template_name(reader, endpoint)
    lines = [
        reader.say("In which body does {host} hear of events?", host=host),
        "",
        reader.say("Now: <b>{name}</b>", name=now),
        "",
        reader.say("A button shows you first what would be sent."),
        reader.say(
            "Or reply to this message with a template of your own: JSON as text or as a file,"
            " 16 KiB at most, with places such as <code>{example}</code>.",
            example="{{ data.lead.contact.name }}",
        ),
        "",
        reader.say("How to set each of them up: {guide}", guide=code(GUIDE, HOST_LENGTH)),
    ]
    presets = [
        _button(each.name, endpoint.id, BodyMove.PRESET, number)
        for number, each in enumerate(PRESETS)
    ]
    rows = [presets[:2], presets[2:]]
    if endpoint.template is not None:
        rows.append(
            [
                _button(reader.say("As it is"), endpoint.id, BodyMove.STANDARD),
                _button(reader.say("Show the template"), endpoint.id, BodyMove.TEMPLATE),
            ]
        )
    back = EndpointButton(move=EndpointMove.SHOW, endpoint_id=endpoint.id)
    rows.append([button(reader.say("Back"), back)])
    return Card("\n".join(lines), keyboard(rows))


def preset_card(reader: Reader, preview: Preview, preset: Preset) -> Card:
    """Show what a preset makes, and offer to use it."""
    use = _button(
        reader.say("Use {name}", name=preset.name),
        preview.endpoint.id,
        BodyMove.USE,
        PRESETS.index(preset),
    )
    events = ", ".join(f"<code>{each}</code>" for each in preset.events)
    only = reader.say("It will hear of {events} only.", events=events) if events else ""
    return _previewed(reader, preview, use, only)


def own_card(reader: Reader, preview: Preview, template: str) -> Card:
    """Show what a template of somebody's own makes, and offer to save it."""
    save = _button(reader.say("Save"), preview.endpoint.id, BodyMove.OWN, sum_of(template))
    return _previewed(reader, preview, save)


def standard_card(reader: Reader, preview: Preview) -> Card:
    """Show a body as it was written, and offer to send all of them so."""
    endpoint_id = preview.endpoint.id
    use = _button(reader.say("Send it as it is"), endpoint_id, BodyMove.USE, len(PRESETS))
    return _previewed(reader, preview, use)


def template_card(reader: Reader, endpoint: Endpoint) -> Card:
    """Show the template that there is, to copy and change it."""
    text = cut(endpoint.template or "", BODY_LENGTH)
    return Card(_quoted(text), keyboard([[_back(reader, endpoint.id)]]))


def wrong_card(reader: Reader, endpoint_id: UUID, problems: Sequence[FieldProblem]) -> Card:
    """Say what is wrong with a template, and where."""
    lines = [
        f"{code(each.field, PROBLEM_LENGTH)}: "
        f"{line(reader.say(each.words, **each.values), PROBLEM_LENGTH)}"
        for each in problems
    ]
    head = reader.say("This template does not work; nothing was changed.")
    again = reader.say("Reply to this message with another one.")
    return Card("\n".join([head, "", *lines, "", again]), keyboard([[_back(reader, endpoint_id)]]))


def asked_in(buttons: InlineKeyboardMarkup | None) -> UUID | None:
    """Return the endpoint whose body a message of ours is about; None where it is about none."""
    for row in buttons.inline_keyboard if buttons else ():
        for each in row:
            try:
                return BodyButton.unpack(each.callback_data or "").endpoint_id
            except (TypeError, ValueError):
                continue
    return None


def sum_of(template: str) -> int:
    """Return a number by which a button knows the template that was looked at."""
    return crc32(template.encode("utf-8", "replace"))


def _previewed(
    reader: Reader, preview: Preview, use: InlineKeyboardButton, also: str = ""
) -> Card:
    event = code(preview.event, HOST_LENGTH)
    head = (
        reader.say("Your latest event, {event}, would be sent so:", event=event)
        if preview.real
        else reader.say("An example, {event}, would be sent so:", event=event)
    )
    shown = json.dumps(json.loads(preview.body), indent=2, ensure_ascii=False)
    text = "\n\n".join(each for each in (head, _quoted(cut(shown, BODY_LENGTH)), also) if each)
    return Card(text, keyboard([[use], [_back(reader, preview.endpoint.id)]]))


def _quoted(text: str) -> str:
    return f"<pre>{escape(text, quote=False)}</pre>"


def _back(reader: Reader, endpoint_id: UUID) -> InlineKeyboardButton:
    return _button(reader.say("Back"), endpoint_id, BodyMove.SHOW)


def _button(text: str, endpoint_id: UUID, move: BodyMove, number: int = 0) -> InlineKeyboardButton:
    return button(text, BodyButton(move=move, endpoint_id=endpoint_id, number=number))
