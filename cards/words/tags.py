"""Words of tags."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Tags": Said("Теги", "Etiquetas"),
    "New tag": Said("Новый тег", "Nueva etiqueta"),
    "tag": Said("тег", "etiqueta"),
    "write a word or two": Said("напишите слово или два", "escriba una palabra o dos"),
    "a lead has at most {most}; take one away first": Said(
        "у лида не больше {most}; сначала уберите один",
        "un lead tiene como máximo {most}; quite antes una",
    ),
    "#{number} has the tag {tag} already.": Said(
        "У #{number} уже есть тег «{tag}».", "El #{number} ya tiene la etiqueta «{tag}»."
    ),
    "#{number} has the tag {tag} now.": Said(
        "Тег «{tag}» добавлен к #{number}.", "El #{number} tiene ahora la etiqueta «{tag}»."
    ),
    "#{number} has the tag {tag} no more.": Said(
        "Тег «{tag}» снят с #{number}.", "El #{number} ya no tiene la etiqueta «{tag}»."
    ),
    "<b>#{number}</b> has the tag {tag} already.": Said(
        "У <b>#{number}</b> уже есть тег {tag}.", "El <b>#{number}</b> ya tiene la etiqueta {tag}."
    ),
    "<b>#{number}</b> has the tag {tag} now.": Said(
        "Тег {tag} добавлен к <b>#{number}</b>.",
        "El <b>#{number}</b> tiene ahora la etiqueta {tag}.",
    ),
    "{who}, reply to this message with a tag for <b>#{number}</b>.": Said(
        "{who}, ответьте на это сообщение тегом для <b>#{number}</b>.",
        "{who}, responda a este mensaje con una etiqueta para el <b>#{number}</b>.",
    ),
}
