"""Words about endpoints, and about what they were told."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "no answer in time": Said("нет ответа вовремя", "sin respuesta a tiempo"),
    "its name is not found": Said("его имя не найдено", "no se encuentra su nombre"),
    "its certificate is not valid": Said(
        "его сертификат недействителен", "su certificado no es válido"
    ),
    "nobody answers there": Said("там никто не отвечает", "nadie responde allí"),
    "what it answers is not HTTP": Said("он отвечает не по HTTP", "lo que responde no es HTTP"),
    "the connection broke off": Said("соединение оборвалось", "la conexión se cortó"),
    "something went wrong inside LeadsBot": Said(
        "произошла ошибка внутри LeadsBot", "algo falló dentro de LeadsBot"
    ),
    "its secret cannot be read; rotate it": Said(
        "его секрет не удаётся прочитать; смените его",
        "no se puede leer su secreto; cámbielo",
    ),
    "it answered 410, so it wants to hear nothing more": Said(
        "он ответил 410, то есть больше не хочет получать события",
        "respondió 410, es decir, no quiere recibir nada más",
    ),
    "nothing has reached it for five days": Said(
        "пять дней до него ничего не доходило", "nada le ha llegado en cinco días"
    ),
    "its address may not be called": Said(
        "к его адресу обращаться нельзя", "no se puede llamar a su dirección"
    ),
    "it answered {status}": Said("он ответил {status}", "respondió {status}"),
    "Both secrets sign for 24 hours; then only this one does.": Said(
        "24 часа подписывают оба секрета, затем только этот.",
        "Durante 24 horas firman los dos secretos; después, solo este.",
    ),
    "Events: {events}": Said("События: {events}", "Eventos: {events}"),
    "Each call is signed with it by Standard Webhooks. Test sends one.": Said(
        "Им подписан каждый вызов по Standard Webhooks. «Проверить» отправит один.",
        "Cada llamada va firmada con él según Standard Webhooks. «Probar» envía una.",
    ),
    "No endpoints yet. <code>/newendpoint URL [EVENT ...]</code> makes one.": Said(
        "Конечных точек пока нет. Создайте: <code>/newendpoint URL [СОБЫТИЕ ...]</code>.",
        "Todavía no hay puntos de conexión. <code>/newendpoint URL [EVENTO ...]</code> crea uno.",
    ),
    "{number} endpoints": Counted(
        ("{number} конечная точка", "{number} конечные точки", "{number} конечных точек"),
        ("{number} punto de conexión", "{number} puntos de conexión"),
    ),
    "Last success: {moment}": Said("Последний успех: {moment}", "Último éxito: {moment}"),
    "Last error: {trouble}": Said("Последняя ошибка: {trouble}", "Último error: {trouble}"),
    "Waiting: {count}": Said("Ожидают: {count}", "En espera: {count}"),
    "The old secret signs too until {moment}.": Said(
        "Прежний секрет тоже подписывает до {moment}.",
        "El secreto anterior también firma hasta el {moment}.",
    ),
    "What shall {host} hear of?": Said("О чём сообщать {host}?", "¿De qué debe enterarse {host}?"),
    "Delete {host}? It hears of nothing more, and what waits for it is dropped.": Said(
        "Удалить {host}? Он больше ничего не получит, а ожидающее будет отброшено.",
        "¿Eliminar {host}? No recibirá nada más y lo que espera se descarta.",
    ),
    "Yes, delete it": Said("Да, удалить", "Sí, eliminarlo"),
    "{host} got a new secret less than 24 hours ago, and the one before still signs too. If"
    " you rotate again, that one ends at once: change your receiver first.": Said(
        "Секрет {host} меняли меньше 24 часов назад, и прежний ещё подписывает. Если сменить"
        " его ещё раз, прежний сразу перестанет действовать: сначала обновите получателя.",
        "{host} recibió un secreto nuevo hace menos de 24 horas y el anterior aún firma. Si lo"
        " cambia otra vez, ese dejará de valer al instante: actualice antes su receptor.",
    ),
    "A signed test event is on its way.": Said(
        "Подписанное тестовое событие отправлено.",
        "Un evento de prueba firmado está en camino.",
    ),
    "failing since {moment}": Said("сбои с {moment}", "falla desde el {moment}"),
    "called": Said("вызывается", "se le llama"),
    "paused, events wait": Said("на паузе, события ждут", "en pausa, los eventos esperan"),
    "switched off: {reason}": Said("отключена: {reason}", "desconectado: {reason}"),
    "nothing sent within a day": Said("за сутки ничего не отправлено", "nada enviado en un día"),
    "{share} % of {number} attempts within a day arrived": Counted(
        (
            "за сутки дошло {share} % из {number} попытки",
            "за сутки дошло {share} % из {number} попыток",
            "за сутки дошло {share} % из {number} попыток",
        ),
        (
            "en un día llegó el {share} % de {number} intento",
            "en un día llegó el {share} % de {number} intentos",
        ),
    ),
    "Events": Said("События", "Eventos"),
    "events": Said("события", "eventos"),
    "there is no event {name}": Said("события {name} нет", "no hay ningún evento {name}"),
    "What was sent": Said("Журнал отправки", "Lo enviado"),
    "Delete": Said("Удалить", "Eliminar"),
    "waits": Said("ожидает", "espera"),
    "arrived": Said("доставлено", "entregado"),
    "given up": Said("не доставлено", "abandonado"),
    "dropped": Said("отброшено", "descartado"),
    "Only what failed": Said("Только с ошибкой", "Solo lo fallido"),
    "All of it": Said("Всё", "Todo"),
    "Send all again": Said("Отправить всё снова", "Reenviar todo"),
    "Nothing failed.": Said("Ошибок нет.", "No ha fallado nada."),
    "Nothing was sent yet.": Said("Пока ничего не отправлено.", "Todavía no se ha enviado nada."),
    "What endpoints were told, the newest first": Said(
        "Что отправлено конечным точкам, сначала новое",
        "Lo enviado a los puntos de conexión, lo más nuevo primero",
    ),
    "Made: {moment}": Said("Создано: {moment}", "Creado: {moment}"),
    "State: {state}": Said("Состояние: {state}", "Estado: {state}"),
    "Next attempt: {moment}": Said("Следующая попытка: {moment}", "Próximo intento: {moment}"),
    "Send again": Said("Отправить снова", "Reenviar"),
    "Send again all that failed within which time?": Said(
        "За какое время отправить снова всё, что не дошло?",
        "¿De qué periodo se reenvía todo lo que falló?",
    ),
    "{number} events are sent again.": Counted(
        (
            "{number} событие отправляется снова.",
            "{number} события отправляются снова.",
            "{number} событий отправляются снова.",
        ),
        ("Se reenvía {number} evento.", "Se reenvían {number} eventos."),
    ),
    "Attempt {number}, {moment}: {how}, {milliseconds} ms": Said(
        "Попытка {number}, {moment}: {how}, {milliseconds} мс",
        "Intento {number}, {moment}: {how}, {milliseconds} ms",
    ),
    "This endpoint is not called now. Resume it first.": Said(
        "Эта конечная точка сейчас не вызывается. Сначала возобновите её.",
        "Ahora no se llama a este punto de conexión. Reanúdelo primero.",
    ),
    "endpoint {endpoint}: made, events {events}": Said(
        "конечная точка {endpoint}: создана, события {events}",
        "punto de conexión {endpoint}: creado, eventos {events}",
    ),
    "endpoint {endpoint}: events": Said(
        "конечная точка {endpoint}: события", "punto de conexión {endpoint}: eventos"
    ),
    "endpoint {endpoint}: paused": Said(
        "конечная точка {endpoint}: пауза", "punto de conexión {endpoint}: en pausa"
    ),
    "endpoint {endpoint}: new secret, the one before signs too until {previous_until}": Said(
        "конечная точка {endpoint}: новый секрет, прежний тоже подписывает до {previous_until}",
        "punto de conexión {endpoint}: secreto nuevo, el anterior también firma hasta"
        " {previous_until}",
    ),
    "endpoint {endpoint}: switched off, {why}": Said(
        "конечная точка {endpoint}: отключена, {why}",
        "punto de conexión {endpoint}: desconectado, {why}",
    ),
    "endpoint {endpoint}: removed": Said(
        "конечная точка {endpoint}: удалена", "punto de conexión {endpoint}: eliminado"
    ),
    "Make an endpoint that hears of events": Said(
        "Создать конечную точку, получающую события",
        "Crear un punto de conexión que reciba eventos",
    ),
    "URL [EVENT ...]": Said("URL [СОБЫТИЕ ...]", "URL [EVENTO ...]"),
    "Show the endpoints": Said("Показать конечные точки", "Ver los puntos de conexión"),
    "Show what endpoints were told": Said(
        "Показать, что отправлено конечным точкам",
        "Ver lo enviado a los puntos de conexión",
    ),
    "🔌 Nothing has reached your endpoint {endpoint} for two and a half days: {trouble}."
    " If this lasts as long again, I switch it off. /endpoints shows it.": Said(
        "🔌 До вашей конечной точки {endpoint} два с половиной дня ничего не доходит: {trouble}."
        " Если так продлится ещё столько же, я её отключу. Подробности: /endpoints.",
        "🔌 Nada ha llegado a su punto de conexión {endpoint} en dos días y medio: {trouble}. Si"
        " sigue así otro tanto, lo desconecto. /endpoints lo muestra.",
    ),
    "🔌 I switched your endpoint {endpoint} off: {trouble}. What waited for it is kept in"
    " /deliveries; Resume in /endpoints calls it again.": Said(
        "🔌 Я отключил вашу конечную точку {endpoint}: {trouble}. Ожидавшее сохранено в"
        " /deliveries; «Возобновить» в /endpoints включит её снова.",
        "🔌 He desconectado su punto de conexión {endpoint}: {trouble}. Lo que esperaba queda en"
        " /deliveries; «Reanudar» en /endpoints lo vuelve a activar.",
    ),
    "🔌 I gave up telling {endpoint} of something after three days: {trouble}."
    " /deliveries shows it, and sends it again.": Said(
        "🔌 Спустя три дня я перестал отправлять событие на {endpoint}: {trouble}. Журнал и"
        " повторная отправка: /deliveries.",
        "🔌 Tras tres días he dejado de enviar un evento a {endpoint}: {trouble}. /deliveries lo"
        " muestra y lo reenvía.",
    ),
}
