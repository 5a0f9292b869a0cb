"""Quiet hours: the time of day in which nobody wants to be disturbed, where they live."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from domain.errors import FieldProblem, Invalid

FIELD = "quiet hours"
FORM = "write them like 22:00-07:00 Europe/Berlin"

_LONGEST_ZONE = 64
_HOURS = re.compile(
    r"(?P<begins>[0-9]{1,2}:[0-9]{2})\s*[-\u2013]\s*(?P<ends>[0-9]{1,2}:[0-9]{2})\s+(?P<zone>\S+)"
)
# Zones of the IANA data begin with a capital; "localtime" and the like differ between machines.
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From *begins* up to *ends*, each day by the clocks of *zone*; over midnight if need be."""

    begins: time
    ends: time
    zone: str

    def __post_init__(self) -> None:
        if any(each != time(each.hour, each.minute) for each in (self.begins, self.ends)):
            raise _wrong("hours and minutes only")
        if self.begins == self.ends:
            raise _wrong("their begin and end must differ")
        if not _is_known(self.zone):
            raise _wrong("I do not know this time zone; " + FORM)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``22:00-07:00 Europe/Berlin``; refuse with Invalid and what is wrong."""
        match = _HOURS.fullmatch(text.strip())
        if match is None:
            raise _wrong(FORM)
        begins, ends = _time(match["begins"], "begin"), _time(match["ends"], "end")
        return cls(begins, ends, match["zone"])

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M} {self.zone}"

    def covers(self, now: datetime) -> bool:
        """Tell whether it is quiet at *now*, an aware datetime.

        The clock on the wall decides: an hour that is skipped in spring is
        not there to be quiet, and one that comes twice in autumn is quiet
        both times.
        """
        if now.tzinfo is None:
            raise ValueError("quiet hours need a moment that knows its time zone")
        there = now.astimezone(ZoneInfo(self.zone)).time()
        if self.begins < self.ends:
            return self.begins <= there < self.ends
        return there >= self.begins or there < self.ends


def _time(text: str, which: str) -> time:
    """Read hours and minutes; a refusal says *which* are wrong."""
    hours, _, minutes = text.partition(":")
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        raise _wrong(f"their {which} is no time of day") from None


def _is_known(zone: str) -> bool:
    """Tell whether the machine's time zone data has the zone."""
    if len(zone) > _LONGEST_ZONE or not _ZONE.fullmatch(zone):
        return False
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _wrong(message: str) -> Invalid:
    """Say what is wrong."""
    return Invalid(FieldProblem(FIELD, message))
