"""What endpoints hear of: some events, some sources, what leads to some statuses."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.announcement import CHOOSABLE, announced_as
from domain.endpoint import MOST_SOURCES
from domain.endpoint_filter import EndpointFilter, becomes
from domain.errors import TooMany
from domain.events import Event, SourcePausedOrResumed
from domain.lead import Status
from domain.lead_events import (
    LeadAssigned,
    LeadCreated,
    LeadDuplicateLinked,
    LeadErased,
    LeadLetIn,
    LeadNoted,
    LeadOwnerLeft,
    LeadReleased,
    LeadReopened,
    LeadReturned,
    LeadSnoozed,
    LeadStatusChanged,
    LeadTaken,
)
from tests.domain.test_endpoint import ENDPOINT, ID

BECOMES: tuple[tuple[Event, Status | None], ...] = (
    (LeadCreated(ID, "Website"), Status.NEW),
    (LeadLetIn(ID, "Website"), Status.NEW),
    (LeadTaken(ID, "Anna"), Status.TAKEN),
    (LeadAssigned(ID, "Anna"), Status.TAKEN),
    (LeadAssigned(ID, "Anna", "Vera"), None),
    (LeadReleased(ID, "Anna"), Status.NEW),
    (LeadOwnerLeft(ID, "Anna"), Status.NEW),
    (LeadReturned(ID, "Anna"), Status.NEW),
    (LeadStatusChanged(ID, Status.TAKEN, Status.WON), Status.WON),
    (LeadReopened(ID, Status.WON, Status.TAKEN), Status.TAKEN),
    (LeadNoted(ID, "Hi"), None),
    (LeadSnoozed(ID), None),
    (LeadDuplicateLinked(ID, 1, 2), None),
    (LeadErased(ID, 7, 3, "0" * 64), None),
    (SourcePausedOrResumed(ID, "Website", paused=True), None),
)
EVENTS = some.sampled_from([event for event, _ in BECOMES])


@pytest.mark.parametrize(("event", "status"), BECOMES)
def test_each_event_leads_to_a_status_or_to_none(event: Event, status: Status | None):
    assert becomes(event) == status


def test_every_event_that_is_told_is_looked_at_here():
    assert {announced_as(event) for event, _ in BECOMES} == set(CHOOSABLE)


@given(EVENTS, some.sets(some.sampled_from(CHOOSABLE)), some.sets(some.sampled_from(Status)))
def test_both_choices_have_to_be_right(event: Event, events: set[str], statuses: set[Status]):
    heard = EndpointFilter(tuple(events), (), tuple(statuses)).hears_of(event)
    by_event = not events or announced_as(event) in events
    assert heard == (by_event and (not statuses or becomes(event) in statuses))


@given(some.lists(some.uuids(), max_size=3), some.uuids())
def test_a_source_is_heard_if_it_is_named_or_none_is(named: list[UUID], source: UUID):
    assert EndpointFilter(sources=tuple(named)).hears_from(source) == (
        not named or source in named
    )


def test_choosing_twice_is_choosing_once_and_has_an_end():
    endpoint = ENDPOINT
    for number in range(MOST_SOURCES):
        endpoint = endpoint.source_is(UUID(int=number), "Shop", heard=True).thing
    again = endpoint.source_is(UUID(int=0), "Shop", heard=True).thing
    assert set(again.sources) == set(endpoint.sources)
    with pytest.raises(TooMany):
        endpoint.source_is(UUID(int=MOST_SOURCES), "Shop", heard=True)
    less = endpoint.source_is(UUID(int=0), "Shop", heard=False).thing
    assert less.source_is(UUID(int=0), "Shop", heard=False).thing == less


def test_statuses_stand_in_their_usual_order_and_the_audit_has_them():
    won = ENDPOINT.status_is(Status.WON, heard=True)
    both = won.thing.status_is(Status.NEW, heard=True)
    assert both.thing.statuses == ("new", "won")
    assert both.event.details() == {"endpoint": ENDPOINT.host, "became": "new, won", "was": "won"}
    assert won.event.details()["was"] == "all"
    assert both.thing.status_is(Status.NEW, heard=True).thing == both.thing


def test_a_template_is_nowhere_but_in_its_place():
    shaped = ENDPOINT.shaped('{"token": "hush"}', lambda text: "own" if text else "none")
    assert "hush" not in repr(shaped)
    assert shaped.event.details() == {
        "endpoint": ENDPOINT.host,
        "became": "own",
        "was": "none",
        "events": "all",
    }
    assert replace(shaped.thing, state=ENDPOINT.state).removed().thing.template is None
