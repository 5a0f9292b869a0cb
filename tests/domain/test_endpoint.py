"""Endpoints as rules: what they hear of, how long they are borne with, when they are retried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.announcement import CHOOSABLE, announced_as
from domain.caller import WorkspaceId
from domain.dispatch import EXCERPT_BYTES, Dispatch, Heard, excerpt, lane_of, lanes_of, wish
from domain.endpoint import (
    DISABLED_AFTER,
    LEAST_FAILURES,
    WARNED_AFTER,
    Endpoint,
    EndpointState,
    Health,
    checked_events,
)
from domain.errors import Invalid
from domain.events import Event
from domain.lead_events import LeadCreated, LeadLetIn, LeadReturned, LeadTagged
from domain.retry import WEBHOOK_ATTEMPTS, WEBHOOK_STEPS, webhook_delay
from domain.signing import new_secret, secret_key

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID("01a20a8a-bfc9-7ba9-ada5-37eb0fd3632c")
SECRET, OTHER = new_secret(bytes(32)), new_secret(bytes(range(32)))
ENDPOINT = Endpoint(ID, "https://user.example:8443/secret?key=1", SECRET)
DISPATCH = Dispatch(1, WorkspaceId(ID), ID, ID, 0, ID)


def test_only_the_host_is_told_everywhere():
    told = ENDPOINT.rotated(OTHER, NOON).event.details()
    assert told["endpoint"] == "user.example:8443"
    assert SECRET not in repr(ENDPOINT)
    assert "key=1" not in str(ENDPOINT.removed())


def test_both_secrets_sign_for_a_day():
    rotated = ENDPOINT.rotated(OTHER, NOON).thing
    both = (secret_key(OTHER), secret_key(SECRET))
    assert rotated.live_keys(NOON + timedelta(hours=24, seconds=-1)) == both
    assert rotated.live_keys(NOON + timedelta(hours=24)) == both[:1]


def test_a_removed_endpoint_signs_nothing():
    assert ENDPOINT.removed().thing.live_keys(NOON) == ()


def test_who_fails_for_days_is_warned_of_and_then_given_up():
    health = Health()
    for _ in range(LEAST_FAILURES):
        health = health.failed("http_500", NOON)
    assert not health.is_to_be_warned_of(NOON + WARNED_AFTER - timedelta(seconds=1))
    assert health.is_to_be_warned_of(NOON + WARNED_AFTER)
    assert not replace(health, warned=True).is_to_be_warned_of(NOON + WARNED_AFTER)
    assert not health.is_hopeless(NOON + DISABLED_AFTER - timedelta(seconds=1))
    assert health.is_hopeless(NOON + DISABLED_AFTER)
    assert not replace(health, failures=LEAST_FAILURES - 1).is_hopeless(NOON + DISABLED_AFTER)
    assert not health.arrived(NOON).failed("dns", NOON).is_hopeless(NOON + DISABLED_AFTER)


def test_who_is_resumed_begins_with_a_clean_slate():
    tired = replace(ENDPOINT, health=Health(NOON, 50, warned=True), state=EndpointState.DISABLED)
    fresh = tired.paused_is(paused=False).thing
    assert (fresh.state, fresh.health) == (EndpointState.ACTIVE, Health())


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], ()),
        (["all"], ()),
        (["lead.taken", "all"], ()),
        (["LEAD.TAKEN,", "lead.created"], ("lead.created", "lead.taken")),
        (["lead.taken", "lead.taken"], ("lead.taken",)),
    ],
)
def test_events_are_chosen_by_their_names(words, chosen):
    assert checked_events(words) == chosen


@pytest.mark.parametrize("word", ["lead.eaten", "test.ping", "lead.*", "x" * 5000])
def test_what_is_no_event_is_refused(word):
    with pytest.raises(Invalid) as refused:
        checked_events(["lead.taken", word])
    assert len(str(refused.value)) < 100


def below(kind: type) -> set[type]:
    return {kind}.union(*map(below, kind.__subclasses__()))


def test_what_endpoints_hear_of_goes_by_the_names_of_the_contract():
    assert announced_as(LeadCreated(ID, "Website")) == "lead.created"
    assert announced_as(LeadLetIn(ID, "Website")) == "lead.created"
    assert announced_as(LeadReturned(ID, "Anna")) == "lead.released"
    assert announced_as(LeadTagged(ID, "vip", added=True)) is None
    named = {getattr(each, "name", "") for each in below(Event)}
    assert set(CHOOSABLE) <= named


@given(some.integers(1, WEBHOOK_ATTEMPTS - 1), some.integers(1, 2**62))
def test_pauses_grow_by_the_schedule_give_or_take_a_tenth(failures: int, seed: int):
    pause = webhook_delay(failures, seed)
    assert pause is not None
    step = WEBHOOK_STEPS[failures - 1]
    assert step * 0.899 <= pause <= step * 1.101


def test_the_schedule_is_that_of_the_contract():
    hours = [2, 5, 10, 14, 20, 24]
    assert [each.total_seconds() for each in WEBHOOK_STEPS] == [5, 300, 1800] + [
        each * 3600 for each in hours
    ]
    assert all(before < after for before, after in pairwise(WEBHOOK_STEPS))
    assert webhook_delay(WEBHOOK_ATTEMPTS, 1) is None
    pauses = {webhook_delay(1, seed) for seed in range(100)}
    assert len(pauses) > 50


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("7", 7),
        (" 60 ", 60),
        ("-5", 0),
        ("1.5", 0),
        ("٣", 0),
        ("9" * 400, 86_400),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 2099 11:00:00 GMT", 86_400),
        ("Sun, 99 Mar 2026 11:00:00 GMT", 0),
        ("tomorrow", 0),
    ],
)
def test_a_wish_to_be_asked_later_is_read(said, seconds):
    assert wish(said, NOON) == timedelta(seconds=seconds)


@given(some.text())
def test_no_wish_is_too_strange(said: str):
    assert timedelta() <= wish(said, NOON) <= timedelta(days=1)


def test_the_longer_of_schedule_and_wish_counts():
    late, soon = Heard(503, retry_after="3600"), Heard(429, retry_after="1")
    assert late.next_try(DISPATCH, NOON) == NOON + timedelta(hours=1)
    assert (soon.next_try(DISPATCH, NOON) or NOON) - NOON >= timedelta(seconds=4)


def test_what_makes_no_sense_to_repeat_is_not_repeated():
    for heard in (Heard(410), Heard(error="blocked:private")):
        assert heard.next_try(DISPATCH, NOON) is None
    last = replace(DISPATCH, failures=WEBHOOK_ATTEMPTS - 1)
    assert Heard(500).next_try(last, NOON) is None


@pytest.mark.parametrize("status", [100, 199, 300, 301, 302, 304, 400, 404, 500, 599])
def test_only_2xx_is_success(status):
    assert not Heard(status).arrived
    assert Heard(status).trouble == f"http_{status}"


@given(some.binary(max_size=5000))
def test_an_excerpt_is_text_of_at_most_two_kibibytes(heard: bytes):
    kept = excerpt(heard)
    assert len(kept.encode()) <= EXCERPT_BYTES
    assert "\x00" not in kept
    assert "\u202e" not in kept


def test_an_endpoint_has_two_lanes():
    lanes = {lane_of(ID, UUID(int=each)) for each in range(20)}
    assert lanes == set(lanes_of(ID))
    assert len(lanes) == 2
