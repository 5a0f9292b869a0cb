"""Something that must leave, and what became of one attempt to carry it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.caller import WorkspaceId


@dataclass(frozen=True, slots=True)
class NewParcel:
    """A wish to carry something out.

    Parcels with the same ``key`` are one parcel: what counts is the state of
    the subject at the time of carrying. Parcels of one ``lane`` go one at a
    time and in order.
    """

    kind: str
    lane: str
    key: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that a worker holds under a lease."""

    id: int
    workspace_id: WorkspaceId
    kind: str
    lane: str
    subject_id: UUID
    revision: int
    failures: int
    created_at: datetime
    lease: UUID


class Outcome(StrEnum):
    """How one attempt ended."""

    DELIVERED = "delivered"
    POSTPONED = "postponed"
    DEAD = "dead"


class Undelivered(Exception):  # noqa: N818 -- it says what happened, like the outcomes above
    """A carrier could not deliver.

    ``permanent``: trying again cannot help. ``retry_after`` (seconds): the
    other side said when. ``lane``: everything in this lane would fail too,
    so all of it waits. ``counts``: whether this was a failed attempt, or
    only "not yet".
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        lane: bool = False,
        counts: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.lane = lane
        self.counts = counts
