"""What the doctor asks the database: whether secrets open, who leads, what rests, what is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.caller import WorkspaceId
from domain.rotation import UNREADABLE, Rotating
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
            found = await system.directory.sources()
        closed = [
            each.source.name
            for each in found
            if any(_is_closed(it) for it in (each.source, each.sender) if it)
        ]
        return len(found), closed

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


def _is_closed(thing: Rotating) -> bool:
    return UNREADABLE in (thing.secret, thing.previous_secret)
