"""What the gates ask: to remember what was refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Visitor
from domain.events import ActionDenied
from services.doors import Doors
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Audit:
    """Each method is one verb and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def denied(self, visitor: Visitor, action: str, reason: str) -> None:
        """Remember that somebody tried what they may not do, in the workspace it was about."""
        if visitor.workspace_id is None:
            return
        caller = visitor.caller or self.doors.house(visitor.workspace_id)
        who = "" if visitor.caller else f" (by Telegram user {visitor.person.id})"
        event = ActionDenied(visitor.workspace_id, action, reason + who)
        async with self.storage.open(caller) as store:
            await store.note_denied(event, self.now())
