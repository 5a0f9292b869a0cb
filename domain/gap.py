"""Gaps: accepted leads that neither reached a chat nor wait for one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from domain.caller import WorkspaceId

LATE_AFTER = timedelta(seconds=60)
"""How long an accepted event may take to become a lead."""


class GapKind(StrEnum):
    """Where the way of a lead ended."""

    LATE = "late"
    SET_ASIDE = "set_aside"
    NO_CARD = "no_card"
    CARD_LOST = "card_lost"
    DIGEST_LOST = "digest_lost"

    @property
    def mendable(self) -> bool:
        """Tell whether putting a parcel again closes the gap."""
        return self in (GapKind.NO_CARD, GapKind.CARD_LOST, GapKind.DIGEST_LOST)


@dataclass(frozen=True, slots=True)
class Gap:
    """A lead without a state at one destination.

    ``number`` is absent where it is no lead yet. ``subject_id`` is what must
    leave: the copy of a card, a digest, or the lead itself where it has no card.
    """

    kind: GapKind
    workspace_id: WorkspaceId
    lead_id: UUID
    subject_id: UUID
    number: int | None = None
