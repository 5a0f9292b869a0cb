"""Deletions: a workspace ends when an owner types its name, and days of grace are over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from domain.caller import Caller, WorkspaceId
from domain.change import Change
from domain.deletion import WARNED_BEFORE, Deletion
from domain.errors import RoleTooLow
from domain.notice import NoticeKind
from domain.roles import Role
from domain.routing import menu_for, telegram_lane
from services import telling
from services.doors import Doors
from services.team import hold
from storage.database import Storage
from storage.erasure import Ending
from storage.store import Store

BATCH = 500
"""Rows that are erased in one transaction."""
BATCHES = 40
"""Batches of one round, so that other rounds are not kept waiting."""
SETTLING = timedelta(minutes=10)
"""How long after its beginning an erasure looks for what was still on its way."""
FAREWELL = timedelta(days=1)
"""How long the last notices may wait for Telegram."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deletions:
    """Each method is one verb, one role and one transaction; ``proceed`` is a round."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def look(self, caller: Caller) -> Deletion:
        """Say how far the deletion of the caller's workspace is."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.deletions.get()

    async def awaits(self, caller: Caller) -> bool:
        """Tell whether the caller is about to type the workspace's name."""
        caller.must_be(Role.OWNER)
        return (await self.look(caller)).awaits(caller.member_id, self.now())

    async def ask(self, caller: Caller) -> Deletion:
        """Ask the caller for the workspace's name; refuse with NotFound if it ends already."""
        me, now = caller.required_member(), self.now()
        return await self._change(caller, lambda deletion: deletion.asked(me, now), None)

    async def confirm(self, caller: Caller, typed: str) -> Deletion:
        """Begin the days of grace, in which sources are closed."""
        me, now = caller.required_member(), self.now()
        return await self._change(
            caller,
            lambda deletion: deletion.confirmed(me, now, typed),
            NoticeKind.WORKSPACE_ENDING,
        )

    async def keep(self, caller: Caller) -> Deletion:
        """Take the deletion back; sources are open again."""
        before = await self.look(caller)
        kind = NoticeKind.WORKSPACE_KEPT if before.delete_at else None
        return await self._change(caller, Deletion.kept, kind)

    async def _change(
        self,
        caller: Caller,
        move: Callable[[Deletion], Change[Deletion]],
        kind: NoticeKind | None,
    ) -> Deletion:
        caller.must_be(Role.OWNER)
        now = self.now()
        async with self.storage.open(caller) as store:
            if (await hold(store, caller)).role is not Role.OWNER:
                raise RoleTooLow(Role.OWNER)
            change = move(await store.deletions.get())
            await store.keep(change, now)
            if kind:
                await self._tell(store, kind, change.thing, caller.actor.name, now)
            sources = [each.id for each in await store.sources.all()]
        for source_id in sources:
            self.doors.forget(source_id)
        return change.thing

    async def _tell(
        self, store: Store, kind: NoticeKind, deletion: Deletion, by: str, now: datetime
    ) -> None:
        details = {"workspace": deletion.title, "by": by}
        if deletion.delete_at:
            details["until"] = deletion.delete_at.isoformat()
        key = f"{kind}:{now.isoformat()}"
        await telling.tell_owners(store, kind, details, key, now, self.new_id)

    async def proceed(self) -> None:
        """Make one round: remind owners of what ends soon, and erase what has ended."""
        async with self.storage.look_system() as system:
            soon = await system.erasure.to_warn(self.now() + WARNED_BEFORE)
            due = await system.erasure.due(self.now())
        for workspace_id in soon:
            await self._warn(workspace_id)
        for ending in due:
            await self._erase(ending)

    async def _warn(self, workspace_id: WorkspaceId) -> None:
        now = self.now()
        async with self.storage.open_system() as system:
            if await system.erasure.warned(workspace_id, now):
                store = system.of(self.doors.house(workspace_id))
                deletion = await store.deletions.get()
                await self._tell(store, NoticeKind.WORKSPACE_ENDS_SOON, deletion, "", now)

    async def _erase(self, ending: Ending) -> None:
        """Erase some of a workspace; what was done stays done, however the round ends."""
        if ending.since is None:
            await self._begin(ending.workspace_id)
            return
        house, now = self.doors.house(ending.workspace_id), self.now()
        farewell = now - ending.since < FAREWELL
        for _ in range(BATCHES):
            async with self.storage.open_system() as system:
                system.of(house)
                if not await system.erasure.erase_some(BATCH, farewell=farewell):
                    break
        else:
            return
        if now - ending.since >= SETTLING:
            await self._finish(ending.workspace_id, farewell=farewell)

    async def _begin(self, workspace_id: WorkspaceId) -> None:
        """Let nobody in any more, and tell the owners."""
        now = self.now()
        async with self.storage.open_system() as system:
            if not await system.erasure.begin(workspace_id, now):
                return
            store = system.of(self.doors.house(workspace_id))
            await self._tell(
                store, NoticeKind.WORKSPACE_DELETED, await store.deletions.get(), "", now
            )
            chats = [each.telegram_id for each in await store.chats.all()]
            for telegram_id in chats:
                await store.lanes.wake(telegram_lane(telegram_id))
            people = [each.person_id for each in await store.members.all()]
            await store.outbox.put(map(menu_for, {*people, *chats}), now)
        log.warning("workspace_ends", workspace=str(workspace_id))

    async def _finish(self, workspace_id: WorkspaceId, *, farewell: bool) -> None:
        """Leave nothing but the mark that there was a workspace."""
        async with self.storage.open_system() as system:
            store = system.of(self.doors.house(workspace_id))
            if farewell and await system.erasure.says_farewell():
                return
            while await system.erasure.erase_some(BATCH, farewell=False):
                pass
            await system.erasure.finish(store.workspace_id, self.now())
        log.warning("workspace_erased", workspace=str(workspace_id))
