"""Teams: names, and who may invite whom."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.caller import MemberId
from domain.errors import Invalid, RoleTooLow
from domain.roles import Role
from domain.team import (
    LONGEST_INVITE,
    NAME_LENGTH,
    SHORTEST_INVITE,
    Invite,
    checked_name,
    lifetime_of,
    may_invite,
    roles_to_ask,
)


@given(st.text())
def test_a_checked_name_is_one_printable_line_of_bounded_length(text: str):
    try:
        name = checked_name(text)
    except Invalid:
        return
    assert name == name.strip()
    assert name.isprintable()
    assert 0 < len(name) <= NAME_LENGTH
    assert checked_name(name) == name


@pytest.mark.parametrize("name", ["", "  \n\t ", "\u200b", "x" * (NAME_LENGTH + 1)])
def test_names_that_are_none_are_refused_with_their_field(name: str):
    with pytest.raises(Invalid) as refused:
        checked_name(name, "title")
    assert [each.field for each in refused.value.problems] == ["title"]


def test_line_breaks_become_spaces():
    assert checked_name("  Nordlicht\n Solar ") == "Nordlicht Solar"


@pytest.mark.parametrize("inviter", list(Role))
@pytest.mark.parametrize("role", list(Role))
def test_admins_and_owners_invite_below_themselves(inviter: Role, role: Role):
    if inviter >= Role.ADMIN and role < inviter:
        may_invite(inviter, role)
    else:
        with pytest.raises(RoleTooLow):
            may_invite(inviter, role)


def test_an_invitation_is_spent_by_one():
    expires = datetime(2026, 3, 1, tzinfo=UTC)
    invite = Invite(UUID(int=1), "hash", Role.AGENT, MemberId(UUID(int=2)), expires)
    spent = invite.spent_by(MemberId(UUID(int=3)))
    assert (invite.used_by, spent.used_by) == (None, UUID(int=3))


@pytest.mark.parametrize("inviter", list(Role))
def test_roles_to_ask_for_are_those_one_may_invite(inviter: Role):
    offered = roles_to_ask(inviter)
    for role in offered:
        may_invite(inviter, role)
    assert bool(offered) == (inviter >= Role.ADMIN)


@given(st.integers(0, 99_999), st.sampled_from("mhd"))
def test_a_lifetime_is_read_within_its_bounds_and_refused_with_them(number: int, unit: str):
    units = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
    expected = number * units[unit]
    if SHORTEST_INVITE <= expected <= LONGEST_INVITE:
        assert lifetime_of(f" {number}{unit.upper()} ") == expected
    else:
        with pytest.raises(Invalid, match="from 10m to 7d"):
            lifetime_of(f"{number}{unit}")


@given(st.text())
def test_any_other_text_is_no_lifetime(text: str):
    try:
        found = lifetime_of(text)
    except Invalid:
        return
    assert SHORTEST_INVITE <= found <= LONGEST_INVITE


def test_an_invitation_is_open_until_used_revoked_or_too_old():
    expires = datetime(2026, 3, 1, tzinfo=UTC)
    before = expires - timedelta(seconds=1)
    invite = Invite(UUID(int=1), "hash", Role.AGENT, MemberId(UUID(int=2)), expires)
    assert invite.is_open(before)
    assert not invite.is_open(expires)
    assert not invite.spent_by(MemberId(UUID(int=3))).is_open(before)
    change = invite.revoked(before)
    assert not change.thing.is_open(before)
    assert change.event.details() == {"role": "agent"}
