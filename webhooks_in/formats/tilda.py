"""Tilda: the fields of a form, urlencoded, with a key beside them; its first post is a test.

The key may come as a field, too, since Tilda offers that. ``tranid`` is Tilda's own id of the
entry.
"""

from collections.abc import Sequence

from domain.answers import Answers
from domain.inbound import InboundEvent
from domain.posted import Posted
from webhooks_in.form_body import URLENCODED
from webhooks_in.formats._fields import EVERY, TOKEN, check_sent_token, event_of, fields_in
from webhooks_in.formats._shapes import text_in

TAKES = EVERY
ACCEPTED = 200
ID = "tranid"
TEST = {"test": "test"}
NAMED = {"Textarea": "message"}
INTERNAL = (TOKEN, ID, "COOKIES")


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token that came with the post."""
    check_sent_token(posted, keys, _token_in(posted))


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the fields of the form; Tilda tries a new address with a test that is no lead."""
    fields = {name: value for name, value in fields_in(posted).items() if name != TOKEN}
    if fields == TEST:
        return []
    answers = Answers()
    for name, value in fields.items():
        if name not in INTERNAL:
            answers.add(NAMED.get(name, name), value)
    entry = text_in(fields, ID)
    return [event_of(posted, fields, answers.lead(), f"tilda:{entry[:200]}" if entry else None)]


def _token_in(posted: Posted) -> str | None:
    """Return the key where it is one of the fields; what cannot be read has none."""
    if posted.media_type != URLENCODED:
        return None
    pairs = (each.partition(b"=") for each in posted.body.split(b"&"))
    found = [value for name, _, value in pairs if name == TOKEN.encode()]
    return found[0].decode("latin-1") if len(found) == 1 else None
