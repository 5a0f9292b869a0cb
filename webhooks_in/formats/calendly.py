"""Calendly: ``Calendly-Webhook-Signature: t=...,v1=...``, as Stripe signs.

Who books is a lead; who cancels is none. The links to cancel or move the booking are not kept, for
whoever reads them may use them.
"""

from collections.abc import Sequence
from typing import Any

from domain.answers import Answers
from domain.inbound import LEAD_CREATED, InboundEvent
from domain.posted import Posted
from domain.sender_proofs import check_timed
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, list_in, object_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 202
SIGNATURE = "Calendly-Webhook-Signature"
BOOKED = "invitee.created"
KEPT = ("timezone", "status", "rescheduled")
ABOUT = {"name": "source", "start_time": "Booked for", "end_time": "Until"}


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:
    """Check the signature over time and body."""
    check_timed(keys, posted.header(SIGNATURE), posted.body, now)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read a booking."""
    document = object_of(read_json(posted.body))
    person = object_in(document, "payload")
    if document.get("event") != BOOKED or not person:
        return []
    answers = Answers()
    answers.put("email", person.get("email"))
    for name in ("name",) if text_in(person, "name") else ("first_name", "last_name"):
        answers.put(name, person.get(name))
    answers.put("phone", person.get("text_reminder_number"))
    _note_booking(answers, person)
    for each in list_in(person, "questions_and_answers"):
        answers.add(text_in(each, "question"), each.get("answer"))
    for name, value in object_in(person, "tracking").items():
        answers.add(name, value)
    for name in KEPT:
        answers.add(name, person.get(name))
    return [InboundEvent(LEAD_CREATED, event_id(person.get("uri")), answers.lead())]


def _note_booking(answers: Answers, person: dict[str, Any]) -> None:
    """Note what was booked and when; a lead that says no more is told by that alone."""
    booking = object_in(person, "scheduled_event")
    for name, label in ABOUT.items():
        answers.put(label, text_in(booking, name))
    answers.add("Where", text_in(object_in(booking, "location"), "type"))
