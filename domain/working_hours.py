"""Working hours: when a workspace is at work, and how long it takes in them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from domain.errors import FieldProblem, Invalid
from domain.workspace_settings import WorkspaceSetting

FIELD = "working hours"
DAY = 24 * 60
WEEK = 7 * DAY
SHORTEST = 30
"""Minutes a working day has at least, so that every deadline comes within a few years."""
EVERY_DAY = tuple(range(7))
MONDAY_TO_FRIDAY = tuple(range(5))

_MOST_WEEKS = 600
_ONE_MINUTE = timedelta(minutes=1)
_ONE_WEEK = timedelta(minutes=WEEK)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Span = tuple[timedelta, timedelta]


def _in_order(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


class WorkingHours(WorkspaceSetting):
    """On each of *days* (0 is Monday) from *begins* to *ends*, in minutes of the day.

    What ends no later than it begins ends on the next day. Unless somebody
    chooses otherwise it is always working time.
    """

    key: ClassVar[str] = "working_hours"

    days: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], AfterValidator(_in_order)] = (
        Field(default=EVERY_DAY, min_length=1, max_length=7)
    )
    begins: int = Field(default=0, ge=0, lt=DAY)
    ends: int = Field(default=DAY, ge=0, le=DAY)

    @classmethod
    def of(cls, days: Iterable[int], begins: int, ends: int) -> Self:
        """Make hours; refuse with Invalid where nobody would ever be at work."""
        found = cls.model_construct(days=_in_order(tuple(days)), begins=begins, ends=ends)
        if not found.days:
            raise Invalid(FieldProblem(FIELD, "choose at least one day"))
        if found.lasts < SHORTEST:
            raise Invalid(FieldProblem(FIELD, f"a day has at least {SHORTEST} minutes"))
        return cls.model_validate(found.model_dump())

    @property
    def lasts(self) -> int:
        """Return how many minutes a working day has."""
        return (self.ends - self.begins) % DAY or DAY

    @property
    def always(self) -> bool:
        """Tell whether it is always working time."""
        return self.days == EVERY_DAY and self.lasts == DAY

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        if self.always:
            return "always"
        days = " ".join(_DAYS[each] for each in self.days)
        return f"{days} {clock(self.begins)}-{clock(self.ends)}"

    def week(self) -> Sequence[tuple[int, int]]:
        """Return the working time of a week by the clock on the wall, in minutes from Monday."""
        spans = []
        for day in self.days:
            begins = day * DAY + self.begins
            ends = begins + self.lasts
            spans.append((begins, min(ends, WEEK)))
            if ends > WEEK:
                spans.append((0, ends - WEEK))
        return sorted(spans)

    def cover(self, moment: datetime, zone: str) -> bool:
        """Tell whether *moment* is working time: the clock on the wall decides.

        An hour that is skipped in spring is not there to work in, and one that
        comes twice in autumn counts twice.
        """
        there = moment.astimezone(_zone(zone))
        minute = there.weekday() * DAY + there.hour * 60 + there.minute
        return any(begins <= minute < ends for begins, ends in self.week())


def clock(minute: int) -> str:
    """Write a minute of the day as clocks show it; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def add_working_time(
    moment: datetime, duration: timedelta, hours: WorkingHours, zone: str
) -> datetime:
    """Return when *duration* of working time has gone by since *moment*, in UTC.

    Without any duration this is the next moment at work, *moment* itself if it
    is one. What would take longer than ten years is due then.
    """
    at, left = moment.astimezone(UTC), duration
    if hours.always:
        return at + left
    for _ in range(_MOST_WEEKS):
        ends = _same_offset_until(at, _zone(zone))
        wall = at.astimezone(_zone(zone)).replace(tzinfo=None)
        for opens, closes in _spans(wall, ends - at, hours):
            if left <= closes - opens:
                return at + opens + left
            left -= closes - opens
        at = ends
    return at


def _spans(wall: datetime, length: timedelta, hours: WorkingHours) -> Iterator[Span]:
    """Yield the working time from the clock at *wall* on, counted from there, up to *length*.

    *length* is at most a week, so this week and the next are looked at.
    """
    monday = datetime(wall.year, wall.month, wall.day) - timedelta(days=wall.weekday())  # noqa: DTZ001 -- the clock on a wall knows no zone
    gone = wall - monday
    for week in (timedelta(0), _ONE_WEEK):
        for begins, ends in hours.week():
            opens = max(week + begins * _ONE_MINUTE - gone, timedelta(0))
            closes = min(week + ends * _ONE_MINUTE - gone, length)
            if opens < closes:
                yield opens, closes


def _same_offset_until(at: datetime, zone: ZoneInfo) -> datetime:
    """Return up to when the clocks of *zone* go on as at *at*, a week later at most."""
    offset = at.astimezone(zone).utcoffset()
    same, other = at, at + _ONE_WEEK
    if other.astimezone(zone).utcoffset() == offset:
        return other
    while other - same > timedelta(microseconds=1):
        middle = same + (other - same) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            same = middle
        else:
            other = middle
    return other


def _zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ZoneInfo("UTC")
