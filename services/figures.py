"""What whoever runs the house asks: how much waits, and for how long."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.figures import Figures
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Observer:
    """Each method is one verb and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def figures(self) -> Figures:
        """Count the work of all workspaces together; whose it is stays inside."""
        async with self.storage.look_system() as system:
            return await system.tally.figures(self.now())
