"""Senders that sign nothing: their secret comes with the post, their fields are those of forms.

The secret stands in the address or in a header. It opens nothing but this one way into this one
source, for an address is written into more logs than ours.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from domain.form_entry import SAME_WITHIN_SECONDS
from domain.inbound import LEAD_CREATED, InboundEvent, NewLead
from domain.posted import Posted
from domain.sender_proofs import check_token
from domain.strict_json import read_json
from webhooks_in.form_body import MULTIPART, URLENCODED, Taking, read_fields
from webhooks_in.formats._shapes import object_of
from webhooks_in.media import JSON

EVERY = (URLENCODED, MULTIPART, JSON)
TOKEN = "token"  # noqa: S105 -- the name of a parameter, not a secret
TOKEN_HEADER = "X-Api-Key"  # noqa: S105 -- the name of a header, not a secret
CONTENT_TYPE = "Content-Type"
MOST_FIELDS = 1000


def check_sent_token(posted: Posted, keys: Sequence[bytes], *more: str | None) -> None:
    """Check the token in the header, else in the address, else where this sender has it, too."""
    places = (posted.header(TOKEN_HEADER), posted.asked(TOKEN), *more)
    check_token(keys, next((each for each in places if each), None))


def fields_in(posted: Posted) -> dict[str, Any]:
    """Return the fields of a form in whichever way they were sent; several values as one text."""
    if posted.media_type == JSON:
        return object_of(read_json(posted.body))
    kind = posted.header(CONTENT_TYPE) or ""
    found = read_fields(posted.media_type, kind, posted.body, Taking(MOST_FIELDS, no_files=False))
    return {
        name: ", ".join(dict.fromkeys(each for each in values if each.strip()))
        for name, values in found.items()
    }


def event_of(
    posted: Posted, fields: Mapping[str, Any], lead: NewLead, own: str | None
) -> InboundEvent:
    """Make the event; without an id the same fields within ten minutes are the same event.

    What such senders post has neither id nor time in it. Who asks the same again some other day
    is to be heard, and whoever can play a post again has the secret anyway.
    """
    content = sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
    window = int(posted.at.timestamp()) // SAME_WITHIN_SECONDS
    return InboundEvent(LEAD_CREATED, own or f"sha256:{content}:{window}", lead, content)
