"""How somebody reads: in which language, and by which clock."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import FieldProblem, Invalid
from domain.phrases import phrase

UTC = "UTC"

_LONGEST_ZONE = 64
_SUGGESTED = 3
# Zones of the IANA data begin with a capital; "localtime" and the like differ between machines.
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")


class Language(StrEnum):
    """A language that the house speaks, by its ISO 639-1 code."""

    ENGLISH = "en"
    RUSSIAN = "ru"
    SPANISH = "es"

    @classmethod
    def of(cls, tag: str | None) -> "Language | None":
        """Return the language of an IETF tag such as ``es-MX``, if the house speaks it."""
        code = (tag or "").replace("_", "-").partition("-")[0].lower()
        return next((each for each in cls if each == code), None)


@dataclass(frozen=True, slots=True)
class Locale:
    """A language, and a time zone by its IANA name."""

    language: Language = Language.ENGLISH
    zone: str = UTC


USUAL = Locale()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody has chosen of a locale; what they left open is chosen by others."""

    language: Language | None = None
    zone: str | None = None

    def over(self, others: "Wishes") -> "Wishes":
        """Keep what is wished here; take from *others* what is left open."""
        return Wishes(self.language or others.language, self.zone or others.zone)

    def settled(self) -> Locale:
        """Return the locale; English and UTC where nobody wished anything."""
        return Locale(self.language or Language.ENGLISH, self.zone or UTC)


def is_zone(name: str) -> bool:
    """Tell whether the machine's time zone data has a zone of this name."""
    if len(name) > _LONGEST_ZONE or not _ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def checked_zone(text: str) -> str:
    """Return the zone that *text* names, whatever its case; refuse with Invalid and close names.

    The name of a city is enough where only one zone has it.
    """
    wanted = "_".join(text.split()).casefold()
    named = _by_name().get(wanted, ())
    if len(named) == 1:
        return named[0]
    close = named or _close_to(wanted)
    if not close:
        raise _unknown(phrase("I do not know this one; write it like Europe/Madrid"))
    names = ", ".join(close[:_SUGGESTED])
    raise _unknown(phrase("I do not know this one; near to it are {names}"), names=names)


def _close_to(wanted: str) -> tuple[str, ...]:
    """Return zones whose name, or city, is spelled nearly so."""
    names = get_close_matches(wanted[:_LONGEST_ZONE], _by_name(), n=_SUGGESTED, cutoff=0.85)
    zones = (zone for name in names for zone in _by_name()[name])
    return tuple(dict.fromkeys(zones))


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Return the machine's zones by what people call them: the whole name, or its city."""
    found: dict[str, tuple[str, ...]] = {}
    zones = sorted(filter(is_zone, available_timezones()))
    for zone in zones:
        city = zone.rpartition("/")[2]
        for name in {zone.casefold(), city.casefold()}:
            found[name] = (*found.get(name, ()), zone)
    # The whole name of one zone is nobody's city.
    return found | {zone.casefold(): (zone,) for zone in zones}


def _unknown(words: str, **values: object) -> Invalid:
    return Invalid(FieldProblem(phrase("time zone"), words, values))
