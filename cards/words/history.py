"""Words in the history of a lead."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "history": Said("история", "historial"),
    "came in from {source}": Said("источник: {source}", "llegó de {source}"),
    "{who} gave it to {owner}": Said(
        "{who}: новый ответственный — {owner}", "{who} lo pasó a {owner}"
    ),
    "{who} snoozed it until {moment}": Said(
        "{who}: отложен до {moment}", "{who} lo pospuso hasta el {moment}"
    ),
    "{who} took the reminder away": Said(
        "{who}: напоминание убрано", "{who} quitó el recordatorio"
    ),
    "{who} tagged it {tag}": Said("{who}: тег «{tag}»", "{who} lo etiquetó: {tag}"),
    "{who} took away the tag {tag}": Said(
        "{who}: тег «{tag}» снят", "{who} quitó la etiqueta {tag}"
    ),
    "{who} took it": Said("{who}: взят в работу", "{who} lo tomó"),
    "{who} released it": Said("{who}: возвращён в новые", "{who} lo liberó"),
    "{who} released it from {owner}": Said(
        "{who}: возвращён в новые, вёл(а) {owner}", "{who} lo liberó; lo tenía {owner}"
    ),
    "{who} reopened it, it was {was}": Said(
        "{who}: открыт снова, было «{was}»", "{who} lo reabrió; estaba: {was}"
    ),
    "{who} moved it from {was} to {became}": Said(
        "{who}: «{was}» → «{became}»", "{who} lo pasó de «{was}» a «{became}»"
    ),
    "{who} noted: {text}": Said("{who}, заметка: {text}", "{who} anotó: {text}"),
}
