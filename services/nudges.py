"""Nudges: people hear in private of leads that wait, many of them in one message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.lead import IN_WORK, Lead, LeadId, Status
from domain.notice import Notice, NoticeKind
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.nudges import Waiting
from storage.store import Store

GATHER = timedelta(seconds=20)
"""How long the first reminder waits for others, so that a hundred leads are one message."""
AT_ONCE = 50
LEADS_AT_ONCE = 500
SILENT, UNTAKEN = "silent", "untaken"
KINDS = {
    SILENT: (NoticeKind.LEAD_SILENT, NoticeKind.LEADS_SILENT),
    UNTAKEN: (NoticeKind.LEAD_UNTAKEN, NoticeKind.LEADS_UNTAKEN),
}


@dataclass(frozen=True, slots=True)
class Nudges:
    """Tells each person in a transaction of their own."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def tell(self) -> int:
        """Make one round; return how many people were looked after."""
        count = 0
        while True:
            async with self.storage.look_system() as system:
                people = await system.nudges.waiting(self.now() - GATHER, AT_ONCE)
            for each in people:
                await self._tell(each)
            count += len(people)
            if people:
                self.outgoing.ring()
            if len(people) < AT_ONCE:
                return count

    async def _tell(self, waiting: Waiting) -> None:
        now = self.now()
        async with self.storage.open(self.doors.house(waiting.workspace_id)) as store:
            for about in KINDS:
                ids = await store.nudges.take(waiting.person_id, about)
                leads = [each for each in await _late(store, ids) if _is_about(each, about)]
                if leads:
                    await self._say(store, waiting.person_id, about, leads, now)

    async def _say(
        self, store: Store, person_id: int, about: str, leads: Sequence[Lead], now: datetime
    ) -> None:
        """Tell of one lead by name, or how many there are."""
        one, many = KINDS[about]
        kind, details = many, {"count": str(len(leads))}
        if len(leads) == 1:
            lead, kind = leads[0], one
            details = {"number": str(lead.number), "who": lead.who, "lead": lead.id.hex}
        key = f"{kind}:{leads[0].id.hex}:{now.isoformat()}"
        await store.tell([Notice(self.new_id(), person_id, kind, details)], key, now)


async def _late(store: Store, ids: Sequence[LeadId]) -> Sequence[Lead]:
    """Return those leads that are overdue still: somebody may have done something meanwhile."""
    found: list[Lead] = []
    for first in range(0, len(ids), LEADS_AT_ONCE):
        found += await store.deadlines.still_late(ids[first : first + LEADS_AT_ONCE])
    return found


def _is_about(lead: Lead, about: str) -> bool:
    return lead.status in IN_WORK if about == SILENT else lead.status is Status.NEW
