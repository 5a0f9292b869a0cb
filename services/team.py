"""What one may ask about a team: to see it, to change roles, to remove somebody, to leave."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import membership
from domain.caller import Caller
from domain.change import Change
from domain.errors import RoleTooLow
from domain.notice import NoticeKind
from domain.roles import Role
from domain.team import Member
from services import departures
from services.bell import Bell
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as somebody sees them: which roles that one may give them, and whether it is them.

    ``removable`` tells whether the one who looks may take them out of the team.
    """

    member: Member
    roles: Sequence[Role]
    removable: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class Team:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def members(self, caller: Caller) -> Sequence[Member]:
        """Return everybody in the team."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.members.all()

    async def look(self, caller: Caller, member_id: UUID) -> MemberView:
        """Show one member."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return _view(caller, await store.members.get(member_id))

    async def oneself(self, caller: Caller) -> Member:
        """Show the caller's own membership."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.members.get(caller.required_member())

    async def change_role(self, caller: Caller, member_id: UUID, role: Role) -> MemberView:
        """Give a member another role; invitations that go beyond it count no longer."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            actor = await hold(store, caller)
            member = await store.members.get(member_id)
            owners = await store.members.count_owners()
            change = membership.given(actor, member, role, owners)
            made = await store.invites.open_of(member.id, now)
            beyond = [each.revoked(now) for each in made if not membership.may_ask(role, each)]
            await store.keep_all([change, *beyond], now)
            if member.id != actor.id:
                kind = NoticeKind.ROLE_CHANGED
                await departures.tell(store, kind, change.thing, now, self.new_id)
        self.outgoing.ring()
        return _view(caller, change.thing)

    async def remove(self, caller: Caller, member_id: UUID) -> Member:
        """Take a member out of the team; their leads in work go back to everybody."""
        caller.must_be(Role.ADMIN)
        now = self.now()

        async def parted(store: Store, actor: Member) -> Change[Member]:
            member = await store.members.get(member_id)
            owners = await store.members.count_owners()
            return membership.removed(actor, member, owners, now)

        return await self._part(caller, now, parted)

    async def leave(self, caller: Caller) -> Member:
        """Leave the team oneself; the last owner cannot."""
        caller.must_be(Role.VIEWER)
        now = self.now()

        async def parted(store: Store, actor: Member) -> Change[Member]:
            return membership.left(actor, await store.members.count_owners(), now)

        return await self._part(caller, now, parted)

    async def _part(
        self,
        caller: Caller,
        now: datetime,
        parted: Callable[[Store, Member], Awaitable[Change[Member]]],
    ) -> Member:
        async with self.storage.open_system() as system:
            store = system.of(caller)
            actor = await hold(store, caller)
            change = await parted(store, actor)
            gone = change.thing
            await departures.part(system, store, gone, change, now)
            if gone.id != actor.id:
                await departures.tell(store, NoticeKind.REMOVED, gone, now, self.new_id)
        # The first leads at once, the rest in the round: nobody waits for thousands.
        await departures.release_some(self.storage, caller, gone.id, now)
        self.outgoing.ring()
        return gone


async def hold(store: Store, caller: Caller) -> Member:
    """Hold the team and return who asks, as they are now; refuse with RoleTooLow.

    Since the door saw them, somebody may have changed their role or removed them.
    """
    await store.members.hold_team()
    actor = await store.members.find(caller.required_member())
    if actor is None:
        raise RoleTooLow
    return actor


def _view(caller: Caller, member: Member) -> MemberView:
    oneself = member.id == caller.member_id
    actor = caller.role or Role.VIEWER
    roles = membership.roles_for(actor, member.role)
    removable = bool(roles) and not oneself
    return MemberView(member, roles, removable, oneself)
