"""Trials: leads of our own that go the whole way of a source's leads, and say what they are."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.roles import Role
from domain.source import Source
from services.doors import Doors
from services.intake import Intake
from services.own_events import hand_in
from storage.database import Storage

LABEL = "test"


@dataclass(frozen=True, slots=True)
class Trials:
    """A trial is signed, checked, stored, scored and shown like every other lead."""

    storage: Storage
    doors: Doors
    intake: Intake
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def send(self, caller: Caller, source_id: UUID, name: str, message: str) -> Source:
        """Hand in a lead with this name and message; refuse as the door does."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
        data = {"name": name, "message": message, "source": LABEL}
        body = json.dumps({"event": "lead.created", "data": data}).encode()
        event = f"test_{self.new_id().hex}", self.now()
        await hand_in(self.doors, self.intake, source, event, body)
        return source
