"""Canaries: leads of our own that travel the whole way, to prove that it is open."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import WorkspaceId
from domain.change import Change
from domain.errors import FieldProblem, Invalid
from domain.events import CanaryChanged
from domain.phrases import phrase

MINUTES = 30
OFF = "off"
FEWEST_MINUTES, MOST_MINUTES = 5, 1440
LATE_AFTER = timedelta(seconds=120)
"""How long a canary may take from its source to each chat."""
ALARMED = timedelta(minutes=FEWEST_MINUTES)
"""How soon the next one follows while one is missing."""
KEPT = timedelta(days=1)
WHOLE_WAY = UUID(int=0)
"""Stands for all chats together: the canary did not even get as far as being sent to one."""
ANY_CHAT = phrase("any chat")


@dataclass(frozen=True, slots=True)
class Canary:
    """How often a workspace sends canaries, ``None`` for never, and which source had its turn."""

    workspace_id: WorkspaceId
    minutes: int | None
    due_at: datetime
    last_source_id: UUID | None = None

    @classmethod
    def every(
        cls, workspace_id: WorkspaceId, minutes: int, now: datetime, was: "Canary | None" = None
    ) -> Change["Canary"]:
        """Send one every so many minutes, the first at once; refuse with Invalid.

        *was* is how it was until now.
        """
        if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
            range_ = {"fewest": FEWEST_MINUTES, "most": MOST_MINUTES}
            words = phrase("choose from {fewest} to {most}")
            raise Invalid(FieldProblem(phrase("minutes"), words, range_))
        new = cls(workspace_id, minutes, now)
        return Change(new, CanaryChanged(workspace_id, str(minutes), _often(was)))

    @classmethod
    def never(
        cls, workspace_id: WorkspaceId, now: datetime, was: "Canary | None" = None
    ) -> Change["Canary"]:
        """Send no more; *was* is how it was until now."""
        event = CanaryChanged(workspace_id, OFF, _often(was))
        return Change(cls(workspace_id, None, now), event)

    def sent_by(self, source_id: UUID, now: datetime, *, alarmed: bool) -> "Canary":
        """Give the next source its turn; sooner while something is *alarmed*."""
        pause = timedelta(minutes=self.minutes or MINUTES)
        due_at = now + (min(pause, ALARMED) if alarmed else pause)
        return replace(self, due_at=due_at, last_source_id=source_id)


def _often(canary: Canary | None) -> str:
    return str(canary.minutes) if canary and canary.minutes else OFF


@dataclass(frozen=True, slots=True)
class CanaryRun:
    """One canary on its way; ``sent_out_at`` is when it became messages to send."""

    id: UUID
    source_id: UUID
    began_at: datetime
    sent_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CanaryCopy:
    """One message that a canary becomes, in one chat."""

    id: UUID
    run_id: UUID
    chat_id: UUID
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A canary that is late: at one chat, or everywhere (``chat_id`` is WHOLE_WAY)."""

    workspace_id: WorkspaceId
    run: CanaryRun
    chat_id: UUID
    chat: str = ANY_CHAT


@dataclass(frozen=True, slots=True)
class Flight:
    """How the newest canary fared: of how many chats it reached how many."""

    source: str
    began_at: datetime
    chats: int
    arrived: int
    sent_out: bool
