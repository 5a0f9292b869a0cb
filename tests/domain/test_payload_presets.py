"""Presets make what their receivers document, of every event and whatever a stranger wrote."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.announcement import CREATED, data_of_lead_event, envelope
from domain.cells import harmless_phone
from domain.example_event import AT, EVENT, HOUSE, LEAD, NEW, WORKSPACE, as_templates_see_it
from domain.inbound import NewLead
from domain.lead import Lead
from domain.lead_events import LeadCreated
from domain.payload_presets import OWN, PRESETS, STANDARD, name_of
from domain.payload_template import read_template
from scripts.webhook_events import bodies

BY_NAME = {each.name: each for each in PRESETS}
EVENTS = {name: as_templates_see_it(body) for name, body in bodies().items()}
TEXTS = some.text(alphabet=some.characters(codec="utf-8"), max_size=300)


def made(preset: str, event: Any) -> Any:
    return json.loads(read_template(BY_NAME[preset].template).render(event))


def a_lead_event(**contact: Any) -> Any:
    fields = {name: getattr(NEW, name) for name in Lead.__slots__}
    lead = Lead(**fields | {"contact": NewLead(**contact)})
    data = data_of_lead_event(LeadCreated(LEAD, NEW.source_name), lead, HOUSE)
    return json.loads(envelope(CREATED, EVENT, AT, WORKSPACE, data))


@pytest.mark.parametrize("name", EVENTS)
def test_slack_gets_a_message_of_each_event(name: str):
    # https://docs.slack.dev: a text, and whether links in it unfold.
    message = made("Slack", EVENTS[name])
    assert set(message) == {"text", "unfurl_links", "unfurl_media"}
    assert 0 < len(message["text"]) <= 4000
    assert message["unfurl_links"] is message["unfurl_media"] is False


@pytest.mark.parametrize("name", EVENTS)
def test_discord_gets_a_message_of_each_event_that_calls_nobody(name: str):
    message = made("Discord", EVENTS[name])
    assert set(message) == {"content", "allowed_mentions", "flags"}
    assert 0 < len(message["content"]) <= 2000
    assert message["allowed_mentions"] == {"parse": []}
    assert message["flags"] == 1 << 2


@given(TEXTS.filter(lambda text: text.strip()), TEXTS)
def test_no_stranger_calls_or_links_anything_in_slack(name: str, message: str):
    text = made("Slack", a_lead_event(name=name, message=message, phone="1"))["text"]
    assert "<" not in text
    assert ">" not in text


@given(some.text(alphabet="*_~`|<>[]()@#\\\\a\\n ", min_size=1, max_size=2000))
def test_discord_has_room_for_the_longest(text: str):
    event = a_lead_event(name=f"n{text[:150]}", message=text, phone="1", email="a@b.example")
    assert len(made("Discord", event)["content"]) <= 2000


def test_the_longest_of_everything_fits_into_discord():
    event = a_lead_event(name="*" * 200, message="*" * 5000, phone="1", email="a@b.example")
    event["data"]["lead"]["source"]["name"] = "*" * 300
    event["data"]["lead"]["contact"]["email"] = "*" * 300
    event["data"]["lead"]["contact"]["phone"] = "*" * 300
    assert 1600 < len(made("Discord", event)["content"]) <= 2000


@pytest.mark.parametrize("name", EVENTS)
def test_a_sheet_gets_a_row_of_flat_values_and_the_key_of_a_lead(name: str):
    told = made("Google Sheets", EVENTS[name])
    assert set(told) == {"event", "at", "key", "row"}
    assert len(told["row"]) == 10
    assert all(each is None or isinstance(each, str | int) for each in told["row"])
    assert told["key"] == (None if name == "source.paused" else 42)


@given(some.sampled_from("=+-@"), TEXTS)
def test_nothing_in_a_sheet_is_computed(sign: str, text: str):
    formula = f"{sign}{text}"
    event = a_lead_event(name=formula, message=formula, phone=formula[:40], company=formula[:60])
    for cell in made("Google Sheets", event)["row"]:
        if isinstance(cell, str) and cell:
            assert cell[0] not in "=-@"
            assert cell[0] != "+" or cell == harmless_phone(cell)


def test_hubspot_gets_the_fields_that_there_are():
    # https://developers.hubspot.com: fields with an object type, a name and a value; a context.
    assert made("HubSpot", EVENTS[CREATED]) == {
        "fields": [
            {"objectTypeId": "0-1", "name": "email", "value": "ada@example.com"},
            {"objectTypeId": "0-1", "name": "firstname", "value": "Ada"},
            {"objectTypeId": "0-1", "name": "lastname", "value": "Example"},
            {"objectTypeId": "0-1", "name": "phone", "value": "+4930901820"},
            {"objectTypeId": "0-1", "name": "message", "value": "Please call me."},
        ],
        "context": {"pageUri": "https://shop.example/contact", "pageName": "Website"},
    }
    only = made("HubSpot", a_lead_event(name="Ada", phone="+49 30 901820"))
    assert [each["name"] for each in only["fields"]] == ["firstname", "phone"]
    assert only["context"] == {"pageName": "Website"}
    assert BY_NAME["HubSpot"].events == (CREATED,)


def test_templates_are_called_by_their_presets():
    assert {name_of(each.template) for each in PRESETS} == set(BY_NAME)
    assert name_of("{}") == OWN
    assert name_of(None) == STANDARD
