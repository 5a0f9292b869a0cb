"""How long something takes, in words, and as people type it."""

import re

from cards.reader import Reader
from domain.errors import FieldProblem, Invalid

HOUR = 60
DAY = 24 * HOUR

_TYPED = re.compile(r"([0-9]{1,5})\s*([^\W\d_]{0,12})\.?")
_UNITS = {1: ("", "m", "min", "мин", "м"), HOUR: ("h", "hr", "ч", "час"), DAY: ("d", "д", "день")}
_LONG = {"minu": 1, "мину": 1, "hour": HOUR, "hora": HOUR, "часа": HOUR, "часо": HOUR,
         "day": DAY, "days": DAY, "día": DAY, "días": DAY, "dia": DAY, "dias": DAY,
         "дня": DAY, "дней": DAY}  # fmt: skip # a list of words


def in_words(reader: Reader, minutes: int) -> str:
    """Say minutes, from an hour on in hours and minutes."""
    hours, left = divmod(minutes, HOUR)
    if not hours:
        return reader.say("{minutes} min", minutes=left)
    if not left:
        return reader.say("{hours} h", hours=hours)
    return reader.say("{hours} h {minutes} min", hours=hours, minutes=left)


def typed_minutes(text: str, field: str, least: int, most: int) -> int:
    """Read ``45``, ``45 min``, ``2 h`` or ``1 d``; refuse with Invalid."""
    match = _TYPED.fullmatch(text.strip().casefold())
    unit = _unit(match[2]) if match else None
    minutes = int(match[1]) * unit if match and unit else -1
    if not least <= minutes <= most:
        days = most // DAY
        raise Invalid(FieldProblem(field, f"write it like 45 min or 2 h, at most {days} days"))
    return minutes


def _unit(word: str) -> int | None:
    found = next((unit for unit, words in _UNITS.items() if word in words), None)
    return found or _LONG.get(word[:4])
