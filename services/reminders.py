"""What one may ask about reminders: to think of a lead again, at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.lead import Lead, LeadId
from domain.notice import Notice, NoticeKind
from domain.reminder import REMINDER, Reminder, snoozed
from domain.roles import Role
from domain.timer import Timer
from domain.when import When
from services.bell import Bell
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Reminders:
    """Each verb is one role and one transaction; the house itself reminds when it is time."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def snooze(
        self, caller: Caller, lead_id: LeadId, when: When, zone: str, text: str = ""
    ) -> tuple[Lead, Reminder]:
        """Remind the lead's owner at a moment by the clocks of *zone*, and no more as before."""
        return await self._change(caller, lead_id, when.moment(self.now(), zone), text)

    async def forget(self, caller: Caller, lead_id: LeadId) -> tuple[Lead, Reminder]:
        """Remind the lead's owner no more."""
        return await self._change(caller, lead_id, None)

    async def _change(
        self, caller: Caller, lead_id: LeadId, at: datetime | None, text: str = ""
    ) -> tuple[Lead, Reminder]:
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            timers = await store.timers.of_lead(lead_id)
            was = next((each.due_at for each in timers if each.kind == REMINDER), None)
            change = snoozed(lead, caller, at, text, was)
            await store.keep(change, self.now())
        self.outgoing.ring()
        return lead, change.thing

    async def come(self, store: Store, timer: Timer, now: datetime) -> None:
        """Tell the owner in private and the chats; the card says so until somebody does more."""
        reminder, lead = Reminder.of(timer), await store.leads.get(timer.lead_id)
        await store.follow(lead.id, now)
        everybody = await store.turns.colleagues()
        owner = next((e for e in everybody if e.member.id == reminder.owner_id), None)
        if owner is None or not reminder.concerns(lead):
            return
        await store.remember(reminder.has_come())
        # However late it came: from now on silence counts again.
        await store.deadlines.begin_again(lead.id, now)
        details = {
            "number": str(lead.number),
            "who": lead.who,
            "text": reminder.text,
            "lead": lead.id.hex,
        }
        kind = NoticeKind.REMINDER_WITH_TEXT if reminder.text else NoticeKind.REMINDER
        notice = Notice(self.new_id(), owner.member.person_id, kind, details)
        await store.tell([notice], f"reminder:{lead.id.hex}:{timer.due_at.isoformat()}", now)
        await store.remind(lead.id, now)

    async def shown_long_enough(self, store: Store, timer: Timer, now: datetime) -> None:
        """Let the cards say no more that a reminder has come."""
        await store.follow(timer.lead_id, now)
