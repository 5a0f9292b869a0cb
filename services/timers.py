"""Timers: lets what is due happen to each lead, once, whatever becomes of the others."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.errors import Overloaded, StorageFull
from domain.timer import Timer
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.store import Store
from storage.timers import DueTimer

AT_ONCE = 50
MOST_IN_A_ROUND = 1_000

Happening = Callable[[Store, Timer, datetime], Awaitable[None]]
"""What happens when a timer of one kind is due: in the transaction in which the timer goes."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timers:
    """Fires each timer in a transaction of its own; ``kinds`` says what happens by its name.

    A timer of a kind that this process does not know waits for one that does.
    """

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    outgoing: Bell
    kinds: Mapping[str, Happening]

    async def fire(self) -> int:
        """Let everything happen that is due; return how many timers were looked at."""
        looked_at = 0
        while looked_at < MOST_IN_A_ROUND:
            async with self.storage.look_system() as system:
                due = await system.timers.due(self.kinds.keys(), self.now(), AT_ONCE)
            for each in due:
                await self._fire_or_postpone(each)
            looked_at += len(due)
            if due:
                self.outgoing.ring()
            if len(due) < AT_ONCE:
                break
        return looked_at

    async def _fire_or_postpone(self, due: DueTimer) -> None:
        """Let one timer happen; one that is broken is tried again later and stops no other."""
        try:
            await self._fire(due)
        except (Overloaded, StorageFull):
            raise
        except Exception:
            async with self.storage.open(self.doors.house(due.workspace_id)) as store:
                pause = await store.timers.postpone(due.id, self.now())
            log.exception(
                "timer_failed", kind=due.kind, lead=str(due.lead_id), again_in=str(pause)
            )

    async def _fire(self, due: DueTimer) -> None:
        now = self.now()
        async with self.storage.open(self.doors.house(due.workspace_id)) as store:
            # The lead is held before its timers, by everybody, so that nobody waits in a circle.
            await store.leads.get(due.lead_id)
            timer = await store.timers.take(due.id, now)
            if timer is not None:
                await self.kinds[timer.kind](store, timer, now)
