"""Reads working hours as people type them, in each language of the house."""

import re

from domain.errors import FieldProblem, Invalid
from domain.working_hours import DAY, EVERY_DAY, FIELD, WorkingHours

FORM = "write them like Mon-Fri 9:00-18:00"

_ALWAYS = {"always", "24/7", "всегда", "круглосуточно", "siempre"}
_DAILY = {"daily", "every day", "ежедневно", "каждый день", "a diario", "todos los días"}
_HOURS = re.compile(
    r"(?:(?P<days>\D.{0,60}?|[1-7][\d ,;\u2013-]{0,20}?)[ ,;:]\s*)??"
    r"(?P<begins>[0-9]{1,2})(?:[:.](?P<past>[0-9]{2}))?"
    r"\s*[-\u2013\u2014]\s*(?P<ends>[0-9]{1,2})(?:[:.](?P<then>[0-9]{2}))?"
)
_RANGE = re.compile(r"\s*[-\u2013\u2014]\s*")
# The first two letters tell the days apart, in full and in short.
_NAMES = (
    "mo lu пн по 1",
    "tu ma вт 2",
    "we mi ср 3",  # noqa: RUF001 -- Russian letters look like Latin ones
    "th ju чт че 4",
    "fr vi пт пя 5",
    "sa sá сб су 6",  # noqa: RUF001 -- Russian letters look like Latin ones
    "su do вс во 7",
)
_DAYS = {name: day for day, names in enumerate(_NAMES) for name in names.split()}


def read_hours(text: str, now: WorkingHours) -> WorkingHours:
    """Read ``Mon-Fri 9:00-18:00``; hours alone keep the days of *now*. Refuse with Invalid."""
    words = " ".join(text.casefold().split())
    if words in _ALWAYS:
        return WorkingHours()
    match = _HOURS.fullmatch(words)
    if match is None:
        raise _wrong(FORM)
    days = _days(match["days"]) if match["days"] else now.days
    begins = _minute(match["begins"], match["past"])
    return WorkingHours.of(days, begins % DAY, _minute(match["ends"], match["then"]))


def _days(text: str) -> tuple[int, ...]:
    if text.strip() in _DAILY:
        return EVERY_DAY
    found: list[int] = []
    for part in filter(None, re.split(r"[ ,;]+", _RANGE.sub("-", text))):
        first, *others = (_day(each) for each in part.split("-"))
        if len(others) > 1:
            raise _wrong(FORM)
        last = others[0] if others else first
        found += [each % 7 for each in range(first, last + (7 if last < first else 0) + 1)]
    return tuple(found)


def _day(name: str) -> int:
    day = _DAYS.get(name[:2]) if name.isdecimal() is (len(name) == 1) else None
    if day is None:
        raise _wrong(FORM)
    return day


def _minute(hours: str, minutes: str | None) -> int:
    """Return the minute of the day; 24:00 is its end."""
    minute = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) >= 60 or minute > DAY:  # noqa: PLR2004 -- minutes of an hour
        raise _wrong("this is no time of day")
    return minute


def _wrong(message: str) -> Invalid:
    return Invalid(FieldProblem(FIELD, message))
