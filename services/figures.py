"""What whoever runs the house asks: how much waits, and for how long."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.figures import Figures
from domain.gap import LATE_AFTER
from storage.database import Storage

MOST_ROWS = 10_000
"""Rows that counting gaps looks at in each way, so that a long queue does not make it slow."""


@dataclass(frozen=True, slots=True)
class Observer:
    """Each method is one verb and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def figures(self) -> Figures:
        """Count the work of all workspaces together; whose it is stays inside."""
        async with self.storage.look_system() as system:
            now = self.now()
            return replace(
                await system.tally.figures(now),
                gaps=await system.gaps.count(now - LATE_AFTER, MOST_ROWS),
                rest=await system.lanes.longest_rest(now),
            )
