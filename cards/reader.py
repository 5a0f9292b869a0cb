"""Says things to somebody in their language, by their clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cards.words import Counted, Said, phrases
from domain.locale import USUAL, UTC, Language, Locale
from domain.phrases import phrase

__all__ = ["MONTHS", "Reader", "phrase"]

_MONTHS = {
    Language.ENGLISH: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    Language.RUSSIAN: "янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.",
    Language.SPANISH: "ene feb mar abr may jun jul ago sept oct nov dic",
}
MONTHS = {language: months.split() for language, months in _MONTHS.items()}
"""Short names of months as they stand in a date (Unicode CLDR, format abbreviated)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever a card is for: everything said to them goes through here."""

    locale: Locale = USUAL

    def say(self, text: str, /, **values: object) -> str:
        """Say an English phrase in the reader's language, with *values* filled in.

        Values are put in as they are: text from outside comes through cards.html.
        """
        said = phrases().get(text) if self.locale.language is not Language.ENGLISH else None
        found = said.by(self.locale.language) if isinstance(said, Said) else text
        return found.format(**values) if values else found

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """Say how many there are; ``{number}`` in the phrase is the number."""
        if self.locale.language is Language.ENGLISH:
            found = one if number == 1 else many
        else:
            said = phrases().get(many)
            language = self.locale.language
            found = said.by(language, number) if isinstance(said, Counted) else many
        return found.format(number=number, **values)

    def day(self, moment: datetime, /) -> str:
        """Say a day as the reader's calendar has it, such as ``3 Mar 2026``."""
        there = moment.astimezone(ZoneInfo(self.locale.zone))
        return f"{there.day} {MONTHS[self.locale.language][there.month - 1]} {there.year}"

    def time(self, moment: datetime, /) -> str:
        """Say a time of day by the reader's clock, such as ``14:05``."""
        return f"{moment.astimezone(ZoneInfo(self.locale.zone)):%H:%M}"

    def moment(self, moment: datetime, /) -> str:
        """Say a day and a time, and that it is UTC where no zone is chosen."""
        zone = " UTC" if self.locale.zone == UTC else ""
        return f"{self.day(moment)} {self.time(moment)}{zone}"
