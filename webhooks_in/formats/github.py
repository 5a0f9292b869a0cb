"""Programs that sign as GitHub does: the lead as in LeadsBot's own format, and another header.

``X-Hub-Signature-256: sha256=`` and the hex of HMAC-SHA256 over the raw body. It covers neither
id nor time, so that the body's own ``id``, or else the body, is what makes two events the same.
"""

from collections.abc import Sequence

from domain.inbound import InboundEvent, read_event
from domain.posted import Posted
from domain.sender_proofs import check_hex
from domain.strict_json import read_json
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 202
SIGNATURE = "X-Hub-Signature-256"
EVENT = "X-GitHub-Event"
PING = "ping"


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the signature over the raw body."""
    check_hex(keys, posted.header(SIGNATURE), posted.body, prefix="sha256=")


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the event in a proven body; the ping that GitHub begins with is none."""
    document = read_json(posted.body)
    return [] if posted.header(EVENT) == PING else [read_event(document)]
