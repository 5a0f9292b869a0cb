"""Words of erasing."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "🗑 Erase lead {number} for good?": Said(
        "🗑 Удалить лид {number} навсегда?", "🗑 ¿Borrar el lead {number} para siempre?"
    ),
    "Its contact, message, notes and history go, from here, from the cards in chats and"
    " from what endpoints were told. Nobody can bring it back. That it was erased stays"
    " in the audit, without a word about the person.": Said(
        "Контакты, сообщение, заметки и история исчезнут: здесь, на карточках в чатах и в"
        " том, что отправлялось вебхуками. Вернуть их не сможет никто. В журнале останется"
        " только то, что лид удалён, — ни слова о человеке.",
        "Su contacto, mensaje, notas e historial desaparecen: de aquí, de las fichas en los"
        " chats y de lo que se envió por webhook. Nadie podrá recuperarlos. En el registro"
        " solo queda que se borró, sin una palabra sobre la persona.",
    ),
    "The same person is known from {numbers}, which stay.": Said(
        "Тот же человек известен по {numbers}; эти лиды останутся.",
        "La misma persona figura también en {numbers}, que se conservan.",
    ),
    "🗑 Erase for good": Said("🗑 Удалить навсегда", "🗑 Borrar para siempre"),
    "🗑 Lead #{number} was erased.": Said(
        "🗑 Лид #{number} удалён.", "🗑 El lead #{number} se ha borrado."
    ),
    "Lead #{number} stays as it is.": Said(
        "Лид #{number} остаётся как есть.", "El lead #{number} se queda como está."
    ),
    "#{number} erased": Said("#{number} удалён", "#{number} borrado"),
    "Erase a lead for good": Said("Удалить лид навсегда", "Borrar un lead para siempre"),
    "The leads of this message were erased.": Said(
        "Лиды из этого сообщения удалены.", "Los leads de este mensaje se han borrado."
    ),
    "⚠️ A lead was erased while the file was made. Ask for it again.": Said(
        "⚠️ Пока готовился файл, один из лидов удалили. Запросите файл ещё раз.",
        "⚠️ Se borró un lead mientras se preparaba el archivo. Pídalo de nuevo.",
    ),
    "{lead}: erased": Said("{lead}: удалён", "{lead}: borrado"),
    "erased what was accepted of a person and was no lead": Said(
        "удалено принятое от человека, что не стало лидом",
        "borrado lo recibido de una persona que no llegó a ser lead",
    ),
}
