"""Writes docs/webhook-events.md: every event that endpoints hear of, with an example of each."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from domain.announcement import (
    CHOOSABLE,
    MEANINGS,
    PING,
    data_of_erased,
    data_of_lead_event,
    data_of_ping,
    data_of_source,
    envelope,
)
from domain.caller import Actor, ActorKind, MemberId
from domain.events import Event, SourcePausedOrResumed
from domain.example_event import ANNA, AT, ENDPOINT, EVENT, HOUSE, LEAD, NEW, SOURCE, WORKSPACE
from domain.lead import Lead, LeadId, Note, Owner, Status
from domain.lead_events import (
    LeadAssigned,
    LeadCreated,
    LeadDuplicateLinked,
    LeadErased,
    LeadNoted,
    LeadReleased,
    LeadSnoozed,
    LeadStatusChanged,
    LeadTaken,
)

PAGE = Path(__file__).parents[1] / "docs" / "webhook-events.md"
MEMBER = Actor(ActorKind.MEMBER, ANNA, "Anna Agent")
OWNER = Owner(MemberId(ANNA), "Anna Agent")
HEAD = """# Webhook events

What endpoints hear of, and an example of each body; `make events` writes this page from the
code that sends them. [Webhooks](webhooks.md) says how they come and how to check them.

| event | says |
|---|---|
"""


def taken(status: Status = Status.TAKEN) -> Lead:
    """Return the lead as it is once Anna has it."""
    fields = {name: getattr(NEW, name) for name in Lead.__slots__}
    return Lead(**fields | {"status": status, "owner": OWNER})


def examples() -> Iterator[tuple[str, Event, Lead, Actor, Note | None]]:
    """Yield an event of each kind about a lead, and how the lead is then."""
    note = Note(EVENT, LeadId(LEAD), "Anna Agent", "Wants an offer.", AT)
    until = AT + timedelta(days=1)
    yield "lead.created", LeadCreated(LEAD, "Website"), NEW, HOUSE, None
    yield "lead.taken", LeadTaken(LEAD, OWNER.name), taken(), MEMBER, None
    yield "lead.assigned", LeadAssigned(LEAD, OWNER.name, "Vera"), taken(), MEMBER, None
    yield "lead.released", LeadReleased(LEAD, OWNER.name), NEW, MEMBER, None
    won = LeadStatusChanged(LEAD, Status.TAKEN, Status.WON)
    yield "lead.status_changed", won, taken(Status.WON), MEMBER, None
    yield "lead.noted", LeadNoted(LEAD, note.text), taken(), MEMBER, note
    yield "lead.snoozed", LeadSnoozed(LEAD, until, "Call back"), taken(), MEMBER, None
    yield "lead.duplicate_linked", LeadDuplicateLinked(LEAD, 17, 3), NEW, HOUSE, None


def bodies() -> dict[str, str]:
    """Return an example of each body, by its event, as it is sent."""
    data = {
        name: data_of_lead_event(event, lead, by, note)
        for name, event, lead, by, note in examples()
    }
    paused = SourcePausedOrResumed(SOURCE, "Website", paused=True)
    erased = LeadErased(LEAD, NEW.number, 7, "0" * 64)
    data["lead.erased"] = data_of_erased(erased, MEMBER)
    data["source.paused"] = data_of_source(paused, MEMBER)
    data[PING] = data_of_ping(ENDPOINT, MEMBER)
    return {name: envelope(name, EVENT, AT, WORKSPACE, data[name]) for name in (*CHOOSABLE, PING)}


def page() -> str:
    """Write the page."""
    rows = "".join(f"| `{name}` | {words} |\n" for name, words in MEANINGS.items())
    told = [
        f"\n## {name}\n\n```json\n{json.dumps(json.loads(body), indent=2)}\n```\n"
        for name, body in bodies().items()
    ]
    return HEAD + rows + "".join(told)


if __name__ == "__main__":
    PAGE.write_text(page())
    sys.stdout.write(f"{PAGE} is written.\n")
