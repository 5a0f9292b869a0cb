"""Changes of one lead that a program asks for at once, and what it has to know of the lead."""

from dataclasses import dataclass
from hashlib import sha256

from domain.caller import MemberId
from domain.errors import PreconditionFailed, VersionConflict
from domain.lead import LostReason, Status
from domain.lead_view import LeadView
from domain.tags import Tag


@dataclass(frozen=True, slots=True)
class LeadEdit:
    """What the lead is to become; ``None`` leaves a thing as it is.

    ``owner`` counts where ``gives`` says so: nobody has the lead if it is ``None``. ``tags`` are
    all that the lead is to have.
    """

    status: Status | None = None
    reason: LostReason | None = None
    gives: bool = False
    owner: MemberId | None = None
    tags: tuple[Tag, ...] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a program knows of the lead: its version, or one of several revisions."""

    version: int | None = None
    revisions: frozenset[str] | None = None

    def must_be_true_of(self, view: LeadView) -> None:
        """Refuse with PreconditionFailed or VersionConflict if the lead has changed since."""
        if self.revisions is not None and revision_of(view) not in self.revisions:
            raise PreconditionFailed
        if self.version is not None and self.version != view.lead.version:
            raise VersionConflict


def revision_of(view: LeadView) -> str:
    """Return what is another one as soon as anything is that a program sees of the lead."""
    lead = view.lead
    tags = [each.name for each in view.tags]
    seen = repr((lead.version, lead.source_name, lead.owner and lead.owner.name, tags))
    return f"{lead.version}-{sha256(seen.encode()).hexdigest()[:16]}"
