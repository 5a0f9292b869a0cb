"""Words about field maps: which value of a sender's own JSON is what of a lead."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Fields": Said("Поля", "Campos"),
    "Fields of {source}": Said("Поля источника {source}", "Campos de {source}"),
    "For senders that post JSON of their own shape: send one example, tap which value is what,"
    " and I read all that follow like it.": Said(
        "Для систем, которые присылают JSON своего вида: отправьте один пример, укажите, где какое"
        " значение, и следующие я прочитаю так же.",
        "Para sistemas que envían JSON con su propia forma: envíe un ejemplo, indique qué es cada"
        " valor y leeré igual todos los que lleguen después.",
    ),
    "Begin": Said("Начать", "Empezar"),
    "What comes with <code>?format=mapped</code> is read like this:": Said(
        "То, что приходит с <code>?format=mapped</code>, читается так:",
        "Lo que llega con <code>?format=mapped</code> se lee así:",
    ),
    "Everything else is kept as a field.": Said(
        "Всё остальное сохраняется как поля.", "Todo lo demás se guarda como campos."
    ),
    "Map it anew": Said("Настроить заново", "Definir de nuevo"),
    "Without its map, what {source} posts with <code>?format=mapped</code> is refused.": Said(
        "Без настройки полей всё, что {source} присылает с <code>?format=mapped</code>, не"
        " принимается.",
        "Sin esta definición se rechaza lo que {source} envía con <code>?format=mapped</code>.",
    ),
    "Post one example, signed as always, to": Said(
        "Отправьте один пример с обычной подписью на",
        "Envíe un ejemplo, firmado como siempre, a",
    ),
    "It becomes a lead, too, with every value as a field. Or send the example here, as text or as"
    " a file.": Said(
        "Он тоже станет лидом, все значения сохранятся как поля. Или пришлите пример сюда: текстом"
        " или файлом.",
        "También se convierte en un lead, con cada valor como campo. O envíe aquí el ejemplo, como"
        " texto o como archivo.",
    ),
    "I wait until {moment}.": Said("Жду до {moment}.", "Espero hasta el {moment}."),
    "Send it here": Said("Прислать сюда", "Enviarlo aquí"),
    "Another example": Said("Другой пример", "Otro ejemplo"),
    "What does {source} send? Reply to this message with one example: its JSON as text, or a file"
    " of at most 64 KB.": Said(
        "Что присылает {source}? Ответьте на это сообщение одним примером: JSON текстом или файлом"
        " до 64 КБ.",
        "¿Qué envía {source}? Responda a este mensaje con un ejemplo: el JSON como texto o un"
        " archivo de 64 KB como máximo.",
    ),
    "🧾 The example from {source} is here. Say now which value is what.": Said(
        "🧾 Пример от источника {source} получен. Теперь укажите, где какое значение.",
        "🧾 Ha llegado el ejemplo de {source}. Indique ahora qué es cada valor.",
    ),
    "Name the fields": Said("Указать поля", "Indicar los campos"),
    "Tap a value to say what it is. The others are kept as fields.": Said(
        "Нажмите на значение и укажите, что это. Остальные сохранятся как поля.",
        "Pulse un valor para indicar qué es. Los demás se guardan como campos.",
    ),
    "What is it?": Said("Что это?", "¿Qué es?"),
    "Full name": Said("Полное имя", "Nombre completo"),
    "First name": Said("Имя", "Nombre"),
    "Last name": Said("Фамилия", "Apellidos"),
    "Referrer": Said("Откуда пришли", "Página de procedencia"),
    "Id of the event": Said("Номер события", "Id del evento"),
    "Keep as a field": Said("Оставить как поле", "Guardar como campo"),
    "Leave out": Said("Пропустить", "Omitir"),
    "Preview": Said("Посмотреть", "Vista previa"),
    "Save": Said("Сохранить", "Guardar"),
    "A lead from {source}": Said("Лид из источника {source}", "Un lead de {source}"),
    "Left out: {fields}": Said("Пропущено: {fields}", "Se omite: {fields}"),
    "Nothing here leads to the person. To save it, {ask}.": Said(
        "Здесь нет способа связаться с человеком. Чтобы сохранить, {ask}.",
        "Aquí no hay modo de contactar con la persona. Para guardarlo, {ask}.",
    ),
    "say which value is an e-mail, a phone or a message": Said(
        "укажите, где почта, телефон или сообщение",
        "indique qué valor es un correo, un teléfono o un mensaje",
    ),
    "Saved. The example is deleted.": Said(
        "Сохранено. Пример удалён.", "Guardado. El ejemplo se ha borrado."
    ),
    "Phone": Said("Телефон", "Teléfono"),
    "Company": Said("Компания", "Empresa"),
    "Page": Said("Страница", "Página"),
    "Source": Said("Источник", "Fuente"),
    "and {number} more": Counted(
        ("и ещё {number}", "и ещё {number}", "и ещё {number}"),
        ("y {number} más", "y {number} más"),
    ),
    "fields": Said("поля", "campos"),
    "body": Said("данные", "datos"),
    "must have a value in it": Said(
        "нужно хотя бы одно значение", "debe contener al menos un valor"
    ),
    "must have at most {most} values": Said(
        "не больше {most} значений", "debe tener como máximo {most} valores"
    ),
    "must have fewer or shorter values: leave some out": Said(
        "слишком много данных: пропустите часть значений",
        "hay demasiados datos: omita algunos valores",
    ),
    "its name is too long; it can only be kept as a field": Said(
        "слишком длинное название; можно только оставить как поле",
        "su nombre es demasiado largo; solo se puede guardar como campo",
    ),
}
