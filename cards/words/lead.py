"""Words on the card of a lead, under it, and in answers to its buttons."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "new": Said("новый", "nuevo"),
    "taken": Said("в работе", "tomado"),
    "contacted": Said("есть контакт", "contactado"),
    "qualified": Said("квалифицирован", "calificado"),
    "won": Said("сделка", "ganado"),
    "lost": Said("отказ", "perdido"),
    "spam": Said("спам", "spam"),
    "price": Said("цена", "precio"),
    "no answer": Said("не отвечает", "no responde"),
    "went elsewhere": Said("выбор конкурента", "eligió a otro"),
    "not a fit": Said("не подходит", "no encaja"),
    "other": Said("другое", "otro motivo"),
    "left the form unfinished": Said(
        "форма заполнена, но не отправлена", "dejó el formulario sin enviar"
    ),
    "No name given": Said("Имя не указано", "Sin nombre"),
    "as typed": Said("как введено", "tal como se escribió"),
    "as typed, looks wrong": Said(
        "как введено, похоже на ошибку", "tal como se escribió, parece incorrecto"
    ),
    "1 of {count}": Said("1 из {count}", "1 de {count}"),
    "and {number} more fields": Counted(
        ("и ещё {number} поле", "и ещё {number} поля", "и ещё {number} полей"),
        ("y {number} campo más", "y {number} campos más"),
    ),
    "In short: {words}": Said("Вкратце: {words}", "En resumen: {words}"),
    "Take": Said("Взять", "Tomar"),
    "Release": Said("Вернуть", "Liberar"),
    "Reopen": Said("Открыть снова", "Reabrir"),
    "Undo": Said("Отменить", "Deshacer"),
    "Not spam": Said("Не спам", "No es spam"),
    "More": Said("Ещё", "Más"),
    "History": Said("История", "Historial"),
    "Assign": Said("Назначить", "Asignar"),
    "Note": Said("Заметка", "Nota"),
    "{who}, reply to this message with your note on <b>#{number}</b>.": Said(
        "{who}, ответьте на это сообщение — ответ станет заметкой к <b>#{number}</b>.",
        "{who}, responda a este mensaje con su nota sobre el <b>#{number}</b>.",
    ),
    "Round robin": Said("По очереди", "Por turno"),
    "Least busy": Said("Самый свободный", "El menos ocupado"),
    "#{number} goes to {name}.": Said(
        "Ответственный за #{number}: {name}.", "El #{number} pasa a {name}."
    ),
    "Copy phone": Said("Копировать телефон", "Copiar teléfono"),
    "Copy e-mail": Said("Копировать e-mail", "Copiar correo"),
    "Why {score}?": Said("Почему {score}?", "¿Por qué {score}?"),
    "You have taken #{number}. It is yours.": Said(
        "Вы взяли #{number}. Теперь это ваш лид.", "Ha tomado el #{number}. Es suyo."
    ),
    "#{number} is free again.": Said("#{number} снова свободен.", "El #{number} está libre."),
    "#{number} is open again.": Said("#{number} снова открыт.", "El #{number} está reabierto."),
    "#{number} is {status}.": Said("#{number}: {status}.", "#{number}: {status}."),
    "#{number} is {status} now.": Said("#{number}: {status}.", "#{number}: {status}."),
    "{points} of {most}": Said("{points} из {most}", "{points} de {most}"),
    "phone": Said("телефон", "teléfono"),
    "phone without country code": Said("телефон без кода страны", "teléfono sin prefijo del país"),
    "phone looks wrong": Said("телефон с ошибкой", "teléfono incorrecto"),
    "e-mail": Said("e-mail", "correo"),
    "e-mail looks wrong": Said("e-mail с ошибкой", "correo incorrecto"),
    "another way to reach them": Said("другой способ связи", "otra vía de contacto"),
    "throw-away address": Said("одноразовый e-mail", "correo desechable"),
    "free-mail address": Said("бесплатная почта", "correo gratuito"),
    "link in the name": Said("ссылка в имени", "enlace en el nombre"),
    "name": Said("имя", "nombre"),
    "company": Said("компания", "empresa"),
    "many links": Said("много ссылок", "muchos enlaces"),
    "only links": Said("только ссылки", "solo enlaces"),
    "no message": Said("нет сообщения", "sin mensaje"),
    "ALL CAPS": Said("ВСЁ ЗАГЛАВНЫМИ", "SOLO MAYÚSCULAS"),
    "serious message": Said("подробное сообщение", "mensaje detallado"),
    "short message": Said("короткое сообщение", "mensaje breve"),
    "asks for a price or a date": Said("вопрос о цене или сроках", "pregunta precio o fecha"),
    "is in a hurry": Said("срочно", "tiene prisa"),
    "paid campaign": Said("платная реклама", "campaña de pago"),
    "page about prices or contact": Said(
        "страница цен или контактов", "página de precios o contacto"
    ),
}
