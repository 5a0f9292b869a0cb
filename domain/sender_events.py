"""What happens to the senders of sources: one dataclass for each thing, like every other event."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class SenderChosen(Event):
    """A source takes what another program sends in its own way; ``was`` is the one before."""

    name = "source.sender_chosen"
    source: str
    sender: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class SenderSecretChanged(Event):
    """A sender has another secret; the one before counts until ``previous_until``."""

    name = "source.sender_secret_changed"
    source: str
    sender: str
    previous_until: datetime


@dataclass(frozen=True, slots=True)
class SenderRemoved(Event):
    """A source takes nothing of that sender any longer."""

    name = "source.sender_removed"
    source: str
    sender: str
