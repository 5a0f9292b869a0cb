"""Deadlines: what begins one, what ends it, and in which order steps follow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.caller import MemberId
from domain.change import Change
from domain.escalation import IN_HANDS, IN_POOL, Escalation, Step
from domain.follow_up import KIND, Rules, awake_at, begins_anew, returned
from domain.lead import CLOSED, Lead, Status
from domain.lead_events import (
    LeadCreated,
    LeadNoted,
    LeadOverdue,
    LeadReleased,
    LeadReopened,
    LeadStatusChanged,
    LeadTaken,
    OwnerReminded,
)
from domain.reminder import Reminder
from domain.response import ResponseTargets
from domain.working_hours import MONDAY_TO_FRIDAY, WorkingHours
from domain.workspace_settings import WorkspaceSettings
from tests.cards.samples import a_lead

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE = WorkingHours(days=MONDAY_TO_FRIDAY, begins=9 * 60, ends=18 * 60)
HOT, COLD = 90, 5


def rules(**chosen: Any) -> Rules:
    usual = Rules.of(WorkspaceSettings())
    return replace(usual, **chosen)


def lead(status: Status = Status.NEW, score: int = HOT, **values: Any) -> Lead:
    return replace(a_lead(status=status), score=score, received_at=MONDAY, **values)


def created(it: Lead) -> Change[Lead]:
    return Change(it, LeadCreated(it.id, "Website"))


@pytest.mark.parametrize(("score", "minutes"), [(HOT, 5), (50, 30), (COLD, 240)])
def test_a_new_lead_is_to_be_answered_by_its_temperature(score: int, minutes: int):
    now = rules().followed(created(lead(score=score)), MONDAY + MINUTE).thing
    assert now.respond_by == MONDAY + minutes * MINUTE
    timer = rules().first_timer(now)
    assert timer is not None
    assert (timer.kind, timer.due_at, timer.details) == (
        KIND,
        now.respond_by,
        {"step": Step.OVERDUE},
    )


def test_a_source_may_have_a_time_of_its_own_or_none():
    own = lead()
    targets = ResponseTargets(sources={own.source_id: 90, uuid4(): 1})
    now = rules(targets=targets).followed(created(own), MONDAY).thing
    assert now.respond_by == MONDAY + 90 * MINUTE
    none = ResponseTargets(sources={own.source_id: 0})
    assert rules(targets=none).followed(created(own), MONDAY).thing.respond_by is None
    off = ResponseTargets(hot=None)
    now = rules(targets=off).followed(created(own), MONDAY).thing
    assert (now.respond_by, rules().first_timer(now)) == (None, None)


def test_only_working_time_counts():
    friday_evening = MONDAY + timedelta(days=4, hours=8, minutes=58)
    it = replace(lead(), received_at=friday_evening)
    now = rules(hours=OFFICE).followed(created(it), friday_evening).thing
    assert now.respond_by == MONDAY + timedelta(days=7, minutes=3)


def test_whoever_has_a_lead_has_the_time_that_was_chosen_and_a_closed_one_has_none():
    silent = rules(escalation=Escalation(follow_up=60))
    for status in Status:
        it = lead(status, respond_by=MONDAY, overdue=True)
        now = silent.followed(Change(it, LeadTaken(it.id, "Anna")), MONDAY).thing
        due = {Status.NEW: 5 * MINUTE}.get(status, None if status in CLOSED else 60 * MINUTE)
        assert now.respond_by == (MONDAY + due if due else None)
        assert not now.overdue


def test_what_begins_anew():
    waiting, free = lead(respond_by=MONDAY), lead()
    taken = lead(Status.TAKEN, respond_by=MONDAY)
    key = waiting.id
    assert begins_anew(waiting, LeadReleased(key, "Anna"))
    assert begins_anew(waiting, LeadReopened(key, "lost", "new"))
    assert not begins_anew(waiting, LeadNoted(key, "called"))
    assert begins_anew(free, LeadNoted(key, "let in"))
    assert begins_anew(taken, LeadNoted(key, "called"))
    assert not begins_anew(taken, OwnerReminded(key, "Anna"))
    assert not begins_anew(waiting, LeadOverdue(key, MONDAY))
    back = returned(taken)
    assert begins_anew(back.thing, back.event)
    assert (back.thing.status, back.thing.owner) == (Status.NEW, None)


delays = some.none() | some.integers(0, 600)


@given(some.builds(Escalation, back=delays, admins=delays, chat=delays, chat_id=some.uuids()))
def test_steps_come_in_order_and_each_once(ladder: Escalation):
    for first, every in ((IN_POOL[0], IN_POOL), (IN_HANDS[0], IN_HANDS)):
        step, done, now = first, [first], MONDAY
        while timer := rules(escalation=ladder, hours=OFFICE).next_timer(lead(), step, now):
            step = Step(timer.details["step"])
            assert timer.due_at >= now + (ladder.delay(step) or 0) * MINUTE
            assert OFFICE.cover(timer.due_at, "UTC") or ladder.delay(step)
            now = timer.due_at
            done.append(step)
        assert done == [each for each in every if ladder.delay(each) is not None]


moments = some.integers(-10_000, 100_000)


@given(moments, some.integers(1, 3_000), some.sampled_from([OFFICE, WorkingHours()]), some.data())
def test_whoever_is_to_be_reminded_is_not_silent_before(
    minutes: int, follow_up: int, hours: WorkingHours, data: some.DataObject
):
    house = rules(escalation=Escalation(follow_up=follow_up), hours=hours)
    it = lead(Status.TAKEN)
    assert it.owner is not None
    at = MONDAY + minutes * MINUTE
    pending = Reminder(it.id, it.owner.id, at)
    event = data.draw(
        some.sampled_from([LeadTaken(it.id, "Anna"), LeadStatusChanged(it.id, "taken", "won")])
    )
    due = house.followed(Change(it, event), MONDAY, pending).thing.respond_by
    assert due == house.later(max(at, MONDAY), follow_up)
    assert due >= max(at, MONDAY) + follow_up * MINUTE
    # One that has come, one of somebody else, and one that was taken away keep nothing back.
    others = [
        None,
        pending.has_come(),
        replace(pending, owner_id=MemberId(uuid4())),
        replace(pending, at=None),
    ]
    for each in others:
        due = house.followed(Change(it, event), MONDAY, each).thing.respond_by
        assert due == house.later(MONDAY, follow_up)


@pytest.mark.parametrize("status", [Status.NEW, *sorted(CLOSED)])
def test_a_lead_that_is_in_nobodys_work_rests_for_no_reminder(status: Status):
    it = lead(status)
    owner = MemberId(uuid4())
    assert awake_at(it, Reminder(it.id, owner, MONDAY + MINUTE), MONDAY) == MONDAY


def test_without_a_chat_there_is_no_next_chat():
    assert Escalation(chat=5).delay(Step.CHAT) is None


def test_a_setting_that_cannot_be_read_is_as_usual():
    found = WorkspaceSettings({"response_targets": {"hot": "soon"}, "escalation": {"new": 1}})
    assert found.of(ResponseTargets) == ResponseTargets()
    assert found.of(Escalation) == Escalation()
