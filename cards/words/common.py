"""Words that several subjects share."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {}
