"""Callers: who may do what, and who is a person."""

from uuid import UUID

import pytest

from domain.caller import Actor, ActorKind, Caller, WorkspaceId
from domain.errors import Forbidden, RoleTooLow
from domain.roles import Role

HERE = WorkspaceId(UUID(int=1))


def caller(role: Role | None, kind: ActorKind = ActorKind.MEMBER) -> Caller:
    return Caller(HERE, Actor(kind, UUID(int=2), "Somebody"), role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("needed", list(Role))
def test_a_role_reaches_itself_and_what_is_below(role: Role, needed: Role):
    asking = caller(role)
    assert asking.is_at_least(needed) == (role >= needed)
    if role < needed:
        with pytest.raises(RoleTooLow):
            asking.must_be(needed)
    else:
        asking.must_be(needed)


@pytest.mark.parametrize("needed", list(Role))
def test_without_a_role_nothing_is_reached(needed: Role):
    assert not caller(None).is_at_least(needed)
    with pytest.raises(RoleTooLow):
        caller(None).must_be(needed)


def test_only_a_member_is_a_person():
    assert caller(Role.AGENT).required_member() == UUID(int=2)
    for kind in (ActorKind.SOURCE, ActorKind.SYSTEM):
        assert caller(None, kind).member_id is None
        with pytest.raises(Forbidden):
            caller(None, kind).required_member()
