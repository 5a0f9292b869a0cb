"""Events: what the audit remembers about each thing that happened."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain import events, lead_events
from domain.events import Event, MemberInvited
from domain.lead_events import LeadStatusChanged

KINDS = [
    kind
    for _, kind in sorted((vars(events) | vars(lead_events)).items())
    if isinstance(kind, type) and issubclass(kind, Event) and hasattr(kind, "name")
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_a_name_of_two_words_and_fits_the_audit(kind: type[Event]):
    thing, _, happened = kind.name.partition(".")
    assert thing.isidentifier()
    assert happened.isidentifier()
    assert len(kind.name) <= 64


def test_two_events_share_a_name_only_where_one_is_the_other():
    named: dict[str, list[type[Event]]] = {}
    for kind in KINDS:
        named.setdefault(kind.name, []).append(kind)
    for sharing in named.values():
        first = min(sharing, key=lambda kind: len(kind.__mro__))
        assert all(issubclass(each, first) for each in sharing)
    assert lead_events.LeadReopened in named["lead.status_changed"]


def test_details_are_texts_without_what_is_empty():
    moved = LeadStatusChanged(UUID(int=1), "new", "lost")
    assert moved.details() == {"was": "new", "became": "lost"}
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    invited = MemberInvited(UUID(int=1), "agent", noon)
    assert invited.details()["expires_at"] == "2026-03-01T12:00:00+00:00"
