"""A digest: many leads that came at once, told in one message."""

from dataclasses import dataclass

from domain.lead import Lead, LeadId, Status


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

    @classmethod
    def of(cls, lead: Lead) -> "DigestLine":
        """Take what a digest tells of a lead."""
        contact = lead.contact
        return cls(
            number=lead.number,
            lead_id=lead.id,
            name=contact.name,
            company=contact.company,
            phone=contact.phone_e164 or contact.phone,
            email=contact.email,
            status=lead.status,
            owner=lead.owner.name if lead.owner else None,
            hot=lead.is_hot,
        )
