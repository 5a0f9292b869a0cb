"""A digest: many leads that came at once, told in one message."""

from dataclasses import dataclass

from domain.lead import LeadId, Status


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One lead of a digest, as it stands now."""

    number: int
    lead_id: LeadId
    name: str | None = None
    company: str | None = None
    phone: str | None = None
    email: str | None = None
    status: Status = Status.NEW
    owner: str | None = None
    hot: bool = False
