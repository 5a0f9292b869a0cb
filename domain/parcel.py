"""Something that must leave, and what became of one attempt to carry it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from domain.caller import WorkspaceId
from domain.chat import Unreachable


class Priority(IntEnum):
    """What leaves first within a lane; answers to people do not wait in any lane."""

    ASKED = 5
    HOT = 10
    NEW = 20
    EDIT = 30
    REPORT = 40


NEW_CARDS = (Priority.HOT, Priority.NEW)


@dataclass(frozen=True, slots=True)
class NewParcel:
    """A wish to carry something out.

    Parcels with the same ``key`` are one parcel: what counts is the state of
    the subject at the time of carrying. Parcels of one ``lane`` go one at a
    time, by priority and then in order.
    """

    kind: str
    lane: str
    key: str
    subject_id: UUID
    priority: Priority = Priority.NEW


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
    priority: Priority = Priority.NEW
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lanes a claim leaves alone, and which it serves otherwise than by priority.

    Nothing of ``without`` is claimed. Of ``urgent_only`` only hot cards are, and what
    somebody asked for. In
    ``oldest_first`` the oldest goes first, so that what is never urgent leaves
    in the end.
    """

    without: Collection[str] = ()
    urgent_only: Collection[str] = ()
    oldest_first: Collection[str] = ()


ANY = Choice()


class Outcome(StrEnum):
    """How one attempt ended."""

    DELIVERED = "delivered"
    POSTPONED = "postponed"
    DEAD = "dead"


class Trouble(StrEnum):
    """Why something was not delivered, as far as what follows differs."""

    FLOOD = "flood"
    BUDGET = "budget"
    NO_ANSWER = "no answer"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    UNAUTHORIZED = "unauthorized"
    TOPIC = "topic"
    GONE = "gone"
    REFUSED = "refused"
    OURS = "ours"


UNCOUNTED = (Trouble.FLOOD, Trouble.BUDGET, Trouble.UNREACHABLE, Trouble.MOVED)


class Undelivered(Exception):  # noqa: N818 -- it says what happened, like the outcomes above
    """A carrier could not deliver.

    ``permanent``: trying again cannot help. ``retry_after`` (seconds): the
    other side said when. ``why`` decides what follows: BUDGET means that it
    was not even tried, for our own budget is used up; FLOOD, NO_ANSWER and
    UNAUTHORIZED concern the whole lane, UNREACHABLE parks it for the reason that
    ``unreachable`` gives, and MOVED brings ``moved_to``, its new address.
    """

    def __init__(
        self,
        reason: str,
        why: Trouble = Trouble.REFUSED,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        unreachable: Unreachable | None = None,
        moved_to: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.why = why
        self.permanent = permanent
        self.retry_after = retry_after
        self.unreachable = unreachable
        self.moved_to = moved_to

    @property
    def counts(self) -> bool:
        """Tell whether this was a failed attempt, or only "not yet" or "not there"."""
        return self.why not in UNCOUNTED

    @property
    def passes(self) -> bool:
        """Tell whether the same will go well at its time, without anybody's doing."""
        return self.why in (Trouble.FLOOD, Trouble.MOVED)

    @property
    def concerns_chat(self) -> bool:
        """Tell whether the chat is no longer what we took it for."""
        return self.why in (Trouble.UNREACHABLE, Trouble.MOVED)

    @property
    def rests_lane(self) -> bool:
        """Tell whether everything in this lane would fail for the same reason."""
        return self.why in (Trouble.FLOOD, Trouble.NO_ANSWER, Trouble.UNAUTHORIZED)
