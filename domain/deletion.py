"""How a workspace ends: asked for, confirmed by its name, and erased after days of grace."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.caller import MemberId, WorkspaceId
from domain.change import Change
from domain.errors import FieldProblem, Invalid, NotFound
from domain.events import WorkspaceDeletionAsked, WorkspaceDeletionBegun, WorkspaceKept

CONFIRM_WITHIN = timedelta(minutes=10)
GRACE = timedelta(days=7)
WARNED_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deletion:
    """How far the deletion of a workspace is; ``delete_at`` once it is confirmed."""

    id: WorkspaceId
    title: str
    asked_by: MemberId | None = None
    asked_at: datetime | None = None
    delete_at: datetime | None = None

    def awaits(self, member: MemberId | None, now: datetime) -> bool:
        """Tell whether *member* asked for it a moment ago and has yet to type the name."""
        if self.delete_at or self.asked_at is None or member is None:
            return False
        return self.asked_by == member and now - self.asked_at < CONFIRM_WITHIN

    def asked(self, by: MemberId, now: datetime) -> Change["Deletion"]:
        """Ask for the name; refuse with NotFound what was confirmed already."""
        if self.delete_at:
            raise NotFound
        asked = replace(self, asked_by=by, asked_at=now)
        return Change(asked, WorkspaceDeletionAsked(self.id, self.title))

    def confirmed(self, by: MemberId, now: datetime, typed: str) -> Change["Deletion"]:
        """Begin the days of grace; refuse with Invalid unless the name is typed exactly."""
        if not self.awaits(by, now):
            raise NotFound
        if typed.strip() != self.title:
            raise Invalid(FieldProblem("name", "this is not its name; nothing is deleted"))
        begun = replace(self, delete_at=now + GRACE)
        return Change(begun, WorkspaceDeletionBegun(self.id, self.title, now + GRACE))

    def kept(self) -> Change["Deletion"]:
        """Take it back; refuse with NotFound where there is nothing to take back."""
        if self.asked_at is None and self.delete_at is None:
            raise NotFound
        kept = replace(self, asked_by=None, asked_at=None, delete_at=None)
        return Change(kept, WorkspaceKept(self.id, self.title))
