"""Webflow: ``x-webflow-signature`` with the hex of HMAC-SHA256 over ``timestamp:body``.

``x-webflow-timestamp`` is in milliseconds, and as old as any signed time may be.
"""

from collections.abc import Sequence

from domain.answers import Answers
from domain.inbound import LEAD_CREATED, InboundEvent
from domain.posted import Posted
from domain.sender_proofs import check_hex, check_milliseconds
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, list_in, object_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 200
SIGNATURE = "x-webflow-signature"
TIMESTAMP = "x-webflow-timestamp"
SUBMISSION = "form_submission"
TYPED = {"FormTextInputEmail": "email", "FormTextInputPhone": "phone"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:
    """Check the signature over time and body."""
    timestamp = check_milliseconds(posted.header(TIMESTAMP), now)
    check_hex(keys, posted.header(SIGNATURE), timestamp + b":" + posted.body)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read what was submitted in a form; whatever else Webflow tells is no lead."""
    document = object_of(read_json(posted.body))
    payload = object_in(document, "payload")
    if document.get("triggerType") != SUBMISSION or not payload:
        return []
    answers = Answers()
    answers.put("source", text_in(payload, "name"))
    answers.put("page_url", text_in(payload, "pageUrl") or text_in(payload, "publishedPath"))
    types = {
        text_in(each, "fieldName"): text_in(each, "fieldType")
        for each in list_in(payload, "schema")
    }
    for name, value in object_in(payload, "data").items():
        if field := TYPED.get(types.get(name, "")):
            answers.put(field, value, name)
        else:
            answers.add(name, value)
    return [InboundEvent(LEAD_CREATED, event_id(payload.get("id")), answers.lead())]
