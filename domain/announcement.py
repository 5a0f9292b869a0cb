"""Announcements: what endpoints are told of an event, word for word the same at every attempt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.caller import Actor
from domain.events import Event, SourcePausedOrResumed
from domain.lead import Lead, Note
from domain.lead_events import (
    LeadAssigned,
    LeadCreated,
    LeadDuplicateLinked,
    LeadErased,
    LeadLetIn,
    LeadNoted,
    LeadOwnerLeft,
    LeadReleased,
    LeadReturned,
    LeadSnoozed,
    LeadStatusChanged,
    LeadTaken,
)

CREATED, RELEASED, PING = "lead.created", "lead.released", "test.ping"
MEANINGS = {
    CREATED: "a lead came in; one that was held counts when somebody lets it in",
    "lead.taken": "a member took the lead",
    "lead.assigned": "the lead was given to a member; `was` had it before",
    RELEASED: "the lead went back to everybody; `was` had it, `why` is there if nobody asked",
    "lead.status_changed": "the lead moved from the status `was` to `became`",
    "lead.noted": "a member wrote a note",
    "lead.snoozed": "the owner is to be reminded `until` then, or no longer if that is null",
    "lead.duplicate_linked": "the person asked before: request `nth`; `first` is their first lead",
    "lead.erased": "the lead was erased; of `lead` there are `id` and `number` alone",
    "source.paused": "a source was paused, or resumed if `paused` is false",
    PING: "somebody pressed Test; it goes to this endpoint whatever it hears of otherwise",
}
"""Every event that endpoints are told of, and what it says."""

CHOOSABLE = tuple(each for each in MEANINGS if each != PING)
_NOBODY_ASKED = {LeadOwnerLeft: "owner_left", LeadReturned: "no_answer"}
_KINDS = (
    LeadTaken,
    LeadAssigned,
    LeadReleased,
    LeadStatusChanged,
    LeadNoted,
    LeadSnoozed,
    LeadDuplicateLinked,
    LeadErased,
    SourcePausedOrResumed,
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event as endpoints are told of it; ``subject_id`` is the lead or source it is about."""

    id: UUID
    event: str
    subject_id: UUID
    at: datetime
    body: str

    @property
    def webhook_id(self) -> str:
        """What tells it from every other, at each attempt and each endpoint."""
        return webhook_id(self.id)


def announced_as(event: Event) -> str | None:
    """Say under which name endpoints hear of an event; None if they do not."""
    match event:
        case LeadCreated() | LeadLetIn():
            return CREATED
        case LeadReturned():
            return RELEASED
        case _ if isinstance(event, _KINDS):
            return event.name
        case _:
            return None


def webhook_id(announcement_id: UUID) -> str:
    """Write the id of an announcement as receivers see it."""
    return f"evt_{announcement_id.hex}"


def envelope(
    event: str, announcement_id: UUID, at: datetime, workspace_id: UUID, data: Mapping[str, Any]
) -> str:
    """Write the body; in ASCII, so that its bytes are the same everywhere."""
    told = {
        "event": event,
        "id": webhook_id(announcement_id),
        "created_at": _moment(at),
        "workspace_id": str(workspace_id),
        "data": data,
    }
    return json.dumps(told, separators=(",", ":"))


def data_of_lead_event(
    event: Event, lead: Lead, by: Actor, note: Note | None = None
) -> Mapping[str, Any]:
    """Say what happened to a lead, and how it is now."""
    return {"lead": lead_data(lead), "by": _by(by), **_details(event, note)}


def data_of_source(event: SourcePausedOrResumed, by: Actor) -> Mapping[str, Any]:
    """Say what happened to a source."""
    source = {"id": str(event.subject_id), "name": event.source}
    return {"source": source, "by": _by(by), "paused": event.paused}


def data_of_erased(event: LeadErased, by: Actor) -> Mapping[str, Any]:
    """Say that a lead was erased; whoever hears of it knows which one by its id."""
    return {"lead": {"id": str(event.subject_id), "number": event.number}, "by": _by(by)}


def data_of_ping(endpoint_id: UUID, by: Actor) -> Mapping[str, Any]:
    """Say that this is a test."""
    return {"endpoint": {"id": str(endpoint_id)}, "by": _by(by)}


def lead_data(lead: Lead) -> Mapping[str, Any]:
    """Show a lead as other programs see it."""
    owner, contact = lead.owner, lead.contact
    return {
        "id": str(lead.id),
        "number": lead.number,
        "status": lead.status.value,
        "temperature": lead.temperature.value,
        "score": lead.score,
        "owner": {"id": str(owner.id), "name": owner.name} if owner else None,
        "lost_reason": lead.lost_reason.value if lead.lost_reason else None,
        "received_at": _moment(lead.received_at),
        "respond_by": _moment(lead.respond_by) if lead.respond_by else None,
        "source": {"id": str(lead.source_id), "name": lead.source_name},
        "contact": {**contact.model_dump(mode="json"), "phone_e164": contact.phone_e164},
    }


def _details(event: Event, note: Note | None) -> Mapping[str, Any]:  # noqa: PLR0911 -- one table, a line an event
    """Say what the event says beside the lead itself."""
    match event:
        case LeadAssigned():
            return {"was": event.was}
        case LeadReleased() | LeadReturned():
            return {"was": event.owner, "why": _NOBODY_ASKED.get(type(event))}
        case LeadStatusChanged():
            return {"was": str(event.was), "became": str(event.became), "reason": event.reason}
        case LeadNoted():
            return {"note": {"text": event.text, "author": note.author if note else None}}
        case LeadSnoozed():
            return {"until": _moment(event.until) if event.until else None, "text": event.text}
        case LeadDuplicateLinked():
            return {"first": event.first, "nth": event.nth}
        case _:
            return {}


def _by(actor: Actor) -> Mapping[str, str]:
    return {"kind": actor.kind.value, "name": actor.name}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
