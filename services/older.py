"""Older leads: those that came before there was an index are let in by and by."""

from dataclasses import dataclass

import structlog

from services.doors import Doors
from storage.database import Storage

AT_ONCE = 100
IN_ONE_ROUND = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OlderLeads:
    """Indexes older leads in small transactions, the newest first, and no lead twice."""

    storage: Storage
    doors: Doors

    async def index_some(self, batches: int = IN_ONE_ROUND) -> int:
        """Index *batches* at most, each of which lets others write in between; count them."""
        done = 0
        while done < batches and await self._index_one():
            done += 1
        return done

    async def _index_one(self) -> bool:
        async with self.storage.look_system() as system:
            waiting = await system.older.next()
        if waiting is None:
            return False
        house = self.doors.house(waiting.workspace_id)
        async with self.storage.open(house) as store:
            await store.finding.add_older(waiting.number, AT_ONCE)
        left = max(waiting.number - AT_ONCE, 0)
        if left % (AT_ONCE * IN_ONE_ROUND) < AT_ONCE:
            log.info("older_leads_indexed", workspace=str(waiting.workspace_id), left=left)
        return True
