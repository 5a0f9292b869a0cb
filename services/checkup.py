"""What the doctor asks the database: whether secrets open, who leads, what rests, what is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.caller import WorkspaceId
from domain.rotation import UNREADABLE
from domain.routing import telegram_chat
from storage.database import Storage
from storage.lanes import FOREVER


@dataclass(frozen=True, slots=True)
class Resting:
    """A chat to which nothing goes now; ``until`` is absent where somebody must heal it."""

    chat: str
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """Each method is one look; nothing is changed."""

    storage: Storage
    now: Callable[[], datetime]

    async def secrets(self) -> tuple[int, Sequence[str]]:
        """Count the sources, and name those of which a secret cannot be opened."""
        async with self.storage.look_system() as system:
            sources = [each.source for each in await system.directory.sources()]
        closed = [
            each.name for each in sources if UNREADABLE in (each.secret, each.previous_secret)
        ]
        return len(sources), closed

    async def leaders(self) -> Mapping[str, str]:
        """Say which process holds each task of the installation."""
        async with self.storage.look_system() as system:
            return await system.leaders.holders(self.now())

    async def resting(self) -> Sequence[Resting]:
        """Return the connected chats to which nothing goes now."""
        found = []
        async with self.storage.look_system() as system:
            for rest in await system.lanes.all_resting(self.now()):
                telegram_id = telegram_chat(rest.lane)
                title = telegram_id and await system.directory.title_of_chat(telegram_id)
                if title:
                    until = None if rest.until >= FOREVER else rest.until
                    found.append(Resting(title, until, rest.reason))
        return found

    async def workspace(self, workspace_id: WorkspaceId) -> str:
        """Return the name of a workspace."""
        async with self.storage.look_system() as system:
            return await system.workspaces.name_of(workspace_id)
