"""Words about what endpoints hear: filters, bodies, and templates of them."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "at most {most} KiB": Said("не больше {most} КиБ", "como máximo {most} KiB"),
    "a name stands twice in one object": Said(
        "имя встречается в объекте дважды", "un nombre aparece dos veces en un objeto"
    ),
    "this is not JSON from line {line}, column {column} on": Said(
        "это не JSON, начиная со строки {line}, символа {column}",
        "deja de ser JSON a partir de la línea {line}, columna {column}",
    ),
    "too deep, or a number or character that JSON has not; at most {most} levels": Said(
        "слишком глубоко либо число или символ, которых нет в JSON; не больше {most} уровней",
        "demasiado profundo, o un número o carácter que JSON no tiene; como máximo {most} niveles",
    ),
    "names are not filled in, only values are": Said(
        "подставлять можно только в значения, не в имена",
        "solo se rellenan los valores, no los nombres",
    ),
    "this is no path, such as data.lead.status": Said(
        "это не путь вида data.lead.status", "no es una ruta, como data.lead.status"
    ),
    "there is something wrong from {place} on": Said(
        "ошибка, начиная с {place}", "hay un error a partir de {place}"
    ),
    "at most {most} filters": Said("не больше {most} фильтров", "como máximo {most} filtros"),
    "there is no filter {name}": Said("фильтра {name} нет", "no existe el filtro {name}"),
    "the filter {name} is used otherwise": Said(
        "фильтр {name} используется иначе", "el filtro {name} se usa de otra forma"
    ),
    "it makes more than {most} KiB of an event": Said(
        "из события получается больше {most} КиБ", "produce más de {most} KiB de un evento"
    ),
    "template": Said("шаблон", "plantilla"),
    "file": Said("файл", "archivo"),
    "this is no text in UTF-8": Said("это не текст в UTF-8", "no es texto en UTF-8"),
    "Telegram does not give it; send it again": Said(
        "Telegram его не отдаёт; отправьте ещё раз", "Telegram no lo entrega; envíelo de nuevo"
    ),
    "it is not what you looked at; send it again": Said(
        "это не то, что вы просматривали; отправьте его ещё раз",
        "no es lo que usted revisó; envíela de nuevo",
    ),
    "its template could not be filled in; see Body": Said(
        "его шаблон не удалось заполнить; см. «Тело»",
        "no se pudo rellenar su plantilla; véase Cuerpo",
    ),
    "Filters": Said("Фильтры", "Filtros"),
    "Body": Said("Тело", "Cuerpo"),
    "Body: {name}": Said("Тело: {name}", "Cuerpo: {name}"),
    "as it is": Said("стандартное", "tal cual"),
    "by a template of your own": Said("по вашему шаблону", "con una plantilla propia"),
    "Only {filters}": Said("Только {filters}", "Solo {filters}"),
    "from {number} sources": Counted(
        ("из {number} источника", "из {number} источников", "из {number} источников"),
        ("de {number} fuente", "de {number} fuentes"),
    ),
    "once it is {statuses}": Said(
        "при переходе в статус: {statuses}", "al pasar al estado: {statuses}"
    ),
    "Which leads does {host} hear of?": Said(
        "О каких лидах сообщать {host}?", "¿De qué leads se informa a {host}?"
    ),
    "Sources: {names}": Said("Источники: {names}", "Fuentes: {names}"),
    "Statuses: {names}": Said("Статусы: {names}", "Estados: {names}"),
    "Where nothing is chosen, all count. Choose statuses, and it hears only of what"
    " brings a lead to one of them: no notes, no reminders.": Said(
        "Если ничего не выбрано, подходят все. Если выбрать статусы, сообщается только о том,"
        " что переводит лид в один из них: без заметок и напоминаний.",
        "Si no se elige nada, valen todos. Si elige estados, solo se informa de lo que lleva un"
        " lead a uno de ellos: ni notas ni recordatorios.",
    ),
    "In which body does {host} hear of events?": Said(
        "В каком виде {host} получает события?", "¿Con qué cuerpo recibe {host} los eventos?"
    ),
    "Now: <b>{name}</b>": Said("Сейчас: <b>{name}</b>", "Ahora: <b>{name}</b>"),
    "A button shows you first what would be sent.": Said(
        "Кнопка сначала покажет, что будет отправлено.",
        "Un botón le muestra primero lo que se enviaría.",
    ),
    "Or reply to this message with a template of your own: JSON as text or as a file,"
    " 16 KiB at most, with places such as <code>{example}</code>.": Said(
        "Или ответьте на это сообщение своим шаблоном: JSON текстом или файлом, не больше"
        " 16 КиБ, с подстановками вида <code>{example}</code>.",
        "O responda a este mensaje con su propia plantilla: JSON como texto o como archivo, de"
        " 16 KiB como máximo, con marcadores como <code>{example}</code>.",
    ),
    "How to set each of them up: {guide}": Said(
        "Как настроить каждого получателя: {guide}", "Cómo configurar cada uno: {guide}"
    ),
    "As it is": Said("Стандартное", "Tal cual"),
    "Show the template": Said("Показать шаблон", "Ver la plantilla"),
    "Use {name}": Said("Использовать {name}", "Usar {name}"),
    "It will hear of {events} only.": Said(
        "Будут приходить только {events}.", "Solo recibirá {events}."
    ),
    "Send it as it is": Said("Отправлять стандартное", "Enviarlo tal cual"),
    "This template does not work; nothing was changed.": Said(
        "Этот шаблон не работает; ничего не изменено.",
        "Esta plantilla no funciona; no se ha cambiado nada.",
    ),
    "Reply to this message with another one.": Said(
        "Ответьте на это сообщение другим шаблоном.", "Responda a este mensaje con otra."
    ),
    "Your latest event, {event}, would be sent so:": Said(
        "Ваше последнее событие, {event}, было бы отправлено так:",
        "Su último evento, {event}, se enviaría así:",
    ),
    "An example, {event}, would be sent so:": Said(
        "Пример, {event}, был бы отправлен так:", "Un ejemplo, {event}, se enviaría así:"
    ),
    "endpoint {endpoint}: hears of source {source}": Said(
        "конечная точка {endpoint}: сообщать об источнике {source}",
        "punto de conexión {endpoint}: informar de la fuente {source}",
    ),
    "endpoint {endpoint}: statuses": Said(
        "конечная точка {endpoint}: статусы", "punto de conexión {endpoint}: estados"
    ),
    "endpoint {endpoint}: body, with events {events}": Said(
        "конечная точка {endpoint}: тело, события {events}",
        "punto de conexión {endpoint}: cuerpo, eventos {events}",
    ),
}
