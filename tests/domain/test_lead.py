"""A lead: every move, by everybody, from every status."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.caller import Actor, ActorKind, Caller, WorkspaceId
from domain.change import Change
from domain.errors import (
    Forbidden,
    LeadAlreadyTaken,
    LeadHeldByOther,
    MoveNotPossible,
    Refusal,
)
from domain.inbound import NewLead
from domain.lead import CLOSED, IN_WORK, MOVES, Lead, LeadId, LostReason, Status
from domain.roles import Role
from domain.scoring import Temperature


def member(name: str, number: int, role: Role) -> Caller:
    actor = Actor(ActorKind.MEMBER, UUID(int=number), name)
    return Caller(WorkspaceId(UUID(int=100)), actor, role)


ANNA = member("Anna", 1, Role.AGENT)
BEN = member("Ben", 2, Role.AGENT)
OLGA = member("Olga", 3, Role.OWNER)
HOUSE = Caller(WorkspaceId(UUID(int=100)), Actor(ActorKind.SYSTEM, None, "LeadsBot"), None)
NEW = Lead(
    id=LeadId(UUID(int=7)),
    number=1,
    contact=NewLead(name="Jonas", email="jonas@example.com"),
    source_id=UUID(int=8),
    source_name="Website",
    received_at=datetime(2026, 3, 1, tzinfo=UTC),
)
TAKEN = NEW.taken_by(ANNA).thing


def test_taking_makes_the_member_the_owner_and_says_so():
    change = NEW.taken_by(ANNA)
    assert change.thing.owner is not None
    assert (change.thing.status, change.thing.owner.name) == (Status.TAKEN, "Anna")
    assert (change.event.name, change.event.details()) == ("lead.taken", {"owner": "Anna"})


@pytest.mark.parametrize(("caller", "yourself"), [(ANNA, True), (BEN, False), (OLGA, False)])
def test_a_taken_lead_is_taken(caller: Caller, yourself: bool):
    with pytest.raises(LeadAlreadyTaken) as refused:
        TAKEN.taken_by(caller)
    assert (refused.value.owner, refused.value.yourself) == ("Anna", yourself)


def test_only_a_person_takes():
    with pytest.raises(Forbidden):
        NEW.taken_by(HOUSE)


@pytest.mark.parametrize("was", list(Status))
@pytest.mark.parametrize("wanted", list(Status))
def test_moves_are_those_of_the_table(was: Status, wanted: Status):
    lead = replace(NEW, status=was)
    if wanted in MOVES[was]:
        change = lead.moved_to(wanted, ANNA)
        assert change.thing.status is wanted
        assert change.event.details() == {"was": was, "became": wanted}
    else:
        with pytest.raises(MoveNotPossible):
            lead.moved_to(wanted, ANNA)


@pytest.mark.parametrize(
    "move",
    [
        lambda lead, who: lead.moved_to(Status.CONTACTED, who),
        lambda lead, who: lead.released(who),
        lambda lead, who: lead.moved_to(Status.LOST, who).thing.reopened(who),
    ],
    ids=["move", "release", "reopen"],
)
def test_only_the_owner_or_an_admin_moves_an_owned_lead(move):
    with pytest.raises(LeadHeldByOther) as refused:
        move(TAKEN, BEN)
    assert refused.value.owner == "Anna"
    assert isinstance(move(TAKEN, ANNA), Change)
    assert isinstance(move(TAKEN, OLGA), Change)


def test_a_lost_lead_knows_why_until_it_is_reopened():
    lost = TAKEN.moved_to(Status.LOST, ANNA, LostReason.PRICE)
    assert lost.thing.lost_reason is LostReason.PRICE
    assert lost.event.details()["reason"] == "price"
    assert lost.thing.reopened(ANNA).thing.lost_reason is None


def test_reopening_goes_back_to_the_owner_or_to_everybody():
    assert TAKEN.moved_to(Status.WON, ANNA).thing.reopened(ANNA).thing.status is Status.TAKEN
    assert NEW.moved_to(Status.SPAM, ANNA).thing.reopened(BEN).thing.status is Status.NEW
    with pytest.raises(MoveNotPossible):
        TAKEN.reopened(ANNA)


def test_releasing_needs_an_owner():
    with pytest.raises(MoveNotPossible):
        NEW.released(ANNA)
    assert TAKEN.released(ANNA).thing == NEW


class AnyMoves(RuleBasedStateMachine):
    """Whatever anybody presses in whatever order, the lead stays one that can be."""

    def __init__(self) -> None:
        super().__init__()
        self.lead = NEW

    callers = st.sampled_from([ANNA, BEN, OLGA])

    def _try(self, move) -> None:
        try:
            self.lead = move().thing
        except Refusal:
            return

    @rule(caller=callers)
    def take(self, caller: Caller) -> None:
        self._try(lambda: self.lead.taken_by(caller))

    @rule(caller=callers, status=st.sampled_from(Status))
    def move(self, caller: Caller, status: Status) -> None:
        self._try(lambda: self.lead.moved_to(status, caller))

    @rule(caller=callers)
    def release(self, caller: Caller) -> None:
        self._try(lambda: self.lead.released(caller))

    @rule(caller=callers)
    def reopen(self, caller: Caller) -> None:
        self._try(lambda: self.lead.reopened(caller))

    @invariant()
    def work_has_an_owner_and_a_new_lead_has_none(self) -> None:
        assert (self.lead.status in IN_WORK) <= (self.lead.owner is not None)
        assert (self.lead.status is Status.NEW) <= (self.lead.owner is None)
        assert (self.lead.lost_reason is None) or self.lead.status in CLOSED


AnyMoves.TestCase.settings = settings(max_examples=60)
TestAnyMoves = AnyMoves.TestCase


def test_every_status_is_either_open_new_or_closed():
    assert IN_WORK | CLOSED | {Status.NEW} == set(Status)


def test_the_score_comes_to_a_temperature():
    found = [replace(NEW, score=points).temperature for points in (0, 35, 70)]
    assert found == [Temperature.COLD, Temperature.WARM, Temperature.HOT]
