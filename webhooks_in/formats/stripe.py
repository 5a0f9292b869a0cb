"""Programs that sign as Stripe does: ``t=...,v1=...``, the hex of HMAC-SHA256 over ``t.body``.

The body is an event with its object under ``data.object``, or a lead as in LeadsBot's own format.
"""

from collections.abc import Sequence
from typing import Any

from domain.answers import Answers
from domain.inbound import LEAD_CREATED, InboundEvent, read_event
from domain.posted import Posted
from domain.sender_proofs import check_timed
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, object_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 202
SIGNATURES = ("Stripe-Signature", "X-Webhook-Signature", "X-Signature")
"""Where it may stand; the first that is there counts, and there is no way back to another."""
PEOPLE = ("customer_details", "billing_details", "customer")


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:
    """Check the signature over time and body."""
    given = [each for each in map(posted.header, SIGNATURES) if each is not None]
    check_timed(keys, given[0] if given else None, posted.body, now)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read an event with an object of any kind, or a lead."""
    document = object_of(read_json(posted.body))
    thing = object_in(object_in(document, "data"), "object")
    if not thing:
        return [read_event(document)]
    answers = Answers()
    answers.put("source", text_in(document, "type"))
    _note(answers, thing)
    return [InboundEvent(LEAD_CREATED, event_id(document.get("id")), answers.lead())]


def _note(answers: Answers, thing: dict[str, Any]) -> None:
    """Note the person first, where the thing tells of one."""
    for part in PEOPLE:
        for name, value in object_in(thing, part).items():
            answers.add(name, value)
    for name, value in thing.items():
        if not (name in PEOPLE and isinstance(value, dict)):
            answers.add(name, value)
