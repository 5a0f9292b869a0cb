"""Words of what owners are told in private."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Open": Said("Открыть", "Abrir"),
    "👉 {by} gave you the lead <b>#{number}</b>, {who}.": Said(
        "👉 Вам назначен лид <b>#{number}</b>, {who}. Назначил(а): {by}.",
        "👉 {by} le ha asignado el lead <b>#{number}</b>, {who}.",
    ),
    "⏰ It is time for the lead <b>#{number}</b>, {who}.": Said(
        "⏰ Пора заняться лидом <b>#{number}</b>, {who}.",
        "⏰ Es hora del lead <b>#{number}</b>, {who}.",
    ),
    "⏰ It is time for the lead <b>#{number}</b>, {who}: {text}.": Said(
        "⏰ Пора заняться лидом <b>#{number}</b>, {who}: {text}.",
        "⏰ Es hora del lead <b>#{number}</b>, {who}: {text}.",
    ),
    "⏸ I cannot post in {chat}: {reason}."
    " Add me again or send /connect there; what waits comes then, in order.": Said(
        "⏸ Я не могу писать в {chat}: {reason}."
        " Добавьте меня снова или отправьте там /connect; всё, что ждёт, придёт по порядку.",
        "⏸ No puedo escribir en {chat}: {reason}."
        " Vuelva a añadirme o envíe allí /connect; lo pendiente llegará en orden.",
    ),
    "▶️ I can post in {chat} again. {waited}": Said(
        "▶️ Я снова могу писать в {chat}. {waited}",
        "▶️ Puedo escribir de nuevo en {chat}. {waited}",
    ),
    "Nothing waited.": Said("Ничего не ждало отправки.", "No había nada en espera."),
    "{number} leads waited and come now, in order.": Counted(
        (
            "Ждал {number} лид, сейчас придёт.",
            "Ждали {number} лида, сейчас придут по порядку.",
            "Ждали {number} лидов, сейчас придут по порядку.",
        ),
        (
            "Un lead estaba en espera y llega ahora.",
            "{number} leads estaban en espera y llegan ahora, en orden.",
        ),
    ),
    "🔒 The topic {topic} in {chat} is closed."
    " Its leads come to the group's general topic until somebody opens it again.": Said(
        "🔒 Тема {topic} в {chat} закрыта."
        " Пока её не откроют, её лиды приходят в общую тему группы.",
        "🔒 El tema {topic} de {chat} está cerrado."
        " Sus leads llegan al tema general del grupo hasta que alguien lo reabra.",
    ),
    "🗑 The topic {topic} in {chat} is gone."
    " Its leads come to the group's general topic now.": Said(
        "🗑 Темы {topic} в {chat} больше нет. Её лиды теперь приходят в общую тему группы.",
        "🗑 El tema {topic} de {chat} ya no existe. Sus leads llegan ahora al tema general.",
    ),
    "🔧 I may not make topics in {chat}. Make me an admin of the group"
    " who may manage topics; until then its leads come to the general topic.": Said(
        "🔧 Я не могу создавать темы в {chat}. Сделайте меня администратором группы"
        " с правом управлять темами; до тех пор лиды приходят в общую тему.",
        "🔧 No puedo crear temas en {chat}. Hágame administrador del grupo"
        " con permiso para gestionar temas; hasta entonces los leads llegan al tema general.",
    ),
    "❗ The card of <b>#{number}</b> did not get to {chat}: {error}."
    " I have given it up; the lead itself is kept.": Said(
        "❗ Карточка <b>#{number}</b> не дошла до {chat}: {error}."
        " Больше не пробую; сам лид сохранён.",
        "❗ La ficha del <b>#{number}</b> no llegó a {chat}: {error}."
        " He dejado de intentarlo; el lead está guardado.",
    ),
    "🐤 The canary lead of {source} did not reach {chat} within"
    " {seconds} s. Real leads may be late too.": Said(
        "🐤 Контрольный лид из {source} не дошёл за {seconds} с. Чат: {chat}."
        " Настоящие лиды тоже могут опаздывать.",
        "🐤 El lead de control de {source} no llegó en {seconds} s. Chat: {chat}."
        " Los leads reales también pueden retrasarse.",
    ),
    "🐤 The canary leads of {source} reach {chat} in time again.": Said(
        "🐤 Контрольные лиды из {source} снова приходят вовремя. Чат: {chat}.",
        "🐤 Los leads de control de {source} vuelven a llegar a tiempo. Chat: {chat}.",
    ),
    "🤫 {source} has brought no lead for {lasted}. It usually brings"
    " {per_day} a day and was never quiet for longer than {longest}. Please try its form.": Said(
        "🤫 {source}: лидов нет уже {lasted}. Обычно их {per_day} в день, а перерыва дольше"
        " {longest} не бывало. Проверьте форму.",
        "🤫 {source} no trae leads desde hace {lasted}. Suele traer {per_day} al día y nunca calló"
        " más de {longest}. Pruebe su formulario.",
    ),
    "👋 {source} brings leads again.": Said(
        "👋 Из {source} снова приходят лиды.", "👋 {source} vuelve a traer leads."
    ),
}
