"""What the house says, in every language it speaks: a file for each subject.

English is the key: a card says ``reader.say("Take")``, and ``WORDS`` of one file
here says the same in the other languages. A language is a field of ``Said`` and
``Counted``, so none can be left out.
"""

from dataclasses import dataclass
from functools import cache

import cards.words
from domain.locale import Language
from domain.plugins import modules_in


@dataclass(frozen=True, slots=True)
class Said:
    """One phrase; what stands in braces is filled in."""

    ru: str
    es: str

    def by(self, language: Language) -> str:
        """Return the phrase in a language other than English."""
        return self.ru if language is Language.RUSSIAN else self.es


@dataclass(frozen=True, slots=True)
class Counted:
    """One phrase about a number; its key is the English plural.

    Russian has a form for 1, 21, 31 ..., one for 2-4, 22-24 ..., and one for all
    others; Spanish has one for 1 and one for all others (Unicode CLDR, cardinals).
    """

    ru: tuple[str, str, str]
    es: tuple[str, str]

    def by(self, language: Language, number: int) -> str:
        """Return the form that goes with *number* in a language other than English."""
        if language is Language.SPANISH:
            return self.es[0 if number == 1 else 1]
        return self.ru[_russian(number)]


def _russian(number: int) -> int:
    tens, ones = abs(number) // 10 % 10, abs(number) % 10
    if tens == 1 or ones == 0 or ones > 4:  # noqa: PLR2004 -- the rule of the language
        return 2
    return 0 if ones == 1 else 1


@cache
def phrases() -> dict[str, Said | Counted]:
    """Return every phrase by its English; two files do not say the same one."""
    found: dict[str, Said | Counted] = {}
    for module in modules_in(cards.words):
        twice = found.keys() & module.WORDS.keys()
        if twice:
            raise ValueError(f"said in two files: {sorted(twice)}")
        found |= module.WORDS
    return found
