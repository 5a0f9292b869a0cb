"""Stretches of whole days, as the calendar of a time zone has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import FieldProblem, Invalid

MOST_DAYS = 365
USUAL = "7d"
TODAY, YESTERDAY, MONTH = "today", "yesterday", "month"
_DAYS = re.compile(r"([0-9]{1,4})d", re.IGNORECASE)
_STEP = timedelta(hours=6)
"""Shorter than any two changes of a clock are apart."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time in which the clocks of a zone are not changed; ``offset`` is theirs from UTC."""

    begins: datetime
    ends: datetime
    offset: timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from ``first`` to ``last``, both of them included, in a time zone.

    One that begins or ends within a day says when: ``since`` is part of it, ``until`` is not.
    """

    first: date
    last: date
    zone: str
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def parse(cls, text: str, now: datetime, zone: str) -> "Period":
        """Read ``7d``, ``today``, ``yesterday`` or ``month``; refuse with Invalid."""
        today = now.astimezone(ZoneInfo(zone)).date()
        match text.strip().casefold() or USUAL:
            case "today":
                return cls(today, today, zone)
            case "yesterday":
                before = today - timedelta(days=1)
                return cls(before, before, zone)
            case "month":
                return cls(today.replace(day=1), today, zone)
            case days if (found := _DAYS.fullmatch(days)) and 1 <= int(found[1]) <= MOST_DAYS:
                return cls(today - timedelta(days=int(found[1]) - 1), today, zone)
            case _:
                words = f"1d to {MOST_DAYS}d, today, yesterday or month"
                raise Invalid(FieldProblem("period", words))

    @property
    def days(self) -> Sequence[date]:
        """Return every day."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def begins(self) -> datetime:
        """Return the moment at which it begins."""
        return self.since or midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """Return the moment at which it is over."""
        return self.until or midnight(self.last + timedelta(days=1), self.zone)

    def stretches(self) -> Sequence[Stretch]:
        """Cut the period where clocks are changed."""
        zone, found, begins = ZoneInfo(self.zone), list[Stretch](), self.begins
        while begins < self.ends:
            offset = _offset(begins, zone)
            ends = begins
            while ends < self.ends and _offset(ends, zone) == offset:
                before, ends = ends, min(ends + _STEP, self.ends)
                if _offset(ends, zone) != offset:
                    ends = _change(before, ends, zone)
            found.append(Stretch(begins, ends, offset))
            begins = ends
        return found


def midnight(day: date, zone: str) -> datetime:
    """Return the moment at which a day begins, where it begins at midnight or later."""
    begins = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    # Where the clocks skip midnight, the day begins when they are changed.
    while begins.astimezone(ZoneInfo(zone)).date() < day:
        begins += timedelta(minutes=15)
    return begins


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second with another offset than *before*."""
    offset = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        if _offset(middle, zone) == offset:
            before = middle
        else:
            after = middle
    return after
