"""Words of the settings of a workspace: the menu, and the page of each."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "⚙️ <b>Settings of the workspace</b>\n\nChoose what to look at or change.": Said(
        ru="⚙️ <b>Настройки рабочего пространства</b>\n\nВыберите, что посмотреть или изменить.",
        es="⚙️ <b>Ajustes del espacio de trabajo</b>\n\nElija qué desea ver o cambiar.",
    ),
    "« Settings": Said(ru="« Настройки", es="« Ajustes"),
    "🌐 Language": Said("🌐 Язык", "🌐 Idioma"),
    "Cards in the chats of the workspace are in this language. People read in the one they"
    " chose with /language, or that of their Telegram.\n\nNow: <b>{language}</b>.": Said(
        ru="На этом языке карточки в чатах рабочего пространства. Каждый участник читает на языке,"
        " выбранном в /language, или на языке своего Telegram.\n\nСейчас: <b>{language}</b>.",
        es="Las fichas en los chats del espacio de trabajo están en este idioma. Cada persona lee"
        " en el que eligió con /language o en el de su Telegram.\n\nAhora: <b>{language}</b>.",
    ),
    "left open, which is English": Said("не выбран, то есть английский", "sin elegir, es inglés"),
    "Leave open": Said("Не выбирать", "Sin elegir"),
    "🕓 Time zone": Said("🕓 Часовой пояс", "🕓 Zona horaria"),
    "Working hours, summaries, figures and times in chats go by the clocks of this zone."
    " People may choose another one for themselves with /timezone.\n\nNow: <b>{zone}</b>.": Said(
        ru="По этому поясу идут рабочее время, сводки, цифры и время в чатах. Для себя каждый"
        " может выбрать другой в /timezone.\n\nСейчас: <b>{zone}</b>.",
        es="El horario laboral, los resúmenes, las cifras y las horas en los chats siguen"
        " esta zona. Cada persona puede elegir otra con /timezone.\n\nAhora: <b>{zone}</b>.",
    ),
    "left open, which is UTC": Said("не выбран, то есть UTC", "sin elegir, es UTC"),
    "🕘 Working hours": Said(ru="🕘 Рабочее время", es="🕘 Horario laboral"),
    "Time to answer a lead only runs in working hours, and nobody is reminded outside"
    " them.\n\nNow: <b>{hours}</b>, by the clocks of {zone}.": Said(
        ru="Время на ответ идёт только в рабочие часы, и вне их никого не беспокоят"
        " напоминаниями.\n\nСейчас: <b>{hours}</b>, часовой пояс {zone}.",
        es="El plazo de respuesta solo corre en horario laboral y fuera de él no se envían"
        " recordatorios.\n\nAhora: <b>{hours}</b>, según la hora de {zone}.",
    ),
    "Or reply to this message, such as <code>{example}</code>.": Said(
        ru="Или ответьте на это сообщение, например <code>{example}</code>.",
        es="O responda a este mensaje, por ejemplo <code>{example}</code>.",
    ),
    "Always": Said(ru="Всегда", es="Siempre"),
    "always": Said(ru="всегда", es="siempre"),
    "from {time}": Said(ru="с {time}", es="desde {time}"),
    "until {time}": Said(ru="до {time}", es="hasta {time}"),
    "Mon": Said(ru="Пн", es="Lun"),
    "Tue": Said(ru="Вт", es="Mar"),
    "Wed": Said(ru="Ср", es="Mié"),
    "Thu": Said(ru="Чт", es="Jue"),
    "Fri": Said(ru="Пт", es="Vie"),
    "Sat": Said(ru="Сб", es="Sáb"),
    "Sun": Said(ru="Вс", es="Dom"),
    "Saved.": Said(ru="Сохранено.", es="Guardado."),
    "It is so already.": Said(ru="Уже установлено.", es="Ya está así."),
    "Set up how your workspace works": Said(
        ru="Настроить работу рабочего пространства",
        es="Ajustar cómo funciona su espacio de trabajo",
    ),
}
