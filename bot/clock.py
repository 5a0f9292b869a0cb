"""The one place that reads the clock and rolls the dice for ids."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

VARIANT = 0b10 << 62


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that never go back."""
    return time.monotonic()


def new_id() -> UUID:
    """Make an id that sorts by the time it was made (UUID version 7, RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 62) << 64
    return UUID(int=high | VARIANT | random & (2**62 - 1))
