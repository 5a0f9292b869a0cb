"""An event that never was: what a template is shown with where nothing has happened yet."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.announcement import CREATED, PING, data_of_lead_event, envelope, lead_data
from domain.caller import Actor, ActorKind
from domain.inbound import NewLead
from domain.lead import Lead, LeadId
from domain.lead_events import LeadCreated

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WORKSPACE, LEAD, SOURCE, ANNA, ENDPOINT, EVENT = (
    UUID(f"0192f0c1-0000-7000-8000-00000000000{each}") for each in range(1, 7)
)
HOUSE = Actor(ActorKind.SYSTEM, None, "LeadsBot")
CONTACT = NewLead(
    name="Ada Example",
    email="ada@example.com",
    phone="+49 30 901820",
    message="Please call me.",
    page_url="https://shop.example/contact",
    utm={"source": "newsletter"},
)
NEW = Lead(LeadId(LEAD), 42, CONTACT, SOURCE, "Website", AT - timedelta(minutes=5), score=65)


def example_body() -> str:
    """Write what an endpoint would be told of a new lead."""
    data = data_of_lead_event(LeadCreated(LEAD, NEW.source_name), NEW, HOUSE)
    return envelope(CREATED, EVENT, AT, WORKSPACE, data)


def as_templates_see_it(body: str) -> Mapping[str, Any]:
    """Read a body; a test has the lead of the example too, for it is to look like an event."""
    told: dict[str, Any] = json.loads(body)
    if told["event"] == PING:
        told["data"] = {**told["data"], "lead": lead_data(NEW)}
    return told
