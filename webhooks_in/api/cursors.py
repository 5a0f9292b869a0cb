"""Cursors: where a page goes on, in one word that means nothing to anybody else.

They hold positions and no secrets: whoever makes one up gets another page of their own things.
A cursor belongs to the filters it came with.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from pydantic import BaseModel

from domain.errors import FieldProblem, Invalid
from domain.lead_filter import Spot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_LEAD = 2**31 - 1
LARGEST_LINE = 2**53
LATEST = 2**52
NOT_OURS = FieldProblem("cursor", "must be the next_cursor of a page with the same filters")
_MARK_LENGTH = 12


def mark_of(query: BaseModel) -> str:
    """Return what tells the filters of a query from others."""
    asked = query.model_dump_json(exclude={"cursor", "limit"})
    return sha256(asked.encode()).hexdigest()[:_MARK_LENGTH]


def cursor_of(mark: str, number: int, at: datetime | None = None) -> str:
    """Write where the next page goes on."""
    micros = (at - EPOCH) // timedelta(microseconds=1) if at else None
    text = json.dumps([mark, number, micros], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def spot_of(mark: str, cursor: str | None, most: int = LARGEST_LEAD) -> Spot | None:
    """Read where a page goes on; refuse with Invalid what is no cursor of these filters."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        given, number, micros = json.loads(urlsafe_b64decode(padded))
    except (ValueError, TypeError, RecursionError):
        raise Invalid(NOT_OURS) from None
    if given != mark or not _is_place(number, most):
        raise Invalid(NOT_OURS)
    if micros is None:
        return Spot(number)
    if not _is_place(micros, LATEST):
        raise Invalid(NOT_OURS)
    return Spot(number, EPOCH + timedelta(microseconds=micros))


def _is_place(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
