"""Lead ads of Meta: ``X-Hub-Signature-256`` with the app's secret, after a handshake with a token.

A webhook of Meta tells only the id of a lead; its answers have to be fetched at Meta with a token
that LeadsBot does not have. So the lead here says where its answers are. Relays that send the same
shape with the answers in ``field_data`` are read whole. One post may tell of many leads.
"""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from domain.answers import Answers
from domain.errors import FieldProblem, Invalid, SignatureInvalid
from domain.inbound import LEAD_CREATED, InboundEvent
from domain.posted import Posted
from domain.sender import verify_token
from domain.sender_proofs import check_hex, check_token
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, list_in, object_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 200
SIGNATURE = "X-Hub-Signature-256"
LEADGEN = "leadgen"
ID = "leadgen_id"
WHERE = "A lead came in at Meta. Its answers are in the Leads Center there, under the id {id}."

_CHALLENGE = re.compile(r"[\w.-]{1,256}", re.ASCII)


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the signature over the raw body."""
    check_hex(keys, posted.header(SIGNATURE), posted.body, prefix="sha256=")


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read every lead that is told of; other changes of a page are none."""
    document = object_of(read_json(posted.body))
    found = []
    for entry in list_in(document, "entry"):
        for change in list_in(entry, "changes"):
            value = object_in(change, "value")
            if change.get("field") == LEADGEN and value:
                found.append(_event(value))
    return found


def prove_greeting(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token with which Meta asks for a subscription."""
    if posted.asked("hub.mode") != "subscribe":
        raise SignatureInvalid("missing")
    check_token([verify_token(key).encode() for key in keys], posted.asked("hub.verify_token"))


def greeting(posted: Posted) -> str:
    """Return the challenge, as Meta wants; refuse with Invalid what is none."""
    challenge = posted.asked("hub.challenge") or ""
    if not _CHALLENGE.fullmatch(challenge):
        raise Invalid(FieldProblem("hub.challenge", "must be a word"))
    return challenge


def _event(value: dict[str, Any]) -> InboundEvent:
    answers = Answers()
    leadgen_id = text_in(value, ID) or text_in(value, "id")
    told = list_in(value, "field_data")
    for each in told:
        values = each.get("values")
        answers.add(text_in(each, "name"), values if isinstance(values, list) else None)
    if not told and leadgen_id:
        answers.put("message", WHERE.format(id=leadgen_id))
    for name, each in value.items():
        if name != "field_data":
            answers.add(name, each)
    # Around the same lead the times of a post may differ from retry to retry.
    content = sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    return InboundEvent(LEAD_CREATED, event_id(leadgen_id or None), answers.lead(), content)
