"""Summaries: what happened to leads, told once a day or once a week at a time of day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from domain.errors import FieldProblem, Invalid
from domain.lead import Lead
from domain.period import Period
from domain.phrases import phrase
from domain.stats import Stats
from domain.when import MORNING, When

FIELD = phrase("summaries")
FORM = phrase("write a time of day like 18:30, or a day and a time like Mon 9:00")

LATEST = timedelta(hours=6)
"""How late a summary still comes; after that it is left out."""
DAYS_A_WEEK, MINUTES_A_DAY = 7, 24 * 60
OLDEST_SHOWN = 5

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_KEPT = re.compile(
    rf"(?:daily|weekly (?P<day>{'|'.join(_DAYS)})) (?P<hour>[0-9]{{2}}):(?P<minute>[0-9]{{2}})"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SummaryTimes:
    """Each day at *at*, or each week on *weekday* (0 is Monday), by the workspace's clocks."""

    at: time = MORNING
    weekday: int | None = None

    def __post_init__(self) -> None:
        if self.at != time(self.at.hour, self.at.minute):
            raise Invalid(FieldProblem(FIELD, FORM))
        if self.weekday is not None and not 0 <= self.weekday < DAYS_A_WEEK:
            raise Invalid(FieldProblem(FIELD, FORM))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``str`` wrote; refuse with Invalid."""
        match = _KEPT.fullmatch(text)
        if match is None:
            raise Invalid(FieldProblem(FIELD, FORM))
        at = _time(int(match["hour"]) * 60 + int(match["minute"]))
        return cls(at, _DAYS.index(match["day"]) if match["day"] else None)

    @classmethod
    def typed(cls, text: str, was: Self | None) -> Self:
        """Read a time of day, which leaves the day as it *was*, or a day; refuse with Invalid."""
        try:
            when, rest = When.parse(text)
        except Invalid:
            raise Invalid(FieldProblem(FIELD, FORM)) from None
        if rest or when.clock is None or when.days is not None or when.day is not None:
            raise Invalid(FieldProblem(FIELD, FORM))
        weekday = when.weekday
        if weekday is None and was is not None:
            weekday = was.weekday
        return cls(when.clock, weekday)

    @classmethod
    def at_minute(cls, minute: int, weekday: int | None = None) -> Self:
        """Make times from a minute of the day; refuse with Invalid."""
        return cls(_time(minute), weekday)

    @property
    def minute(self) -> int:
        """Return the minute of the day."""
        return self.at.hour * 60 + self.at.minute

    @property
    def weekly(self) -> bool:
        """Tell whether there is one a week."""
        return self.weekday is not None

    def __str__(self) -> str:
        every = "daily" if self.weekday is None else f"weekly {_DAYS[self.weekday]}"
        return f"{every} {self.at:%H:%M}"

    def next_after(self, moment: datetime, zone: str) -> datetime:
        """Return the first moment after *moment* at which a summary is due, in UTC.

        A time that the clocks skip in spring moves on by what they skip; of one that
        comes twice in autumn the first counts, so that no day has two.
        """
        today = moment.astimezone(_zone(zone)).date()
        days = (today + each * _DAY for each in range(-1, 2 * DAYS_A_WEEK + 1))
        due = (self._due(day, zone) for day in days if self._falls_on(day))
        return next(each for each in due if each > moment)

    def last_until(self, moment: datetime, zone: str) -> datetime:
        """Return the newest moment up to *moment* at which a summary was due, in UTC."""
        today = moment.astimezone(_zone(zone)).date()
        days = (today - each * _DAY for each in range(-1, 2 * DAYS_A_WEEK + 1))
        due = (self._due(day, zone) for day in days if self._falls_on(day))
        return next(each for each in due if each <= moment)

    def period_until(self, due: datetime, zone: str) -> Period:
        """Return what a summary that is due then tells of: all since the one before it."""
        since = self.last_until(due - timedelta(microseconds=1), zone)
        there = _zone(zone)
        first = since.astimezone(there).date()
        last = (due - timedelta(microseconds=1)).astimezone(there).date()
        return Period(first, last, there.key, since, due)

    def _falls_on(self, day: date) -> bool:
        return self.weekday is None or day.weekday() == self.weekday

    def _due(self, day: date, zone: str) -> datetime:
        return datetime.combine(day, self.at, _zone(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Before:
    """The figures of the day or week before, as far as they are compared."""

    leads: int = 0
    hot: int = 0
    taken: int = 0
    median: timedelta | None = None
    by_source: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a summary tells: the leads of its time, and what waits at *now*, the oldest first."""

    times: SummaryTimes
    stats: Stats
    hot: int
    before: Before
    waiting: int
    overdue: int
    oldest: Sequence[Lead]
    now: datetime

    @property
    def is_quiet(self) -> bool:
        """Tell whether no leads came."""
        return not self.stats.total


def _time(minute: int) -> time:
    if not 0 <= minute < MINUTES_A_DAY:
        raise Invalid(FieldProblem(FIELD, FORM))
    return time(*divmod(minute, 60))


def _zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ZoneInfo("UTC")
