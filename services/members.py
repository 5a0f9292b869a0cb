"""What one may ask about invitations: to make, see and revoke them, and to join by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from domain.caller import Caller, MemberId, Person
from domain.change import Change
from domain.errors import CodeNotValid, TooMany
from domain.events import MemberInvited, MemberJoined
from domain.roles import Role
from domain.routing import menu_for
from domain.team import (
    INVITE_LIFETIME,
    MOST_INVITES,
    Invite,
    Member,
    Workspace,
    may_invite,
)
from services.doors import Doors
from services.team import hold
from storage.database import Storage

CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Joined:
    """What a person is in a workspace now; ``before`` if they were that already."""

    workspace: Workspace
    role: Role
    before: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def invite(
        self, caller: Caller, role: Role, lifetime: timedelta = INVITE_LIFETIME
    ) -> tuple[str, Invite]:
        """Make a single-use code by which somebody may join with *role*, below the caller's."""
        caller.must_be(Role.ADMIN)
        may_invite(caller.role or Role.VIEWER, role)
        now, code = self.now(), token_urlsafe(CODE_BYTES)
        invite = Invite(
            id=self.new_id(),
            code_hash=_hashed(code),
            role=role,
            made_by=caller.required_member(),
            expires_at=now + lifetime,
        )
        event = MemberInvited(invite.id, role.word, invite.expires_at)
        async with self.storage.open(caller) as store:
            may_invite((await hold(store, caller)).role, role)
            if len(await store.invites.open(now)) >= MOST_INVITES:
                raise TooMany(MOST_INVITES)
            await store.keep(Change(invite, event), now)
        return code, invite

    async def open_invitations(self, caller: Caller) -> Sequence[tuple[Invite, str]]:
        """Return the invitations by which somebody may still join, and who made each."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.invites.open(self.now())

    async def revoke(self, caller: Caller, invite_id: UUID) -> Invite:
        """Let nobody join by an invitation any more, if the caller might make it."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            actor = await hold(store, caller)
            invite = await store.invites.get_open(invite_id, now)
            may_invite(actor.role, invite.role)
            await store.keep(invite.revoked(now), now)
        return invite

    async def join(self, person: Person, code: str) -> Joined:
        """Make the person a member by their code; refuse with CodeNotValid.

        Somebody who is a member already stays as they are, does not spend
        the code, and may open a link again that they joined by.
        """
        now, code_hash = self.now(), _hashed(code)
        member = Member(MemberId(self.new_id()), person.id, person.name, Role.VIEWER)
        async with self.storage.open_system() as system:
            workspace_id = await system.directory.workspace_inviting(code_hash)
            if workspace_id is None:
                raise CodeNotValid
            await system.people.meet(person, now)
            await system.people.turn_to(person.id, workspace_id)
            workspace = Workspace(workspace_id, await system.workspaces.name_of(workspace_id))
            here = await system.directory.member(workspace_id, person.id)
            store = system.of(self.doors.joining(workspace_id, here or member))
            if here:
                await store.outbox.put([menu_for(person.id)], now)
                return Joined(workspace, here.role, before=True)
            invite = await store.invites.usable(code_hash, now)
            joined = Member(member.id, person.id, person.name, invite.role)
            event = MemberJoined(member.id, member.name, invite.role.word)
            await store.keep(Change(joined, event), now)
            await store.invites.save(invite.spent_by(member.id))
        return Joined(workspace, invite.role)


def _hashed(code: str) -> str:
    return sha256(code.encode()).hexdigest()
