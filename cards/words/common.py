"""Words that several subjects share."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "« Back": Said("« Назад", "« Atrás"),
    "yes": Said("да", "sí"),
    "no": Said("нет", "no"),
}
