"""What an admin asks of exports: a file with leads, and to do without it after all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.caller import Caller, PersonId
from domain.errors import ExportUnderWay, NotFound, RoleTooLow
from domain.export import Export, Extent, Why, Wish
from domain.roles import Role
from services.bell import Bell
from services.doors import Doors
from services.team import hold
from storage.database import Storage

UNLESS_BEGUN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Exports:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    bell: Bell

    async def ask(self, caller: Caller, wish: Wish, message_id: int | None = None) -> Export:
        """Ask for a file for the caller's private chat; refuse with ExportUnderWay.

        How far it is stands in the message there, or in one that is yet to be sent. Where
        there is one, nobody works on it before ``begin``, or before that was forgotten.
        """
        caller.must_be(Role.ADMIN)
        me, now = caller.required_member(), self.now()
        async with self.storage.open(caller) as store:
            member = await hold(store, caller)
            if member.role < Role.ADMIN:
                raise RoleTooLow(Role.ADMIN)
            if await store.exports.under_way_of(me):
                raise ExportUnderWay
            zone = await store.workspaces.zone_of(store.workspace_id)
            export = Export(
                id=0,
                workspace_id=caller.workspace_id,
                member_id=me,
                person_id=member.person_id,
                wish=wish,
                zone=zone,
                extent=Extent.named(wish.span, now, zone, with_spam=wish.with_spam),
                asked_at=now,
                message_id=message_id,
            )
            await store.exports.forget_old(now)
            await store.keep(export.asked(), now)
            asked = await store.exports.under_way_of(me)
            if asked and message_id is not None:
                await store.exports.set_due(asked.id, now + UNLESS_BEGUN)
        if asked is None:
            raise NotFound
        self.bell.ring()
        return asked

    async def begin(self, export: Export) -> None:
        """Let it be worked on, once its message says so."""
        async with self.storage.open(self.doors.house(export.workspace_id)) as store:
            await store.exports.set_due(export.id, self.now())
        self.bell.ring()

    async def title(self, export: Export) -> str:
        """Return the name of the workspace that an export is from."""
        async with self.storage.look(self.doors.house(export.workspace_id)) as store:
            return await store.workspaces.name_of(export.workspace_id)

    async def cancel(self, person_id: PersonId, export_id: int) -> Export:
        """Do without a file that this person asked for, in whatever workspace that was."""
        async with self.storage.look_system() as system:
            workspace_id = await system.exports.asked_by(person_id, export_id)
        caller = await self.doors.member(workspace_id, person_id)
        async with self.storage.open(caller or self.doors.house(workspace_id)) as store:
            change = (await store.exports.get(export_id)).ended(Why.CANCELLED)
            await store.keep(change, self.now())
            await store.exports.set_due(export_id, self.now())
        self.bell.ring()
        return change.thing
