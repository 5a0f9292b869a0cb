"""Tally: ``Tally-Signature`` with the base64 of HMAC-SHA256 over the raw body.

Answers stand in one list, each with the label and the type of its question; of a choice only its
id is told, beside all options in words.
"""

from collections.abc import Sequence
from typing import Any

from domain.answers import Answers
from domain.inbound import LEAD_CREATED, InboundEvent
from domain.posted import Posted
from domain.sender_proofs import check_base64
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, list_in, object_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 202
SIGNATURE = "Tally-Signature"
RESPONSE = "FORM_RESPONSE"
BOXES = "CHECKBOXES"
TYPED = {"INPUT_EMAIL": "email", "INPUT_PHONE_NUMBER": "phone"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the signature over the raw body."""
    check_base64(keys, posted.header(SIGNATURE), posted.body)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read a response; whatever else Tally tells is no lead."""
    document = object_of(read_json(posted.body))
    data = object_in(document, "data")
    if document.get("eventType") != RESPONSE or not data:
        return []
    answers = Answers()
    answers.put("source", text_in(data, "formName"))
    for each in list_in(data, "fields"):
        if text_in(each, "type") == BOXES and isinstance(each.get("value"), bool):
            continue  # One box of those that are told together, once more.
        label, value = text_in(each, "label") or text_in(each, "key"), _value(each)
        if field := TYPED.get(text_in(each, "type")):
            answers.put(field, value, label)
        else:
            answers.add(label, value)
    return [InboundEvent(LEAD_CREATED, event_id(document.get("eventId")), answers.lead())]


def _value(field: dict[str, Any]) -> object:
    """Return what was answered, choices and files in words."""
    value = field.get("value")
    if not isinstance(value, list):
        return value
    words = {text_in(each, "id"): text_in(each, "text") for each in list_in(field, "options")}
    files = [text_in(each, "url") for each in list_in(field, "value")]
    chosen = [words.get(each) or each for each in value if isinstance(each, str)]
    return [*chosen, *filter(None, files)] or value
