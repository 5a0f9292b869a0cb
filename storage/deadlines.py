"""Deadlines of leads, on the shelf: every change of a lead moves its own, and its timer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.change import Change
from domain.follow_up import KIND, Rules, awake_at, begins_anew
from domain.lead import IN_WORK, Lead, LeadId, Note
from domain.lead_events import LeadCreated, LeadEvent
from domain.reminder import REMINDER, Reminder
from domain.timer import Timer
from domain.workspace_settings import WorkspaceSettings
from storage.leads import LeadRow, Leads, as_lead, whole_leads
from storage.timers import Timers
from storage.workspace_settings import SettingsShelf


@dataclass(slots=True)
class Followed:
    """Changes with their deadlines, and the timers that follow from them.

    ``new`` are of leads that have none yet, ``moved`` of others; without a
    timer nothing happens to a lead any more.
    """

    changes: list[Change[Any]] = field(default_factory=list)
    new: list[Timer] = field(default_factory=list)
    moved: list[tuple[LeadId, Timer | None]] = field(default_factory=list)


class Deadlines:
    """Reads and moves the deadlines of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._settings = SettingsShelf(session)
        self._leads = Leads(session)
        self._timers = Timers(session)

    async def rules(self) -> Rules:
        """Return what the workspace decided about deadlines."""
        return Rules.of(await self._settings.all())

    async def follow(
        self,
        changes: Sequence[Change[Any]],
        now: datetime,
        settings: WorkspaceSettings | None = None,
    ) -> Followed:
        """Give every lead among *changes* its deadline; read *settings* if nobody has yet."""
        if not any(isinstance(each.event, LeadEvent) for each in changes):
            return Followed(list(changes))
        rules, followed = Rules.of(settings) if settings else await self.rules(), Followed()
        for each in changes:
            change = each
            if isinstance(each.thing, Lead) and begins_anew(each.thing, each.event):
                reminder = await self._reminder_of(each.thing, rules)
                change = rules.followed(each, now, reminder)
                timer = rules.first_timer(change.thing)
                if not isinstance(each.event, LeadCreated):
                    followed.moved.append((change.thing.id, timer))
                elif timer:
                    followed.new.append(timer)
            elif isinstance(each.thing, Note):
                followed.moved += await self._alive(each.thing.lead_id, rules, now)
            elif isinstance(each.thing, Reminder):
                new = each.thing
                followed.moved += await self._alive(new.lead_id, rules, now, reminder=new)
            followed.changes.append(change)
        return followed

    async def begin_again(self, lead_id: LeadId, now: datetime) -> None:
        """Let the time of whoever has the lead run anew, as after any sign of life."""
        moved = await self._alive(lead_id, await self.rules(), now)
        await self.wind(Followed(moved=list(moved)))

    async def rests(self, lead: Lead, now: datetime) -> bool:
        """Tell whether whoever has the lead is still to be reminded of it."""
        reminder = await self._reminder_of(lead, await self.rules())
        return awake_at(lead, reminder, now) > now

    async def _alive(
        self, lead_id: LeadId, rules: Rules, now: datetime, reminder: Reminder | None = None
    ) -> Sequence[tuple[LeadId, Timer | None]]:
        """Let something be a sign of life of whoever has the lead, such as a note of theirs.

        Without a new *reminder* the one that is to come counts, if there is one.
        """
        if not rules.escalation.follow_up:
            return ()
        lead = await self._leads.get(lead_id)
        if lead.status not in IN_WORK:
            return ()
        reminder = reminder or await self._reminder_of(lead, rules)
        due = rules.deadline(lead, awake_at(lead, reminder, now))
        alive = replace(lead, respond_by=due, overdue=False)
        changed = update(LeadRow).where(LeadRow.id == lead.id)
        await self._session.execute(changed.values(respond_by=alive.respond_by, overdue=False))
        return [(lead.id, rules.first_timer(alive))]

    async def _reminder_of(self, lead: Lead, rules: Rules) -> Reminder | None:
        """Return the reminder of a lead that is to come, where anything depends on it."""
        if lead.status not in IN_WORK or not rules.escalation.follow_up:
            return None
        timers = await self._timers.of_lead(lead.id)
        return next((Reminder.of(each) for each in timers if each.kind == REMINDER), None)

    async def wind(self, followed: Followed) -> None:
        """Set the timers for what happens if nobody does anything; the leads are written."""
        self._timers.set_all(followed.new)
        for lead_id, timer in followed.moved:
            if timer:
                await self._timers.set(timer)
            else:
                await self._timers.cancel(lead_id, KIND)

    async def overdue(self, now: datetime, offset: int, limit: int) -> Sequence[Lead]:
        """Return leads that are overdue, the longest first."""
        late = whole_leads().where(*is_overdue(now)).order_by(LeadRow.respond_by, LeadRow.number)
        rows = await self._session.execute(late.offset(offset).limit(limit))
        return [as_lead(*row) for row in rows]

    async def still_late(self, ids: Sequence[LeadId]) -> Sequence[Lead]:
        """Return those of the leads about which nobody has done anything yet, in order."""
        found = whole_leads().where(LeadRow.id.in_(ids), LeadRow.overdue).order_by(LeadRow.number)
        return [as_lead(*row) for row in await self._session.execute(found)]

    async def count_overdue(self, now: datetime) -> int:
        """Count the leads that are overdue."""
        counted = select(func.count()).select_from(LeadRow).where(*is_overdue(now))
        return (await self._session.execute(counted)).scalar_one()


def is_overdue(now: datetime) -> Sequence[ColumnElement[bool]]:
    """Match leads for which somebody should have done something by *now*."""
    return (LeadRow.respond_by <= now,)
