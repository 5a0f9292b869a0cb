"""The audit as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Actor


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when; ``details`` are the event's own fields as text."""

    at: datetime
    actor: Actor
    action: str
    details: Mapping[str, str]
