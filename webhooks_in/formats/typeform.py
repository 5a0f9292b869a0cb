"""Typeform: ``Typeform-Signature: sha256=`` and the base64 of HMAC-SHA256 over the raw body.

Answers come apart from their questions, which stand in ``definition`` under the same ids.
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
SIGNATURE = "Typeform-Signature"
RESPONSE = "form_response"
TYPED = {"email": "email", "phone_number": "phone"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the signature over the raw body."""
    check_base64(keys, posted.header(SIGNATURE), posted.body, prefix="sha256=")


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read a whole response; whatever else Typeform tells is no lead."""
    document = object_of(read_json(posted.body))
    response = object_in(document, RESPONSE)
    if document.get("event_type") != RESPONSE or not response:
        return []
    answers = Answers()
    form = object_in(response, "definition")
    answers.put("source", text_in(form, "title"))
    asked = {text_in(each, "id"): text_in(each, "title") for each in list_in(form, "fields")}
    for each in list_in(response, "answers"):
        _note(answers, each, asked)
    for name, value in object_in(response, "hidden").items():
        answers.add(name, value)
    return [InboundEvent(LEAD_CREATED, event_id(document.get("event_id")), answers.lead())]


def _note(answers: Answers, answer: dict[str, Any], asked: dict[str, str]) -> None:
    field, kind = object_in(answer, "field"), text_in(answer, "type")
    label = asked.get(text_in(field, "id")) or text_in(field, "ref") or kind
    value = answer.get(kind)
    if isinstance(value, dict):
        value = _chosen(value)
    if kind in TYPED:
        answers.put(TYPED[kind], value, label)
    else:
        answers.add(label, value)


def _chosen(value: dict[str, Any]) -> object:
    """Return the choices in words; whatever has no words stays as it is."""
    labels = value.get("labels") or [value.get("label")]
    other = value.get("other")
    said = [each for each in [*labels, other] if isinstance(each, str)] if labels else []
    return said or value
