"""Menus: every chat's own is brought up to date when the commands are others than before."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.caller import WorkspaceId
from domain.routing import menu_for
from services.doors import Doors
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Menus:
    """Wants the menus of all members and all connected chats anew."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def refresh(self) -> None:
        """Make one round over all workspaces, one at a time."""
        async with self.storage.look_system() as system:
            everywhere = await system.directory.with_menus()
        chats: dict[WorkspaceId, list[int]] = defaultdict(list)
        for workspace_id, telegram_id in everywhere:
            chats[workspace_id].append(telegram_id)
        for workspace_id, here in chats.items():
            async with self.storage.open(self.doors.house(workspace_id)) as store:
                await store.outbox.put(map(menu_for, here), self.now())
