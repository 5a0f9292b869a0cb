"""What happens to leads: one dataclass for each thing, like every other event."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class LeadEvent(Event):
    """Something that happened to a lead; every card of it follows."""


@dataclass(frozen=True, slots=True)
class LeadCreated(LeadEvent):
    """A lead came in."""

    name = "lead.created"
    source: str


@dataclass(frozen=True, slots=True)
class LeadHeld(LeadEvent):
    """A lead came in and is held, because it looks like spam."""

    name = "lead.held"
    source: str
    reasons: str


@dataclass(frozen=True, slots=True)
class LeadLetIn(LeadEvent):
    """Somebody let a held lead in: from now on it is a new lead like any other."""

    name = "lead.let_in"
    source: str


@dataclass(frozen=True, slots=True)
class LeadFoundSpam(LeadEvent):
    """Somebody looked at a held lead, and it is spam."""

    name = "lead.found_spam"


@dataclass(frozen=True, slots=True)
class LeadDuplicateLinked(LeadEvent):
    """The person of a lead asked before; ``nth`` is which request of theirs it is."""

    name = "lead.duplicate_linked"
    first: int
    nth: int


@dataclass(frozen=True, slots=True)
class LeadTaken(LeadEvent):
    """A member took the lead."""

    name = "lead.taken"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadAssigned(LeadEvent):
    """Somebody gave the lead to a member; ``was`` is who had it before."""

    name = "lead.assigned"
    owner: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class LeadReleased(LeadEvent):
    """The lead went back to everybody."""

    name = "lead.released"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadOwnerLeft(LeadReleased):
    """The lead went back to everybody, because who had it left the team."""

    why: str = "left the team"


@dataclass(frozen=True, slots=True)
class LeadStatusChanged(LeadEvent):
    """The lead moved from one status to another."""

    name = "lead.status_changed"
    was: str
    became: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LeadReopened(LeadStatusChanged):
    """A closed lead is open again; downstream it is a status change like any other."""


@dataclass(frozen=True, slots=True)
class LeadSnoozed(LeadEvent):
    """The lead's owner is to be reminded at a moment, or no longer if there is none.

    ``was`` is the moment at which they were to be reminded before.
    """

    name = "lead.snoozed"
    until: datetime | None = None
    text: str | None = None
    was: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeadTagged(LeadEvent):
    """A member tagged the lead, or took a tag away; the audit and the cards alone follow."""

    name = "lead.tagged"
    tag: str
    added: bool


@dataclass(frozen=True, slots=True)
class LeadNoted(LeadEvent):
    """A member wrote a note."""

    name = "lead.noted"
    text: str


@dataclass(frozen=True, slots=True)
class FollowUpEvent(LeadEvent):
    """Something that the house did by itself because nobody did anything."""


@dataclass(frozen=True, slots=True)
class LeadOverdue(FollowUpEvent):
    """Nobody answered the lead in time."""

    name = "lead.overdue"
    respond_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeadReturned(FollowUpEvent):
    """The owner stayed silent, and the lead went back to everybody."""

    name = "lead.returned"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadEscalated(FollowUpEvent):
    """Nobody took the lead, and one more chat shows it."""

    name = "lead.escalated"
    chat: str


@dataclass(frozen=True, slots=True)
class OwnerReminded(FollowUpEvent):
    """The owner was silent for too long and was reminded."""

    name = "lead.owner_reminded"
    owner: str


@dataclass(frozen=True, slots=True)
class AdminsTold(FollowUpEvent):
    """Nobody took the lead, and the admins were told."""

    name = "lead.admins_told"
    admins: int


@dataclass(frozen=True, slots=True)
class UnfinishedErased(Event):
    """Somebody erased what was accepted of a person and was no lead, such as what failed."""

    name = "leads.unfinished_erased"
    events: int


@dataclass(frozen=True, slots=True)
class LeadErased(LeadEvent):
    """Somebody erased the lead: nothing about its person is left.

    So many ``lines`` of the audit were emptied; ``remains`` stands for what is left of them.
    """

    name = "lead.erased"
    number: int
    lines: int
    remains: str
