"""Jotform: a multipart form, unsigned, whose ``rawRequest`` holds the answers as JSON.

Its keys are ``q3_name``: the number of the question and a name that Jotform made of it. What it
tells besides is not kept: among it is the address with our token in it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain.answers import Answers
from domain.inbound import InboundEvent
from domain.posted import Posted
from domain.strict_json import read_json
from webhooks_in.formats._fields import EVERY, check_sent_token, event_of, fields_in
from webhooks_in.formats._shapes import object_of, text_in

TAKES = EVERY
ACCEPTED = 200
ANSWERS, ID, TITLE = "rawRequest", "submissionID", "formTitle"

_QUESTION = re.compile(r"q[0-9]{1,9}_(.{1,200})", re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
_KINDS = {"phonenumber": "phone", "email": "email", "fullname": "name", "name": "name"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token that came with the post."""
    check_sent_token(posted, keys)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the answers."""
    fields = fields_in(posted)
    raw = fields.get(ANSWERS)
    if isinstance(raw, str):
        raw = read_json(raw.encode("utf-8", "surrogatepass"))
    told = object_of(raw)
    answers = Answers()
    answers.put("source", text_in(fields, TITLE))
    for key, value in told.items():
        if match := _QUESTION.fullmatch(key):
            _note(answers, match[1], _value(value))
    entry = text_in(fields, ID)
    own = f"jotform:{entry[:200]}" if entry else None
    return [event_of(posted, told, answers.lead(), own)]


def _note(answers: Answers, name: str, value: object) -> None:
    """Note one answer under the name that Jotform made of its question, apart into words."""
    label = _CAMEL.sub(" ", name)
    words = re.sub(r"[^a-z]", "", name.lower())
    if field := _KINDS.get(words):
        answers.put(field, value, label)
    else:
        answers.add(label, value)


def _value(value: object) -> object:
    """Return the parts of a name, phone, date or address as one text, and choices as a list."""
    if not isinstance(value, Mapping):
        return value
    parts: list[Any] = [each for each in value.values() if isinstance(each, str | int)]
    return " ".join(str(each).strip() for each in parts if str(each).strip()) or value
