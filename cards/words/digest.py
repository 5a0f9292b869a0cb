"""Words of a burst of leads."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "{number} leads came at once": Counted(
        ("{number} лид сразу", "{number} лида сразу", "{number} лидов сразу"),
        ("{number} lead a la vez", "{number} leads a la vez"),
    ),
    "#{number} has a topic of its own.": Said(
        "У #{number} есть своя тема.", "El #{number} tiene su propio tema."
    ),
    "The card of #{number} follows.": Said(
        "Отправляю карточку #{number}.", "Le envío la ficha del #{number}."
    ),
}
