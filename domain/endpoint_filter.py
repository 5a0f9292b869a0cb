"""What an endpoint hears of: of which events, from which sources, on the way to which statuses."""

from dataclasses import dataclass
from uuid import UUID

from domain.announcement import CREATED, RELEASED, announced_as
from domain.events import Event
from domain.lead import Status
from domain.lead_events import LeadAssigned, LeadStatusChanged

_BECOMES = {CREATED: Status.NEW, "lead.taken": Status.TAKEN, RELEASED: Status.NEW}


@dataclass(frozen=True, slots=True)
class EndpointFilter:
    """What is told to an endpoint; where it names nothing, everything is.

    One that names statuses hears of events that lead to one of them, and of nothing else.
    """

    events: tuple[str, ...] = ()
    sources: tuple[UUID, ...] = ()
    statuses: tuple[str, ...] = ()

    def hears_of(self, event: Event) -> bool:
        """Tell whether it hears of the event, if the source is right."""
        if self.events and announced_as(event) not in self.events:
            return False
        return not self.statuses or becomes(event) in self.statuses

    def hears_from(self, source_id: UUID) -> bool:
        """Tell whether it hears of this source and its leads."""
        return not self.sources or source_id in self.sources


def becomes(event: Event) -> str | None:
    """Say which status a lead comes to by the event; None if it stays as it is."""
    match event:
        case LeadStatusChanged():
            return event.became
        case LeadAssigned():
            # One that somebody had goes on as it was, with another owner.
            return None if event.was else Status.TAKEN
        case _:
            return _BECOMES.get(announced_as(event) or "")
