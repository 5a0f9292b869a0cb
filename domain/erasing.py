"""Erasing: a lead goes with all that was said of its person, and its number is not used again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from domain.audit import AuditLine, remains_of
from domain.change import Change
from domain.lead import Lead, LeadId
from domain.lead_events import LeadErased

SHORTEST_NAME = 4
"""A name that is shorter stands in much that is about somebody else."""


@dataclass(frozen=True, slots=True)
class ToErase:
    """A lead that is to be erased, and other leads of the same person."""

    lead: Lead
    others: Sequence[Lead] = ()


@dataclass(frozen=True, slots=True)
class ErasedLead:
    """What is left of a lead: that there was one of this number.

    ``lines`` are those of the audit that are about it, and ``events`` the accepted events that it
    was made of.
    """

    id: LeadId
    number: int
    source_id: UUID
    lines: tuple[AuditLine, ...] = ()
    events: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasedCard:
    """A message that showed a lead; it says that the lead was erased as soon as it can.

    ``thread_id`` is the topic that the lead had to itself.
    """

    number: int
    telegram_id: int
    message_id: int | None
    thread_id: int | None


def erased(
    lead: Lead, lines: Sequence[AuditLine], events: Sequence[int], workspace_id: UUID
) -> Change[ErasedLead]:
    """Erase the lead, and empty the lines that the audit has about it."""
    gone = ErasedLead(lead.id, lead.number, lead.source_id, tuple(lines), tuple(events))
    remains = remains_of(lines, workspace_id)
    return Change(gone, LeadErased(lead.id, lead.number, len(lines), remains))


def event_digest(source_id: UUID, event_id: str) -> str:
    """Return what an event is known again by when its id, which may name somebody, is gone."""
    return sha256(f"{source_id.hex}:{event_id}".encode()).hexdigest()


def names_of(lead: Lead) -> frozenset[str]:
    """Return the words by which text is known to be about the person of the lead."""
    contact = lead.contact
    names = (contact.email, contact.phone, contact.phone_e164, contact.name)
    return frozenset(each.casefold() for each in names if each and len(each) >= SHORTEST_NAME)


def is_about(text: str, names: frozenset[str]) -> bool:
    """Tell whether a text names the person."""
    folded = text.casefold()
    return any(each in folded for each in names)
