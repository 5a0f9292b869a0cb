"""What happened to the leads of a period, in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.lead import Status
from domain.period import Period

DAYS_A_WEEK, HOURS_A_DAY = 7, 24
Heat = Sequence[Sequence[int]]


class Outcome(StrEnum):
    """What became of a lead so far."""

    NEW = "new"
    IN_WORK = "in work"
    WON = "won"
    LOST = "lost"
    SPAM = "spam"

    @classmethod
    def of(cls, status: Status) -> "Outcome":
        """Return what a status means for whoever counts."""
        match status:
            case Status.TAKEN | Status.CONTACTED | Status.QUALIFIED:
                return cls.IN_WORK
            case _:
                return cls(status.value)


@dataclass(frozen=True, slots=True)
class Response:
    """How soon leads were taken: how many were, how many still wait, and how long it took."""

    answered: int = 0
    unanswered: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """A source, and its leads; without a name it stands for all others together."""

    name: str | None
    leads: int


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """A member: the leads they took first, those that they won, and how soon they took them."""

    name: str
    taken: int
    won: int
    median: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """The leads received in a period; ``by_source`` has a count for each of ``sources``."""

    workspace: str
    period: Period
    by_outcome: Mapping[date, Mapping[Outcome, int]] = field(default_factory=dict)
    by_source: Mapping[date, Sequence[int]] = field(default_factory=dict)
    sources: Sequence[SourceFigures] = ()
    members: Sequence[MemberFigures] = ()
    response: Response = Response()
    heat: Heat = ()

    @property
    def total(self) -> int:
        """Return how many leads came."""
        return sum(map(self.count, Outcome))

    def count(self, outcome: Outcome) -> int:
        """Return of how many leads this became."""
        return sum(day.get(outcome, 0) for day in self.by_outcome.values())
