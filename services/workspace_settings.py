"""What admins ask about their workspace's settings: to see them, and to change one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Caller
from domain.locale import Wishes
from domain.roles import Role
from domain.team import HouseStyle
from domain.workspace_settings import Chosen, SettingsView
from services import summaries
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def look(self, caller: Caller) -> SettingsView:
        """Show the settings, and what of the workspace they may be about."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await _view(store)

    async def change(self, caller: Caller, move: Callable[[SettingsView], Chosen]) -> bool:
        """Choose what *move* makes of the settings as they are; tell whether that was new."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            await store.workspaces.hold(caller.workspace_id)
            await store.settings.hold()
            view = await _view(store)
            chosen = move(view)
            if isinstance(chosen, Wishes):
                return await _restyle(store, chosen, self.now())
            change = view.settings.changed_to(chosen, caller.workspace_id)
            if change is not None:
                await store.keep(change, self.now())
        return change is not None


async def _restyle(store: Store, wishes: Wishes, now: datetime) -> bool:
    """Let the workspace read so; tell whether that was new."""
    before = await store.workspaces.wishes_of(store.workspace_id)
    changes = HouseStyle(store.workspace_id, before).becomes(wishes)
    await store.keep_all(changes, now)
    if wishes.zone != before.zone:
        await summaries.wind(store, wishes.settled().zone, now)
    return bool(changes)


async def _view(store: Store) -> SettingsView:
    return SettingsView(
        settings=await store.settings.all(),
        chats=await store.chats.all(),
        sources=await store.sources.names(),
        wishes=await store.workspaces.wishes_of(store.workspace_id),
    )
