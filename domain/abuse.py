"""What is unusual: a source is held against its own rhythm, and against bounds that are none's.

Steady traffic is no trouble at any rate, nor is one that goes up and down with the day.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

TIMES = 5
"""So many times more than usual is unusual."""
TEN = 10
"""Minutes of the longer look; the shorter one is a single minute."""
DAY = 24 * 60
AROUND = 120
"""So many minutes before and after the same time of another day are held against now."""
LATELY = 180
AGAIN = 2
"""What was found to be fine is told again from twice as much."""


class Trouble(StrEnum):
    """What an incident is about; the first ones say more than the last."""

    HONEYPOT = "honeypot"
    REPEATED = "repeated"
    ONE_ADDRESS = "one_address"
    MALFORMED = "malformed"
    HELD = "held"
    SPIKE = "spike"
    SIGNATURES = "signatures"

    @property
    def rank(self) -> int:
        """The lower, the more it says."""
        return list(Trouble).index(self)

    @property
    def is_proven(self) -> bool:
        """Whether it is what the source itself did, or what its form let in."""
        return self is not Trouble.SIGNATURES


@dataclass(frozen=True, slots=True)
class Amount:
    """How many there were in one minute, and in ten."""

    minute: int = 0
    ten: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """How many are worth a look at all; ``by_rhythm`` if nothing is judged without a rhythm."""

    floor: Amount
    by_rhythm: bool = False


BOUNDS: Mapping[Trouble, Bound] = MappingProxyType(
    {
        Trouble.HONEYPOT: Bound(Amount(10, 10)),
        Trouble.REPEATED: Bound(Amount(15, 15)),
        Trouble.ONE_ADDRESS: Bound(Amount(20, 20)),
        Trouble.MALFORMED: Bound(Amount(20, 30)),
        Trouble.HELD: Bound(Amount(15, 20)),
        Trouble.SPIKE: Bound(Amount(20, 60), by_rhythm=True),
        Trouble.SIGNATURES: Bound(Amount(30, 60)),
    }
)
LEAST = min(each.floor.ten for each in BOUNDS.values())


def reaches(trouble: Trouble, now: Amount) -> bool:
    """Tell whether there is enough of it to be looked at."""
    floor = BOUNDS[trouble].floor
    return now.minute >= floor.minute or now.ten >= floor.ten


def is_unusual(trouble: Trouble, now: Amount, usual: Amount | None) -> bool:
    """Tell whether there is far more than there usually is; *usual* is None where nobody knows."""
    bound = BOUNDS[trouble]
    if usual is None:
        if bound.by_rhythm:
            return False
        usual = Amount()
    floor = bound.floor
    return now.minute >= max(floor.minute, TIMES * usual.minute) or now.ten >= max(
        floor.ten, TIMES * usual.ten
    )


def usual(history: Mapping[int, int], since: int, now: int) -> Amount | None:
    """Return the most there was at this time of other days, or in the last hours.

    *history* counts by minute, without the minutes of past troubles; *since* is the first
    minute in which the source was heard at all. None where that is less than a day ago.
    """
    if since > now - DAY:
        return None
    known = {each: many for each, many in history.items() if _is_like(each, now)}
    tens: Counter[int] = Counter()
    for each, many in known.items():
        # A look at ten minutes falls into two of these; the fuller one is no less than half.
        tens[each // TEN] += many
    return Amount(max(known.values(), default=0), max(tens.values(), default=0))


def _is_like(minute: int, now: int) -> bool:
    """Tell whether a minute can be held against now: a day or days ago, or just before."""
    ago = now - minute
    if ago <= TEN:
        return False
    apart = (ago + DAY // 2) % DAY - DAY // 2
    return ago <= LATELY or abs(apart) <= AROUND
