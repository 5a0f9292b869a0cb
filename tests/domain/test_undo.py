"""Undo: what a timer holds is read back, and undoing tells of it as any other change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import NothingToUndo, UndoneByOther
from domain.lead import LostReason, Owner, Status
from domain.reminder import Reminder
from domain.undo import WITHIN, Undo
from tests.domain.test_lead import ANNA, BEN, NEW, TAKEN

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNER = Owner(ANNA.required_member(), "Anna")
reminders = some.builds(
    Reminder, some.just(NEW.id), some.just(OWNER.id), some.just(NOW), some.text(max_size=200)
)
undos = some.builds(
    Undo,
    lead_id=some.just(NEW.id),
    by=some.just(ANNA.required_member()),
    until=some.just(NOW + WITHIN),
    version=some.integers(1, 2**31),
    status=some.sampled_from(Status),
    owner=some.none() | some.builds(Owner, some.just(OWNER.id), some.text(max_size=64)),
    lost_reason=some.none() | some.sampled_from(LostReason),
    reminder=some.none() | reminders,
)


@given(undos)
def test_what_a_timer_holds_is_read_back(undo: Undo):
    assert Undo.of(undo.as_timer()) == undo


def test_it_is_for_a_minute_for_one_person_and_for_one_version():
    undo = Undo(NEW.id, OWNER.id, NOW + WITHIN, TAKEN.version, Status.NEW)
    assert undo.undone(TAKEN, ANNA, NOW).thing == replace(TAKEN, status=Status.NEW, owner=None)
    with pytest.raises(NothingToUndo):
        undo.undone(TAKEN, ANNA, NOW + WITHIN)
    with pytest.raises(NothingToUndo):
        undo.undone(replace(TAKEN, version=9), ANNA, NOW)
    with pytest.raises(UndoneByOther):
        undo.undone(TAKEN, BEN, NOW)


BENS = Owner(BEN.required_member(), "Ben")


@pytest.mark.parametrize(
    ("owner", "before", "name"),
    [
        (OWNER, None, "lead.released"),
        (None, OWNER, "lead.taken"),
        (None, BENS, "lead.assigned"),
        (BENS, OWNER, "lead.assigned"),
        (OWNER, OWNER, "lead.status_changed"),
        (None, None, "lead.status_changed"),
    ],
)
def test_it_is_told_as_any_other_change(owner: Owner | None, before: Owner | None, name: str):
    lead = replace(NEW, owner=owner, status=Status.WON)
    undo = Undo(NEW.id, OWNER.id, NOW + WITHIN, lead.version, Status.TAKEN, before)
    assert undo.undone(lead, ANNA, NOW).event.name == name
