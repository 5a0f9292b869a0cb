"""Who may change whom in a team, and what becomes of somebody who leaves it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.change import Change
from domain.errors import LastOwner, NotFound, RoleTooLow
from domain.events import MemberLeft, MemberRemoved, MemberRoleChanged
from domain.lead import IN_WORK, Lead, Status
from domain.lead_events import LeadOwnerLeft
from domain.roles import Role
from domain.team import Invite, Member


def may_give(actor: Role, role: Role) -> bool:
    """Tell whether *actor* may make somebody a *role*: one below their own, or any as an owner."""
    return actor is Role.OWNER or (actor is Role.ADMIN and role < actor)


def may_ask(inviter: Role, invite: Invite) -> bool:
    """Tell whether *inviter* might make this invitation."""
    return inviter >= Role.ADMIN and invite.role < inviter


def roles_for(actor: Role, member: Role) -> Sequence[Role]:
    """Return the roles that *actor* may give to somebody who is *member* now."""
    if not may_give(actor, member):
        return ()
    return [each for each in Role if each is not member and may_give(actor, each)]


def given(actor: Member, member: Member, role: Role, owners: int) -> Change[Member]:
    """Give *member* a role; refuse with RoleTooLow, or LastOwner when nobody would own the team.

    ``owners`` is how many the team has now.
    """
    _must_outrank(actor, member)
    if not may_give(actor.role, role):
        raise RoleTooLow(Role.OWNER)
    if role is member.role:
        raise NotFound
    if role is not Role.OWNER:
        _must_leave_an_owner(member, owners)
    changed = replace(member, role=role)
    event = MemberRoleChanged(member.id, member.name, member.role.word, role.word)
    return Change(changed, event)


def removed(actor: Member, member: Member, owners: int, now: datetime) -> Change[Member]:
    """Take *member* out of the team; refuse with RoleTooLow or LastOwner."""
    _must_outrank(actor, member)
    event = MemberRemoved(member.id, member.name, member.role.word)
    return Change(_gone(member, owners, now), event)


def left(member: Member, owners: int, now: datetime) -> Change[Member]:
    """Let *member* go by their own wish; refuse with LastOwner."""
    event = MemberLeft(member.id, member.name, member.role.word)
    return Change(_gone(member, owners, now), event)


def set_free(lead: Lead) -> Change[Lead] | None:
    """Put a lead back for everybody, whose owner left; ``None`` if it is in nobody's work."""
    if lead.status not in IN_WORK or lead.owner is None:
        return None
    free = replace(lead, status=Status.NEW, owner=None)
    return Change(free, LeadOwnerLeft(lead.id, lead.owner.name))


def _gone(member: Member, owners: int, now: datetime) -> Member:
    """Keep the name of somebody who left for the sake of history, and no role but the least."""
    _must_leave_an_owner(member, owners)
    return replace(member, role=Role.VIEWER, left_at=now)


def _must_outrank(actor: Member, member: Member) -> None:
    """Refuse with RoleTooLow unless *actor* may change *member*; owners may change owners."""
    if not may_give(actor.role, member.role):
        raise RoleTooLow(Role.OWNER if actor.role is Role.ADMIN else Role.ADMIN)


def _must_leave_an_owner(member: Member, owners: int) -> None:
    if member.role is Role.OWNER and owners <= 1:
        raise LastOwner
