"""How somebody reads: in which language, and by which clock."""

import re
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

UTC = "UTC"

_LONGEST_ZONE = 64
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
