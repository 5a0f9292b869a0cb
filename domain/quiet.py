"""Quiet hours: the time of day in which nobody wants to be disturbed, where they live."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from domain.errors import FieldProblem, Invalid
from domain.locale import is_zone
from domain.phrases import phrase

FIELD = phrase("quiet hours")
FORM = phrase("write them like 22:00-07:00 Europe/Berlin")

UNKNOWN_ZONE = phrase("I do not know this time zone; write them like 22:00-07:00 Europe/Berlin")
NO_BEGIN = phrase("their begin is no time of day")
NO_END = phrase("their end is no time of day")

_HOURS = re.compile(
    r"(?P<begins>[0-9]{1,2}:[0-9]{2})\s*[-\u2013]\s*(?P<ends>[0-9]{1,2}:[0-9]{2})\s+(?P<zone>\S+)"
)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From *begins* up to *ends*, each day by the clocks of *zone*; over midnight if need be."""

    begins: time
    ends: time
    zone: str

    def __post_init__(self) -> None:
        if any(each != time(each.hour, each.minute) for each in (self.begins, self.ends)):
            raise _wrong(phrase("hours and minutes only"))
        if self.begins == self.ends:
            raise _wrong(phrase("their begin and end must differ"))
        if not is_zone(self.zone):
            raise _wrong(UNKNOWN_ZONE)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``22:00-07:00 Europe/Berlin``; refuse with Invalid and what is wrong."""
        match = _HOURS.fullmatch(text.strip())
        if match is None:
            raise _wrong(FORM)
        begins, ends = _time(match["begins"], NO_BEGIN), _time(match["ends"], NO_END)
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


def _time(text: str, wrong: str) -> time:
    """Read hours and minutes; a refusal says that they are *wrong*."""
    hours, _, minutes = text.partition(":")
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        raise _wrong(wrong) from None


def _wrong(message: str) -> Invalid:
    """Say what is wrong."""
    return Invalid(FieldProblem(FIELD, message))
