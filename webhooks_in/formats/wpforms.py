"""WPForms, by its add-on for webhooks: whatever fields an admin maps, under the names they chose.

A value may be an object that tells its field: ``{"name": ..., "value": ...}``.
"""

from collections.abc import Sequence

from domain.answers import Answers
from domain.inbound import InboundEvent
from domain.posted import Posted
from webhooks_in.formats._fields import EVERY, check_sent_token, event_of, fields_in
from webhooks_in.formats._shapes import text_in

TAKES = EVERY
ACCEPTED = 200
ENTRY = "entry_id"
TYPED = {"email": "email", "phone": "phone", "name": "name"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token that came with the post."""
    check_sent_token(posted, keys)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the fields that were mapped."""
    fields = fields_in(posted)
    answers = Answers()
    for name, value in fields.items():
        if isinstance(value, dict) and "value" in value:
            label = text_in(value, "name") or name
            if field := TYPED.get(text_in(value, "type")):
                answers.put(field, value["value"], label)
            else:
                answers.add(label, value["value"])
        elif name != ENTRY:
            answers.add(name, value)
    entry = text_in(fields, ENTRY)
    return [event_of(posted, fields, answers.lead(), f"entry:{entry[:200]}" if entry else None)]
