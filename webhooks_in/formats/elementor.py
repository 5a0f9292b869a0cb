"""Elementor's forms: fields by their labels, or with *Advanced Data* each with its type; unsigned.

With advanced data a field is ``fields[email][value]`` beside its ``type`` and ``title``, and what
is known of the visit is ``meta[page_url][value]``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain.answers import Answers
from domain.inbound import InboundEvent
from domain.posted import Posted
from webhooks_in.formats._fields import EVERY, check_sent_token, event_of, fields_in
from webhooks_in.formats._shapes import object_in, text_in

TAKES = EVERY
ACCEPTED = 200
FORM, FIELDS, META = "form", "fields", "meta"
TYPED = {"email": "email", "tel": "phone"}
INTERNAL = ("form_id", "form_name", "No Label form_id")

_PART = re.compile(r"(form|fields|meta)\[([^\[\]]{1,200})\](?:\[([a-z_]{1,20})\])?")


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token that came with the post."""
    check_sent_token(posted, keys)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the fields, in whichever of the two ways they were sent."""
    sent = fields_in(posted)
    document = _nested(sent)
    answers = Answers()
    answers.put("source", text_in(object_in(document, FORM), "name") or text_in(sent, "form_name"))
    for name, field in object_in(document, FIELDS).items():
        _note(answers, name, field)
    for name, each in object_in(document, META).items():
        value = each.get("value") if isinstance(each, dict) else each
        answers.add(name, value)
    for name, value in document.items():
        if name not in (FORM, FIELDS, META, *INTERNAL):
            answers.add(name, value)
    return [event_of(posted, sent, answers.lead(), None)]


def _note(answers: Answers, name: str, field: object) -> None:
    """Note one field; its title says what was asked, and its id stands in where there is none."""
    told = field if isinstance(field, dict) else {"value": field}
    label = text_in(told, "title") or name
    if known := TYPED.get(text_in(told, "type")):
        answers.put(known, told.get("value"), label)
    else:
        answers.add(label, told.get("value"))


def _nested(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Put names such as ``fields[email][value]`` into objects, as JSON has them already."""
    document: dict[str, Any] = {}
    for name, value in sent.items():
        match = _PART.fullmatch(name)
        if match is None:
            document[name] = value
            continue
        group, key, part = match.groups()
        inside = document.setdefault(group, {})
        if not isinstance(inside, dict):
            continue
        if part is None:
            inside[key] = value
        elif isinstance(field := inside.setdefault(key, {}), dict):
            field[part] = value
    return document
