"""Following up: by when somebody must do something about a lead, and what happens otherwise."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.change import Change
from domain.escalation import IN_HANDS, IN_POOL, Escalation, Step
from domain.events import Event
from domain.lead import IN_WORK, Lead, Status
from domain.lead_events import (
    AdminsTold,
    FollowUpEvent,
    LeadCreated,
    LeadEscalated,
    LeadEvent,
    LeadOverdue,
    LeadReleased,
    LeadReturned,
    LeadStatusChanged,
    OwnerReminded,
)
from domain.reminder import Reminder
from domain.response import ResponseTargets
from domain.timer import Timer
from domain.working_hours import WorkingHours, add_working_time
from domain.workspace_settings import WorkspaceSettings

KIND = "follow_up"
"""The kind of timer that makes the next step; its details name the step."""
STEP = "step"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a workspace decided about deadlines; what happened before keeps the deadline it has."""

    targets: ResponseTargets
    escalation: Escalation
    hours: WorkingHours
    zone: str

    @classmethod
    def of(cls, settings: WorkspaceSettings) -> "Rules":
        """Read the settings of a workspace."""
        return cls(
            settings.of(ResponseTargets),
            settings.of(Escalation),
            settings.of(WorkingHours),
            settings.zone,
        )

    def later(self, moment: datetime, minutes: int = 0) -> datetime:
        """Return when so much working time has gone by since *moment*; it is working time then."""
        return add_working_time(moment, timedelta(minutes=minutes), self.hours, self.zone)

    def works_at(self, moment: datetime) -> bool:
        """Tell whether somebody is at work then."""
        return self.hours.cover(moment, self.zone)

    def followed(
        self, change: Change[Lead], now: datetime, reminder: Reminder | None = None
    ) -> Change[Lead]:
        """Give a lead the deadline that follows from what happened to it.

        Time for a lead that just came runs since it came, however late it is handled.
        """
        lead = change.thing
        new = isinstance(change.event, LeadCreated)
        begins = min(now, lead.received_at) if new else awake_at(lead, reminder, now)
        due = self.deadline(lead, begins)
        return replace(change, thing=replace(lead, respond_by=due, overdue=False))

    def deadline(self, lead: Lead, begins: datetime) -> datetime | None:
        """Say by when somebody must answer a lead, or go on with it; None where nobody must."""
        if lead.status is Status.NEW:
            target = self.targets.target(lead.source_id, lead.temperature)
        elif lead.status in IN_WORK and self.escalation.follow_up:
            target = timedelta(minutes=self.escalation.follow_up)
        else:
            target = None
        return add_working_time(begins, target, self.hours, self.zone) if target else None

    def first_timer(self, lead: Lead) -> Timer | None:
        """Return the timer that makes the first step once the deadline has passed."""
        if lead.respond_by is None:
            return None
        step = IN_POOL[0] if lead.status is Status.NEW else IN_HANDS[0]
        return Timer(lead.id, KIND, lead.respond_by, details={STEP: step})

    def next_timer(self, lead: Lead, done: Step, now: datetime) -> Timer | None:
        """Return the timer that makes the step after *done*, None at the end of the ladder."""
        found = self.escalation.after(done)
        if found is None:
            return None
        step, delay = found
        return Timer(lead.id, KIND, self.later(now, delay), details={STEP: step})


def awake_at(lead: Lead, reminder: Reminder | None, now: datetime) -> datetime:
    """Return from when on whoever has a lead may be called silent.

    That is now, unless they are to be reminded of it: then not before that moment.
    """
    if reminder is None or reminder.at is None or reminder.come or not reminder.concerns(lead):
        return now
    return max(now, reminder.at)


def begins_anew(lead: Lead, event: Event) -> bool:
    """Tell whether time begins anew: not by our own steps, nor by what leaves a lead to wait.

    Whatever somebody does with a lead they have is a sign of life. One that nobody has waits
    on, unless it comes back from somewhere: then it had no deadline, or the event says so.
    """
    if isinstance(event, FollowUpEvent):
        return isinstance(event, LeadReturned)
    if lead.status is Status.NEW and lead.respond_by is not None:
        return isinstance(event, LeadReleased | LeadStatusChanged)
    return isinstance(event, LeadEvent)


def overdue(lead: Lead) -> Change[Lead]:
    """Say that nobody answered in time."""
    return Change(replace(lead, overdue=True), LeadOverdue(lead.id, lead.respond_by))


def reminded(lead: Lead, owner: str) -> Change[Lead]:
    """Say that the owner was reminded of a lead they left alone."""
    return Change(replace(lead, overdue=True), OwnerReminded(lead.id, owner))


def returned(lead: Lead) -> Change[Lead]:
    """Put a lead that its owner left alone back for everybody."""
    owner = lead.owner.name if lead.owner else "?"
    free = replace(lead, status=Status.NEW, owner=None)
    return Change(free, LeadReturned(lead.id, owner))


def told_admins(lead: Lead, admins: int) -> Change[Lead]:
    """Say that admins were told of a lead that nobody takes."""
    return Change(lead, AdminsTold(lead.id, admins))


def escalated(lead: Lead, chat: str) -> Change[Lead]:
    """Say that a lead that nobody takes is shown in one more chat."""
    return Change(lead, LeadEscalated(lead.id, chat))
