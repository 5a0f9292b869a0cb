"""Departures: what becomes of what somebody had who is no longer in a team."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import Caller, MemberId, WorkspaceId
from domain.change import Change
from domain.membership import set_free
from domain.notice import Notice, NoticeKind
from domain.team import Member
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.departed import Departed
from storage.store import Store
from storage.system_store import SystemStore

BATCH = 50
"""Leads that go back in one transaction."""
BATCHES = 20
"""Batches of one round for one member, so that other rounds are not kept waiting."""
LINGER = timedelta(minutes=1)
"""How long a press that began before somebody left may still be on its way."""


async def part(
    system: SystemStore,
    store: Store,
    member: Member,
    change: Change[Member],
    now: datetime,
) -> None:
    """Write that a member is gone, within the transaction of whoever calls it.

    They turn to another of their workspaces, and their open invitations count no longer.
    """
    workspace_id = store.workspace_id
    invites = await store.invites.open_of(member.id, now)
    await store.keep_all([change, *(each.revoked(now) for each in invites)], now)
    others = await system.directory.workspaces_of(member.person_id)
    known = await system.people.find(member.person_id)
    if known and known.workspace_id == workspace_id:
        other = others[0].workspace.id if others else None
        await system.people.turn_to(member.person_id, other)


async def tell(
    store: Store, kind: NoticeKind, member: Member, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Tell somebody in private what they are in the team now."""
    name = await store.workspaces.name_of(store.workspace_id)
    details = {"workspace": name}
    if kind is NoticeKind.ROLE_CHANGED:
        details["role"] = member.role.word
    notice = Notice(new_id(), member.person_id, kind, details)
    await store.tell([notice], f"{kind}:{member.id.hex}:{now.isoformat()}", now)


async def release_some(
    storage: Storage, caller: Caller, member_id: MemberId, now: datetime
) -> int:
    """Give back one batch of the leads of somebody who left; return how many that were."""
    async with storage.open(caller) as store:
        ids = await store.leads.in_work_of(member_id, BATCH)
        leads = [await store.leads.get(each) for each in ids]
        theirs = [each for each in leads if each.owner and each.owner.id == member_id]
        changes = [change for each in theirs if (change := set_free(each))]
        await store.keep_all(changes, now)
    return len(ids)


@dataclass(frozen=True, slots=True)
class Departures:
    """Gives the leads of people who left back to everybody, some at a time."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    outgoing: Bell

    async def settle(self) -> None:
        """Make one round over those who left with something still in their hands."""
        async with self.storage.look_system() as system:
            departed = await system.departed.unsettled()
        for each in departed:
            await self._settle(each)

    async def _settle(self, gone: Departed) -> None:
        caller = self.doors.house(WorkspaceId(gone.workspace_id))
        for _ in range(BATCHES):
            if not await release_some(self.storage, caller, gone.member_id, self.now()):
                break
            self.outgoing.ring()
        else:
            return
        # Until then a press from before may still bring them a lead.
        if self.now() - gone.left_at >= LINGER:
            async with self.storage.open(caller) as store:
                await store.members.settled(gone.member_id, self.now())
