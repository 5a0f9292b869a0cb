"""Words about held leads, repeated requests and how a workspace screens what comes in."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "links": Said("ссылки", "enlaces"),
    "phrases of spam": Said("типичные фразы спама", "frases típicas de spam"),
    "all in capitals": Said("всё заглавными буквами", "todo en mayúsculas"),
    "a name that is none": Said("имя не похоже на имя", "el nombre no parece un nombre"),
    "letters of two alphabets in one word": Said(
        "буквы двух алфавитов в одном слове", "letras de dos alfabetos en una palabra"
    ),
    "the same words from many senders": Said(
        "тот же текст от многих отправителей", "el mismo texto de muchos remitentes"
    ),
    "a hidden field is filled in": Said("заполнено скрытое поле", "un campo oculto está relleno"),
    "a field is filled in that people do not see": Said(
        "заполнено поле, которого люди не видят", "hay un campo relleno que las personas no ven"
    ),
    "filled in faster than people can": Said(
        "заполнено быстрее, чем это может человек", "rellenado más rápido de lo que puede alguien"
    ),
    "an earlier lead of this sender was marked as spam": Said(
        "прежний лид этого отправителя отмечен как спам",
        "un lead anterior de este remitente se marcó como spam",
    ),
    "🛡 No lead is held. What looks like spam waits here.": Said(
        "🛡 Задержанных лидов нет. Здесь ждёт то, что похоже на спам.",
        "🛡 No hay leads retenidos. Aquí espera lo que parece spam.",
    ),
    "🛡 <b>{number} leads are held</b>": Counted(
        (
            "🛡 <b>Задержан {number} лид</b>",
            "🛡 <b>Задержано {number} лида</b>",
            "🛡 <b>Задержано {number} лидов</b>",
        ),
        ("🛡 <b>{number} lead retenido</b>", "🛡 <b>{number} leads retenidos</b>"),
    ),
    "They look like spam: at least two reasons and {points} points, or a sender you marked."
    " Nobody was alerted, and nothing is lost.": Said(
        "Похоже на спам: не меньше двух причин и {points} баллов либо отмеченный вами отправитель."
        " Оповещений не было, и ничего не потеряно.",
        "Parecen spam: al menos dos motivos y {points} puntos, o un remitente que usted marcó."
        " No se avisó a nadie y no se perdió nada.",
    ),
    "#{number} is let in; its card is on its way.": Said(
        "#{number} пропущен, карточка уже в пути.",
        "El #{number} ha entrado; su ficha está en camino.",
    ),
    "#{number} is spam; its sender is known now.": Said(
        "#{number} — спам, отправитель теперь известен.",
        "El #{number} es spam; su remitente ya es conocido.",
    ),
    "📚 <b>What was learned</b>\n\nA reason that was wrong weighs half for its source from"
    " then on, down to an eighth. Whoever sent what you called spam is held next time.": Said(
        "📚 <b>Чему научили ответы</b>\n\nОшибочная причина с тех пор весит для своего источника"
        " вдвое меньше, вплоть до одной восьмой. Тот, чей лид вы назвали спамом, в следующий раз"
        " будет задержан.",
        "📚 <b>Lo aprendido</b>\n\nUn motivo que resultó erróneo pesa desde entonces la mitad para"
        " su fuente, hasta un octavo. Quien envió lo que usted llamó spam será retenido la próxima"
        " vez.",
    ),
    "Nothing yet.": Said("Пока ничего.", "Todavía nada."),
    "Forget: {source}": Said("Забыть: {source}", "Olvidar: {source}"),
    "« Held leads": Said("« Задержанные лиды", "« Leads retenidos"),
    "Review": Said("Посмотреть", "Revisar"),
    "{number} marks of senders": Counted(
        (
            "{number} отметка отправителя",
            "{number} отметки отправителей",
            "{number} отметок отправителей",
        ),
        ("{number} marca de remitente", "{number} marcas de remitentes"),
    ),
    "✅ Not spam #{number}": Said("✅ Не спам #{number}", "✅ No es spam #{number}"),
    "🚫 Spam #{number}": Said("🚫 Спам #{number}", "🚫 Spam #{number}"),
    "What was learned": Said("Чему научили ответы", "Lo aprendido"),
    "Forgotten.": Said("Забыто.", "Olvidado."),
    "Held: it looks like spam": Said("Задержан: похоже на спам", "Retenido: parece spam"),
    "Request {nth} of this person, the first was #{first}": Said(
        "Обращение {nth} этого человека, первое — #{first}",
        "Solicitud {nth} de esta persona; la primera fue #{first}",
    ),
    "{who} is in touch with them": Said(
        "С этим человеком уже работает {who}", "{who} ya está en contacto con esta persona"
    ),
    "asked again {number} times, last #{last}": Counted(
        (
            "новых обращений: {number}, последнее — #{last}",
            "новых обращений: {number}, последнее — #{last}",
            "новых обращений: {number}, последнее — #{last}",
        ),
        ("volvió a escribir: #{last}", "volvió a escribir {number} veces, la última #{last}"),
    ),
    "looked like spam and was held, from {source}": Said(
        "похож на спам и задержан, источник {source}",
        "parecía spam y quedó retenido, de {source}",
    ),
    "{who} let it in": Said("{who}: не спам, лид пропущен", "{who} lo dejó entrar"),
    "{who} found it to be spam": Said("{who}: это спам", "{who} confirmó que es spam"),
    "request {nth} of this person, the first was #{first}": Said(
        "обращение {nth} этого человека, первое — #{first}",
        "solicitud {nth} de esta persona; la primera fue #{first}",
    ),
    "🔥 Hot and warm leads": Said("🔥 Горячие и тёплые лиды", "🔥 Leads calientes y tibios"),
    "Each lead has a score of 0 to 100. A lead keeps the temperature it had when it"
    " came.\n\nNow: <b>hot from {hot}, warm from {warm}</b>.": Said(
        "У каждого лида есть оценка от 0 до 100. Температура остаётся такой, какой была при"
        " поступлении.\n\nСейчас: <b>горячий от {hot}, тёплый от {warm}</b>.",
        "Cada lead tiene una puntuación de 0 a 100 y conserva la temperatura con la que"
        " llegó.\n\nAhora: <b>caliente desde {hot}, tibio desde {warm}</b>.",
    ),
    "Or reply to this message with both numbers, such as <code>{example}</code>.": Said(
        "Или ответьте на это сообщение двумя числами, например <code>{example}</code>.",
        "O responda a este mensaje con los dos números, por ejemplo <code>{example}</code>.",
    ),
    "As usual": Said("Как обычно", "Como siempre"),
    "🔁 Repeated requests": Said("🔁 Повторные обращения", "🔁 Solicitudes repetidas"),
    "Whoever asks again with the same e-mail or phone is linked to their first request,"
    " and whoever has that in work is told.\n\nNow: <b>{window}</b>.": Said(
        "Повторное обращение с тем же e-mail или телефоном связывается с первым, и тот, у кого"
        " оно в работе, узнаёт об этом.\n\nСейчас: <b>{window}</b>.",
        "Quien vuelve a escribir con el mismo correo o teléfono queda vinculado a su primera"
        " solicitud, y se avisa a quien la atiende.\n\nAhora: <b>{window}</b>.",
    ),
    "Or reply to this message with a number of days, 1 to {most}.": Said(
        "Или ответьте на это сообщение числом дней, от 1 до {most}.",
        "O responda a este mensaje con un número de días, de 1 a {most}.",
    ),
    "within {number} days": Counted(
        ("в пределах {number} дня", "в пределах {number} дней", "в пределах {number} дней"),
        ("en {number} día", "en {number} días"),
    ),
    "🛡 Spam": Said("🛡 Спам", "🛡 Spam"),
    "A lead that looks like spam, for at least two reasons, is held without an alert."
    " /quarantine shows each with its reasons, and lets it in.\n\nNow: <b>{state}</b>.": Said(
        "Лид, похожий на спам не менее чем по двум причинам, задерживается без оповещения."
        " /quarantine покажет каждый с причинами и пропустит его.\n\nСейчас: <b>{state}</b>.",
        "Un lead que parece spam, por al menos dos motivos, se retiene sin avisar."
        " /quarantine muestra cada uno con sus motivos y lo deja entrar."
        "\n\nAhora: <b>{state}</b>.",
    ),
    "held": Said("задерживается", "se retiene"),
    "not checked": Said("не проверяется", "no se comprueba"),
    "Hold spam": Said("Задерживать спам", "Retener spam"),
    "Do not check": Said("Не проверять", "No comprobar"),
    "Look through leads that look like spam": Said(
        ru="Проверить лиды, похожие на спам", es="Revisar leads que parecen spam"
    ),
    "🛡 Held because they look like spam: {held}. Nothing is lost: /quarantine shows why, and lets"
    " them in.": Said(
        ru="🛡 Задержаны, потому что похожи на спам: {held}. Ничего не потеряно: /quarantine"
        " покажет причины и позволит их пропустить.",
        es="🛡 Retenidos porque parecen spam: {held}. No se ha perdido nada: /quarantine muestra"
        " por qué y permite dejarlos pasar.",
    ),
    "🔁 {person}, whose <b>#{number}</b> you have, asked again: <b>#{again}</b>.": Said(
        ru="🔁 {person} (ваш лид <b>#{number}</b>) обращается снова: <b>#{again}</b>.",
        es="🔁 {person}, cuyo <b>#{number}</b> lleva usted, escribe de nuevo: <b>#{again}</b>.",
    ),
}
