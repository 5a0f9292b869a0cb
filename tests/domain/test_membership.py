"""Who may change whom: over random teams and random wishes the rules hold."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from domain import membership
from domain.caller import MemberId, PersonId
from domain.errors import LastOwner, NotFound, RoleTooLow
from domain.roles import Role
from domain.team import Member, may_invite

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROLES = some.sampled_from(Role)


def a_member(number: int, role: Role) -> Member:
    return Member(MemberId(UUID(int=number)), PersonId(number), f"Member {number}", role)


class TeamMachine(RuleBasedStateMachine):
    """People join, give roles, remove one another and leave as they like."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.team: dict[MemberId, Member] = {}
        self.everybody = 0

    def owners(self) -> int:
        return sum(each.role is Role.OWNER for each in self.team.values())

    def come(self, role: Role) -> MemberId:
        self.everybody += 1
        member = a_member(self.everybody, role)
        self.team[member.id] = member
        return member.id

    @initialize(target=ids)
    def begin(self) -> MemberId:
        return self.come(Role.OWNER)

    @rule(target=ids, inviter=ids, role=ROLES)
    def join(self, inviter: MemberId, role: Role):
        actor = self.team.get(inviter)
        if actor is None:
            return multiple()
        try:
            may_invite(actor.role, role)
        except RoleTooLow:
            assert actor.role < Role.ADMIN or role >= actor.role
            return multiple()
        assert role < actor.role
        return self.come(role)

    @rule(by=ids, whom=ids, role=ROLES)
    def give(self, by: MemberId, whom: MemberId, role: Role) -> None:
        actor, member = self.team.get(by), self.team.get(whom)
        if actor is None or member is None:
            return
        offered = role in membership.roles_for(actor.role, member.role)
        try:
            change = membership.given(actor, member, role, self.owners())
        except RoleTooLow:
            assert not offered
            return
        except LastOwner:
            assert (member.role, self.owners()) == (Role.OWNER, 1)
            return
        except NotFound:
            assert role is member.role
            return
        assert offered
        assert actor.role is Role.OWNER or (member.role < actor.role and role < actor.role)
        self.team[whom] = change.thing

    @rule(by=ids, whom=ids)
    def remove(self, by: MemberId, whom: MemberId) -> None:
        actor, member = self.team.get(by), self.team.get(whom)
        if actor is None or member is None:
            return
        try:
            change = membership.removed(actor, member, self.owners(), NOON)
        except RoleTooLow:
            assert not membership.may_give(actor.role, member.role)
            return
        except LastOwner:
            assert (member.role, self.owners()) == (Role.OWNER, 1)
            return
        assert actor.role is Role.OWNER or member.role < actor.role
        self.forget(change.thing)

    @rule(whom=ids)
    def leave(self, whom: MemberId) -> None:
        member = self.team.get(whom)
        if member is None:
            return
        try:
            self.forget(membership.left(member, self.owners(), NOON).thing)
        except LastOwner:
            assert (member.role, self.owners()) == (Role.OWNER, 1)

    def forget(self, gone: Member) -> None:
        assert (gone.role, gone.left_at) == (Role.VIEWER, NOON)
        assert gone.name == self.team.pop(gone.id).name

    @invariant()
    def somebody_owns_the_team(self) -> None:
        assert not self.everybody or self.owners() >= 1


TestTeam = TeamMachine.TestCase


@pytest.mark.parametrize("actor", list(Role))
@pytest.mark.parametrize("member", list(Role))
def test_nobody_is_offered_a_role_as_high_as_ones_own_but_by_owners(actor: Role, member: Role):
    offered = membership.roles_for(actor, member)
    assert member not in offered
    if actor is Role.OWNER:
        assert set(offered) == set(Role) - {member}
    elif actor is Role.ADMIN and member < Role.ADMIN:
        assert set(offered) == {Role.VIEWER, Role.AGENT} - {member}
    else:
        assert not offered
