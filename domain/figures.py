"""How much work waits, and for how long: counts of the whole house, of nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pile:
    """Work that is due, comes later or was given up; ``overdue`` is how long the first is due."""

    due: int = 0
    later: int = 0
    dead: int = 0
    overdue: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Figures:
    """What stood in the database at one moment; parcels by their kind.

    ``gaps`` counts leads without a state, and ``rest`` is the longest that a
    lane rests by itself, in seconds; ``unanswered`` are leads past their deadline.
    """

    intake: Pile
    parcels: Mapping[str, Pile]
    updates: Pile
    gaps: int = 0
    rest: float = 0.0
    unanswered: int = 0
