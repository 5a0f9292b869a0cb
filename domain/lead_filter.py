"""Which leads a program asks for, and where a page of them goes on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import MemberId
from domain.lead import Status
from domain.scoring import Temperature


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """What leads must be; whatever is left open may be anything.

    ``unowned`` asks for those that nobody has; ``since`` is the first moment at which they may
    have come, and ``before`` the first at which they may not any more.
    """

    statuses: tuple[Status, ...] = ()
    source_id: UUID | None = None
    owner: MemberId | None = None
    unowned: bool = False
    temperature: Temperature | None = None
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""

    @property
    def is_about_time(self) -> bool:
        """Whether it asks for what is found in the order in which leads came."""
        return bool(self.source_id or self.since or self.before)


@dataclass(frozen=True, slots=True)
class Spot:
    """The lead that a page comes after; ``at`` is when it came, where that is the order."""

    number: int
    at: datetime | None = None
