"""Reads when people want to be reminded, in their words and by the clocks where they live."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from domain.errors import FieldProblem, Invalid
from domain.phrases import phrase

FIELD = phrase("time")
FORM = phrase("write it like 2h, 30m, 3d, 18:00, tomorrow 9:00, Mon 14:30 or 2026-12-01 10:00")
PAST = phrase("that moment has passed")
TOO_FAR = phrase("at most a year from now")
NO_SUCH_TIME = phrase("there is no such time of day")
NO_SUCH_DAY = phrase("there is no such day")
LATEST = timedelta(days=366)
MORNING = time(9)

_MINUTES, _DAYS = "m", "d"
_UNIT_WORDS = {
    (_MINUTES, 1): "m min mins minute minutes minuto minutos м мин минут минуту минуты",
    (_MINUTES, 60): "h hr hrs hour hours hora horas ч час часа часов",
    (_DAYS, 1): "d day days día dia días dias д дн день дня дней",
    (_DAYS, 7): "w week weeks semana semanas нед неделя неделю недели недель",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_DAYS_AHEAD = {
    **dict.fromkeys(("today", "сегодня", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "завтра", "mañana", "manana"), 1),
    "послезавтра": 2,
}
_WEEKDAYS = [
    "mon monday пн пон понедельник lun lunes",
    "tue tues tuesday вт вторник mar martes",
    "wed wednesday ср среда среду mié mie miércoles miercoles",
    "thu thur thurs thursday чт четверг jue jueves",
    "fri friday пт пятница пятницу vie viernes",
    "sat saturday сб суббота субботу sáb sab sábado sabado",
    "sun sunday вс воскресенье dom domingo",
]
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
# Words that stand before a span, a day or a time and say nothing: "in 2 hours", "a las 9:00".
_FILLERS = {"in", "at", "on", "next", "через", "в", "во", "en", "a", "las", "el"}
_TWO_WORDS = {("pasado", "mañana"): 2, ("pasado", "manana"): 2}
_LONGEST_NUMBER = 6

_NUMBER = re.compile(r"[0-9]+")
_HOURS_AND_MINUTES = re.compile(r"([0-9]+)[hч]([0-9]+)(?:m|min|м|мин)?")
_SPAN = re.compile(r"([0-9]+)([^\W\d_]+)")
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(am|pm)?|([0-9]{1,2})(am|pm)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NOON = 12


@dataclass(frozen=True, slots=True)
class When:
    """A moment to come, as somebody put it: a span from now, or a day and a time of day.

    Spans of minutes and hours pass as they are; days go by the calendar. A
    weekday, or a time of day without a day, is the next one to come.
    """

    minutes: int | None = None
    days: int | None = None
    weekday: int | None = None
    day: date | None = None
    clock: time | None = None

    @classmethod
    def parse(cls, text: str) -> tuple[Self, str]:
        """Read when, and return it with the words that follow; refuse with Invalid."""
        words = _Words(text.split())
        when = cls._span(words) or cls._day(words)
        if when is None:
            raise wrong(FORM)
        return when, " ".join(words.left)

    @classmethod
    def _span(cls, words: "_Words") -> Self | None:
        first, second, *_ = [*words.peek(2), "", ""]
        if both := _HOURS_AND_MINUTES.fullmatch(first):
            words.drop(1)
            return cls(minutes=_count(both[1]) * 60 + _count(both[2]))
        alone = _SPAN.fullmatch(first)
        count, unit = alone.groups() if alone else (first, second)
        if unit not in _UNITS or not _NUMBER.fullmatch(count):
            return None
        words.drop(1 if alone else 2)
        kind, size = _UNITS[unit]
        whole = _count(count) * size
        return cls(minutes=whole) if kind == _MINUTES else cls(days=whole)

    @classmethod
    def _day(cls, words: "_Words") -> Self | None:
        day = cls._named_day(words)
        clock = _clock(words)
        if day is None:
            return None if clock is None else cls(clock=clock)
        return replace(day, clock=clock or MORNING)

    @classmethod
    def _named_day(cls, words: "_Words") -> Self | None:
        first, second, *_ = [*words.peek(2), "", ""]
        if (first, second) in _TWO_WORDS:
            words.drop(2)
            return cls(days=_TWO_WORDS[first, second])
        found: Self | None = None
        if first in _DAYS_AHEAD:
            found = cls(days=_DAYS_AHEAD[first])
        elif first in _WEEKDAY:
            found = cls(weekday=_WEEKDAY[first])
        elif written := _DATE.fullmatch(first):
            found = cls(day=_date(written))
        if found is not None:
            words.drop(1)
        return found

    def moment(self, now: datetime, zone: str) -> datetime:
        """Return the moment in UTC; refuse with Invalid what has passed or is too far away.

        A time that the clocks skip in spring moves on by what they skip; of
        one that comes twice in autumn, the first that is still to come counts.
        """
        there = now.astimezone(ZoneInfo(zone))
        if self.minutes is not None:
            _must_be_near(timedelta(minutes=self.minutes))
            found = now.astimezone(UTC) + timedelta(minutes=self.minutes)
        else:
            found = self._by_calendar(there)
        if found <= now:
            raise wrong(PAST)
        _must_be_near(found - now)
        return found

    def _by_calendar(self, there: datetime) -> datetime:
        for day in self._days(there):
            clock = there.time() if self.clock is None else self.clock
            for fold in (0, 1):
                wall = datetime.combine(day, clock.replace(fold=fold), there.tzinfo)
                found = wall.astimezone(UTC)
                if found > there:
                    return found
        raise wrong(PAST)

    def _days(self, there: datetime) -> Iterator[date]:
        """Yield the days that may be meant, the first one first."""
        today = there.date()
        if self.day is not None:
            _must_be_near(self.day - today)
            yield self.day
        elif self.days is not None:
            _must_be_near(timedelta(days=self.days))
            yield today + timedelta(days=self.days)
        elif self.weekday is not None:
            first = today + timedelta(days=(self.weekday - today.weekday()) % 7)
            yield from (first, first + timedelta(days=7))
        else:
            yield from (today + timedelta(days=each) for each in range(3))


class _Words:
    """What is still to be read, in small letters for whoever looks and as typed at the end."""

    def __init__(self, words: list[str]) -> None:
        self.left = words

    def peek(self, count: int) -> list[str]:
        """Return the next words that say something."""
        self._skip()
        return [each.rstrip(",").casefold() for each in self.left[:count]]

    def drop(self, count: int) -> None:
        """Go on behind the next words."""
        self._skip()
        self.left = self.left[count:]

    def _skip(self) -> None:
        while len(self.left) > 1 and self.left[0].casefold() in _FILLERS:
            self.left = self.left[1:]


def _clock(words: _Words) -> time | None:
    """Read a time of day if one comes next; words that are something else stay."""
    before = words.left
    found = _CLOCK.fullmatch(next(iter(words.peek(1)), ""))
    if found is None:
        words.left = before
        return None
    words.drop(1)
    hours, minutes = int(found[1] or found[4]), int(found[2] or 0)
    half = found[3] or found[5]
    if half:
        if not 1 <= hours <= _NOON:
            raise wrong(NO_SUCH_TIME)
        hours = hours % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(hours, minutes)
    except ValueError:
        raise wrong(NO_SUCH_TIME) from None


def _count(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise wrong(TOO_FAR)
    return int(digits)


def _date(written: re.Match[str]) -> date:
    try:
        return date(*map(int, written.groups()))
    except ValueError:
        raise wrong(NO_SUCH_DAY) from None


def _must_be_near(span: timedelta) -> None:
    """Refuse what is too far away, before anybody counts with it."""
    if span > LATEST:
        raise wrong(TOO_FAR)


def wrong(message: str) -> Invalid:
    """Say what is wrong with a time."""
    return Invalid(FieldProblem(FIELD, message))
