"""What happens to API keys: one dataclass for each thing, like every other event."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class ApiKeyCreated(Event):
    """Somebody made an API key."""

    name = "key.created"
    key: str
    scopes: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKeyRotated(Event):
    """An API key has a new secret; the one before lives until ``previous_until``."""

    name = "key.rotated"
    key: str
    previous_until: datetime


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Event):
    """An API key counts no longer."""

    name = "key.revoked"
    key: str


@dataclass(frozen=True, slots=True)
class ApiKeyRefused(Event):
    """Somebody came with a key that was revoked or is too old; nothing changed."""

    name = "key.refused"
    key: str
    reason: str
