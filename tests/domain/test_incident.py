"""Incidents and measures: the mildest step first, each ruling once, and nobody hurt by others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.abuse import Amount, Trouble
from domain.errors import DoneAlready, NotFound
from domain.inbound import Caught, NewLead
from domain.incident import FINE_FOR, STEP_AFTER, Finding, Incident, Ruling, is_news, next_step
from domain.measure import (
    EVERYBODY,
    AbuseResponse,
    Measure,
    Step,
    held_back,
    is_blockable,
    is_blocked,
    is_slowed,
    live,
    masked,
)
from domain.traffic import repeated_keys

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID(int=1)
ADDRESS = "203.0.113.7"
PUBLIC = "8.8.4.4"


def an_incident(trouble: Trouble = Trouble.ONE_ADDRESS, **fields: Any) -> Incident:
    about = {
        "opened_at": NOON,
        "seen_at": NOON,
        "peak": 40,
        "usual": 2,
        "target": PUBLIC,
        **fields,
    }
    return Incident(ID, ID, "Website", trouble, **about)


def steps_of(incident: Incident, most: Step, *, is_form: bool) -> list[Step]:
    """Return what the house does about something that goes on and on."""
    found, now = [], NOON
    for _ in range(8):
        incident = replace(incident, seen_at=now)
        step = next_step(incident, AbuseResponse(most=most), now, is_form=is_form)
        if step:
            found.append(step)
            incident = incident.stepped(step, now)
        now += STEP_AFTER
    return found


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("is_form", [True, False])
def test_nothing_is_paused_unless_somebody_chose_that(trouble: Trouble, *, is_form: bool):
    for most in (Step.TELL, Step.SLOW, Step.HOLD):
        assert Step.PAUSE not in steps_of(an_incident(trouble), most, is_form=is_form)
    assert steps_of(an_incident(trouble), Step.TELL, is_form=is_form) == []


def test_the_mildest_comes_first_and_what_is_signed_is_not_turned_away():
    one = an_incident(Trouble.ONE_ADDRESS)
    assert steps_of(one, Step.HOLD, is_form=True) == [Step.SLOW, Step.HOLD]
    assert steps_of(one, Step.PAUSE, is_form=True) == [Step.SLOW, Step.HOLD, Step.PAUSE]
    assert steps_of(an_incident(Trouble.SPIKE), Step.HOLD, is_form=True) == [Step.SLOW]
    for trouble in set(Trouble) - {Trouble.REPEATED}:
        assert steps_of(an_incident(trouble), Step.HOLD, is_form=False) == []


def test_wrong_signatures_never_do_anything_to_a_source():
    junk = an_incident(Trouble.SIGNATURES)
    assert steps_of(junk, Step.PAUSE, is_form=False) == []
    assert not junk.may_pause
    assert junk.may_block


def test_a_message_alone_holds_nobody():
    sender, message = repeated_keys(NewLead(email="a@example.com", message="x" * 40))
    repeated = an_incident(Trouble.REPEATED, target=sender)
    assert steps_of(repeated, Step.HOLD, is_form=False) == [Step.HOLD]
    words = an_incident(Trouble.REPEATED, target=message)
    assert steps_of(words, Step.HOLD, is_form=True) == [Step.SLOW]


def test_each_ruling_works_once_and_none_after_it_was_fine():
    blocked = an_incident().ruled(Ruling.BLOCKED, NOON, 24)
    assert blocked.event.details()["target"] == "8.8.4.x"
    with pytest.raises(DoneAlready):
        blocked.thing.ruled(Ruling.BLOCKED, NOON)
    fine = blocked.thing.ruled(Ruling.PAUSED, NOON).thing.ruled(Ruling.FINE, NOON).thing
    assert fine.closed_at == NOON
    assert [fine.may_block, fine.may_pause] == [False, False]
    for ruling in Ruling:
        with pytest.raises(DoneAlready):
            fine.ruled(ruling, NOON)
    assert next_step(fine, AbuseResponse(), NOON, is_form=True) is None


def test_what_was_fine_is_told_again_from_twice_as_much_or_after_a_week():
    fine = an_incident().ruled(Ruling.FINE, NOON).thing
    later = NOON + timedelta(days=6)
    for trouble in (Trouble.ONE_ADDRESS, Trouble.SPIKE):
        assert not is_news(Finding(trouble, Amount(0, 79), 2), [fine], later)
        assert is_news(Finding(trouble, Amount(0, 80), 2), [fine], later)
    assert is_news(Finding(Trouble.ONE_ADDRESS, Amount(0, 40), 2), [fine], NOON + FINE_FOR)
    assert is_news(Finding(Trouble.HONEYPOT, Amount(0, 40), 2), [fine], later)
    assert is_news(Finding(Trouble.SIGNATURES, Amount(0, 40), 2), [fine], later)


def test_what_begins_together_is_one_incident_and_junk_hides_nothing():
    spike = an_incident(Trouble.SPIKE, target=None)
    more = Finding(Trouble.ONE_ADDRESS, Amount(0, 90), 2, PUBLIC)
    assert spike.takes(more, NOON + timedelta(minutes=1))
    grown = spike.grown(more, NOON)
    assert (grown.trouble, grown.target, grown.peak) == (Trouble.ONE_ADDRESS, PUBLIC, 90)
    assert not spike.takes(more, NOON + timedelta(minutes=11))
    assert grown.takes(Finding(Trouble.SPIKE, Amount(0, 90), 2), NOON + timedelta(hours=3))
    junk = an_incident(Trouble.SIGNATURES)
    assert not junk.takes(more, NOON)
    assert not spike.takes(Finding(Trouble.SIGNATURES, Amount(0, 90), 2), NOON)


@pytest.mark.parametrize(
    "target",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "::1/64", "fd00::/64", "unknown", "", None, "e12"],
)
def test_an_address_that_may_be_a_proxys_is_never_blocked(target: str | None):
    assert not is_blockable(target)
    with pytest.raises(NotFound):
        an_incident(target=target).block(ID, NOON, "Olga")
    assert an_incident(target=target).measure(ID, Step.SLOW, NOON).target == EVERYBODY


def test_measures_are_for_whom_they_name_and_as_long_as_they_last():
    soon = NOON + timedelta(hours=1)
    block = an_incident().block(ID, soon, "Olga")
    assert (block.step, block.source_id) == (Step.BLOCK, None)
    assert is_blocked((block,), PUBLIC)
    assert not is_blocked((block,), ADDRESS)
    assert live((block,), soon) == ()
    everybody = Measure(ID, Step.SLOW, EVERYBODY, soon, ID)
    assert is_slowed((everybody,), ADDRESS)
    assert not is_slowed((block,), PUBLIC)


def test_what_is_held_is_marked_and_nothing_else():
    lead = NewLead(email="Ada@Example.com ")
    (key,) = repeated_keys(NewLead(email="ada@example.com"))
    held = held_back(lead, [Measure(ID, Step.HOLD, key, NOON, ID)], ADDRESS)
    assert held.caught == (Caught.FLOOD,)
    assert held_back(lead, [Measure(ID, Step.HOLD, PUBLIC, NOON, ID)], ADDRESS) is lead
    assert held_back(lead, [Measure(ID, Step.SLOW, ADDRESS, NOON, ID)], ADDRESS) is lead
    assert held_back(lead, [Measure(ID, Step.HOLD, ADDRESS, NOON, ID)], ADDRESS) != lead


def test_what_outlives_a_measure_tells_of_nobody():
    assert masked(ADDRESS) == "203.0.113.x"
    assert masked("2001:db8:1:2::/64") == "2001:db8::/32"
    assert masked(EVERYBODY) == "everybody"
    assert masked("e" + "0" * 32) == "a sender"
