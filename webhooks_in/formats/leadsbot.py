"""LeadsBot's own format: JSON, an envelope around the lead or the lead alone."""

from collections.abc import Sequence

from domain.inbound import InboundEvent, read_event
from domain.posted import Posted
from domain.signing import SignatureHeaders, verify
from domain.strict_json import read_json
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 202


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> str | None:
    """Check a signature of Standard Webhooks, or LeadsBot's own header."""
    return verify(keys, SignatureHeaders.of(posted.headers), posted.body, now)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the event in a proven body."""
    return [read_event(read_json(posted.body))]
