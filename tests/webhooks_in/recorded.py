"""Recorded requests of senders, as the door reads them."""

from datetime import UTC, datetime
from pathlib import Path

from multidict import CIMultiDict
from yarl import URL

from domain.posted import Posted
from webhooks_in.media import JSON, is_json

FIXTURES = Path(__file__).parents[1] / "fixtures" / "inbound"
CASES = sorted(FIXTURES.glob("*/*.http"))
SENDER_KEY = b"recorded-secret-of-a-sender"
AT = 1_700_000_000


def posted_in(path: Path) -> Posted:
    """Read a recording; all of them came at the same moment."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    first, *lines = head.decode().splitlines()
    headers: CIMultiDict[str] = CIMultiDict()
    for line in lines:
        name, _, value = line.partition(": ")
        headers.add(name, value)
    media_type = headers["Content-Type"].partition(";")[0]
    return Posted(
        body,
        headers,
        URL(first.split()[1]).query,
        JSON if is_json(media_type) else media_type,
        datetime.fromtimestamp(AT, UTC),
    )
