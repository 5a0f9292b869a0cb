"""Timers: what is to happen to a lead at a moment, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.caller import MemberId
from domain.lead import LeadId

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Timer:
    """One thing that is to happen; ``kind`` names what, ``details`` are what it needs to know.

    A lead has one timer of a kind, or one for each member whom it is about.
    """

    lead_id: LeadId
    kind: str
    due_at: datetime
    member_id: MemberId | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The same for the same lead, kind and member, so that setting it again moves it."""
        return uuid5(self.lead_id, f"{self.kind}:{self.member_id or ''}")


def pause_after(failures: int) -> timedelta:
    """Say how long a timer waits after its *failures*-th failure in a row, from 1."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 10)), LONGEST_PAUSE)
