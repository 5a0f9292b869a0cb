"""Words about sources and their secrets."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Make a source that may post leads": Said(
        "Создать источник лидов", "Crear una fuente que envíe leads"
    ),
    "Show the sources": Said("Показать источники", "Ver las fuentes"),
    "Change a source's secret": Said(
        "Сменить секрет источника", "Cambiar el secreto de una fuente"
    ),
    "New secret for {source}": Said("Новый секрет: {source}", "Nuevo secreto de {source}"),
    "The old secret works for 24 hours more.": Said(
        "Прежний секрет действует ещё 24 часа.", "El secreto anterior vale 24 horas más."
    ),
    "Post signed leads to": Said("Отправляйте подписанные лиды на", "Envíe los leads firmados a"),
    "Secret (shown only this once)": Said(
        "Секрет (показан только один раз)", "Secreto (se muestra solo esta vez)"
    ),
    "Try it:": Said("Проверьте:", "Pruébelo:"),
    "No sources yet. <code>/newsource NAME</code> makes one.": Said(
        "Источников пока нет. Создайте первый: <code>/newsource НАЗВАНИЕ</code>.",
        "Todavía no hay fuentes. <code>/newsource NOMBRE</code> crea una.",
    ),
    "Whose secret shall I change?": Said(
        "Секрет какого источника сменить?", "¿De qué fuente cambio el secreto?"
    ),
    "There is no source {name}.": Said("Источника {name} нет.", "No hay ninguna fuente {name}."),
    "Rotate again": Said("Сменить ещё раз", "Cambiar otra vez"),
    "{source} got a new secret less than 24 hours ago, and the one before"
    " still works. If you rotate again, that one ends at once: change your senders first.": Said(
        "Секрет источника {source} меняли меньше 24 часов назад, и прежний ещё действует."
        " Если сменить его ещё раз, прежний сразу перестанет работать: сначала обновите"
        " отправителей.",
        "{source} recibió un secreto nuevo hace menos de 24 horas y el anterior aún funciona."
        " Si lo cambia otra vez, ese dejará de valer al instante: actualice antes sus emisores.",
    ),
    "{name} is paused.": Said("{name}: на паузе.", "{name} está en pausa."),
    "{name} is receiving again.": Said(
        "{name}: снова принимает лиды.", "{name} vuelve a recibir."
    ),
    "paused, posts are refused": Said(
        "на паузе, лиды не принимаются", "en pausa, se rechazan los envíos"
    ),
    "receiving": Said("принимает лиды", "recibiendo"),
    "last lead {moment}": Said("последний лид {moment}", "último lead {moment}"),
    "no lead yet": Said("лидов ещё не было", "sin leads todavía"),
    "Rotate {name}": Said("Сменить секрет: {name}", "Cambiar secreto: {name}"),
    "{number} sources": Counted(
        ("{number} источник", "{number} источника", "{number} источников"),
        ("{number} fuente", "{number} fuentes"),
    ),
    "Last lead: {last}": Said("Последний лид: {last}", "Último lead: {last}"),
    "Leads within 7 days: {count}": Said(
        "Лидов за 7 дней: {count}", "Leads en los últimos 7 días: {count}"
    ),
    "Secret changed: {moment}": Said("Секрет изменён: {moment}", "Secreto cambiado: {moment}"),
    "Secret: the one it began with": Said("Секрет: первоначальный", "Secreto: el del principio"),
    "What shall {source} be called? Reply to this message.": Said(
        "Как назвать {source}? Ответьте на это сообщение.",
        "¿Cómo debe llamarse {source}? Responda a este mensaje.",
    ),
    "Test lead from {source}": Said("Тестовый лид из {source}", "Lead de prueba de {source}"),
    "This is a test. You can move it to spam.": Said(
        "Это проверка. Лид можно отправить в спам.",
        "Esto es una prueba. Puede moverlo a spam.",
    ),
    "Send a test lead": Said("Тестовый лид", "Lead de prueba"),
    "New secret": Said("Новый секрет", "Nuevo secreto"),
    "Rename": Said("Переименовать", "Renombrar"),
    "A test lead is on its way; its card comes to your chats.": Said(
        "Тестовый лид отправлен; карточка придёт в ваши чаты.",
        "El lead de prueba está en camino; su ficha llegará a sus chats.",
    ),
    "secret": Said("секрет", "secreto"),
    "it cannot be read; rotate it": Said(
        "его не удаётся прочитать; смените его", "no se puede leer; cámbielo"
    ),
    "[NAME]": Said("[НАЗВАНИЕ]", "[NOMBRE]"),
}
