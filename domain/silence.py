"""Whether a source has fallen silent, judged by its own rhythm and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

WINDOW = timedelta(days=14)
"""How far back from its last lead a source's rhythm is looked at."""
FEWEST_ARRIVALS = 8
FEWEST_DAYS = 3
SHORTEST = timedelta(hours=6)
TIMES_THE_LONGEST = 1.5
TIMES_THE_MEDIAN = 6
WEEK = timedelta(days=7)
WEEKEND = timedelta(days=3)
"""From Friday noon to Monday noon."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that usually brings *per_day* leads on a day with leads, and now brings none.

    ``longest_gap`` is the longest it was quiet before, ``since`` is its
    last lead, and ``lasted`` how long that was ago.
    """

    per_day: float
    longest_gap: timedelta
    since: datetime
    lasted: timedelta

    def details(self) -> dict[str, str]:
        """Return the figures as people say them."""
        return {
            "per_day": f"{self.per_day:.1f}".removesuffix(".0"),
            "lasted": spoken(self.lasted),
            "longest": spoken(self.longest_gap),
        }

    def __str__(self) -> str:
        said = self.details()
        return (
            f"usually {said['per_day']} a day, never quiet for longer than {said['longest']},"
            f" and now nothing for {said['lasted']}"
        )


def verdict(arrivals: Sequence[datetime], now: datetime) -> Silence | None:
    """Tell whether the source of *arrivals*, its leads in order, is silent at *now*.

    Looks at the fourteen days before its last lead: the verdict on a
    source that stopped must not change because its past fades.
    """
    heard = [each for each in arrivals if each >= arrivals[-1] - WINDOW]
    days = {each.date() for each in heard}
    if len(heard) < FEWEST_ARRIVALS or len(days) < FEWEST_DAYS:
        return None
    lasted = now - heard[-1]
    gaps = sorted(later - earlier for earlier, later in pairwise(heard))
    if lasted < SHORTEST or lasted <= _patience(gaps, heard[-1] - heard[0]):
        return None
    return Silence(len(heard) / len(days), gaps[-1], heard[-1], lasted)


def _patience(gaps: Sequence[timedelta], span: timedelta) -> timedelta:
    """Return how long a source with these sorted *gaps* may be quiet."""
    patience = max(TIMES_THE_LONGEST * gaps[-1], TIMES_THE_MEDIAN * gaps[len(gaps) // 2])
    # Who was heard for less than a week may have a weekend that nobody has seen yet.
    return patience if span >= WEEK else max(patience, WEEKEND)


def spoken(duration: timedelta) -> str:
    """Say a duration as people do: in minutes, then in hours, then in days and hours."""
    minutes = int(duration / timedelta(minutes=1))
    hours, days = minutes // 60, minutes // (24 * 60)
    if days > 1:
        rest = hours % 24
        return f"{days} days {rest} h" if rest else f"{days} days"
    return f"{hours} h" if hours > 1 else f"{minutes} min"
