"""Undo: for a minute, whoever changed a lead may bring back what was before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import Caller, MemberId
from domain.change import Change
from domain.errors import NothingToUndo, UndoneByOther
from domain.lead import Lead, LeadId, LostReason, Owner, Status
from domain.lead_events import (
    LeadAssigned,
    LeadEvent,
    LeadReleased,
    LeadStatusChanged,
    LeadTaken,
)
from domain.reminder import Reminder
from domain.timer import Timer

UNDO = "undo"
"""The kind of timer that holds it."""
WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Undo:
    """What a lead was before its newest change; ``version`` is the one that change made."""

    lead_id: LeadId
    by: MemberId
    until: datetime
    version: int
    status: Status
    owner: Owner | None = None
    lost_reason: LostReason | None = None
    reminder: Reminder | None = None

    @classmethod
    def of(cls, timer: Timer) -> "Undo":
        """Read what a timer holds."""
        details = timer.details
        owner = details.get("owner")
        reason = details.get("reason")
        return cls(
            timer.lead_id,
            MemberId(UUID(details["by"])),
            timer.due_at,
            int(details["version"]),
            Status(details["status"]),
            Owner(MemberId(UUID(owner)), details["owner_name"]) if owner else None,
            LostReason(reason) if reason else None,
            _reminder(timer.lead_id, details),
        )

    def as_timer(self) -> Timer:
        """Return the timer that holds it; when it is due, nothing can be undone any more."""
        details = {"by": self.by.hex, "version": str(self.version), "status": self.status.value}
        if self.owner:
            details |= {"owner": self.owner.id.hex, "owner_name": self.owner.name}
        if self.lost_reason:
            details["reason"] = self.lost_reason.value
        if self.reminder and self.reminder.at:
            details |= {
                "remind_at": self.reminder.at.isoformat(),
                "remind": self.reminder.owner_id.hex,
                "text": self.reminder.text,
            }
        return Timer(self.lead_id, UNDO, self.until, None, details)

    def concerns(self, lead: Lead) -> bool:
        """Tell whether the lead is still as the change left it."""
        return lead.version == self.version

    def undone(self, lead: Lead, caller: Caller, now: datetime) -> Change[Lead]:
        """Bring back what was before, as a change of its own; refuse others and what is past."""
        if now >= self.until or not self.concerns(lead):
            raise NothingToUndo
        if caller.member_id != self.by:
            raise UndoneByOther
        back = replace(lead, status=self.status, owner=self.owner, lost_reason=self.lost_reason)
        return Change(back, _event(lead, back, caller))


def _event(lead: Lead, back: Lead, caller: Caller) -> LeadEvent:
    """Say what happens to the lead, in the words of any other change."""
    if back.owner == lead.owner:
        return LeadStatusChanged(lead.id, lead.status, back.status, back.lost_reason)
    was = lead.owner.name if lead.owner else None
    if back.owner is None:
        return LeadReleased(lead.id, was or "?")
    if lead.owner is None and back.is_owned_by(caller.member_id):
        return LeadTaken(lead.id, back.owner.name)
    return LeadAssigned(lead.id, back.owner.name, was)


def _reminder(lead_id: LeadId, details: Mapping[str, str]) -> Reminder | None:
    if "remind_at" not in details:
        return None
    at = datetime.fromisoformat(details["remind_at"])
    return Reminder(lead_id, MemberId(UUID(details["remind"])), at, details["text"])
