"""Reminders: when the owner of a lead is to think of it again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import Caller, MemberId
from domain.change import Change
from domain.errors import (
    TOO_LONG,
    FieldProblem,
    Invalid,
    LeadHeldByOther,
    LeadNotInWork,
)
from domain.lead import IN_WORK, Lead, LeadId
from domain.lead_events import LeadSnoozed
from domain.phrases import phrase
from domain.plain_text import one_line
from domain.timer import Timer

REMINDER, REMINDED = "reminder", "reminded"
"""Kinds of timers: one that is to come, and one that has come and is still shown."""
TEXT_LENGTH = 200
SHOWN_FOR = timedelta(days=7)
"""How long a card says that its reminder has come, if nobody does anything."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The moment at which the owner is told of the lead; ``come`` once they were.

    ``at`` is ``None`` where the reminder was taken away.
    """

    lead_id: LeadId
    owner_id: MemberId
    at: datetime | None
    text: str = ""
    come: bool = False

    @classmethod
    def of(cls, timer: Timer) -> "Reminder":
        """Read the reminder that a timer holds."""
        come = timer.kind == REMINDED
        at = datetime.fromisoformat(timer.details["at"]) if come else timer.due_at
        owner_id = MemberId(UUID(timer.details["owner"]))
        return cls(timer.lead_id, owner_id, at, timer.details["text"], come)

    def as_timer(self) -> Timer | None:
        """Return the timer that holds the reminder; ``None`` where it was taken away."""
        if self.at is None:
            return None
        details = {"owner": self.owner_id.hex, "text": self.text}
        if not self.come:
            return Timer(self.lead_id, REMINDER, self.at, None, details)
        details["at"] = self.at.isoformat()
        return Timer(self.lead_id, REMINDED, self.at + SHOWN_FOR, None, details)

    def has_come(self) -> "Reminder":
        """Return the reminder as it is once the owner was told."""
        return replace(self, come=True)

    def concerns(self, lead: Lead) -> bool:
        """Tell whether the lead is still with the one who is to be reminded."""
        return lead.status in IN_WORK and lead.is_owned_by(self.owner_id)


def snoozed(
    lead: Lead,
    caller: Caller,
    at: datetime | None,
    text: str = "",
    was: datetime | None = None,
) -> Change[Reminder]:
    """Let the owner be reminded at a moment, or no longer; only they or an admin may say so."""
    if lead.owner is None or lead.status not in IN_WORK:
        raise LeadNotInWork
    if not lead.is_in_hands_of(caller):
        raise LeadHeldByOther(lead.owner.name)
    said = one_line(text)
    if len(said) > TEXT_LENGTH:
        raise Invalid(FieldProblem(phrase("text"), TOO_LONG, {"most": TEXT_LENGTH}))
    reminder = Reminder(lead.id, lead.owner.id, at, said)
    return Change(reminder, LeadSnoozed(lead.id, at, said or None, was))
