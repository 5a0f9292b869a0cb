"""Teams: names, and who may invite whom."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.caller import MemberId
from domain.errors import Invalid, RoleTooLow
from domain.roles import Role
from domain.team import NAME_LENGTH, Invite, checked_name, may_invite


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
