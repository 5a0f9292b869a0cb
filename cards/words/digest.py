"""Words of a burst of leads."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "{number} leads came at once": Counted(
        ("{number} лид сразу", "{number} лида сразу", "{number} лидов сразу"),
        ("{number} lead a la vez", "{number} leads a la vez"),
    ),
}
