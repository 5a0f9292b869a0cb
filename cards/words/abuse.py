"""Words about abuse: incidents, what is done about them, and the last day as a picture."""

from cards.words import Said

WORDS: dict[str, Said] = {
    "Show abuse, and what is blocked": Said(
        "Показать злоупотребления и блокировки", "Mostrar abusos y bloqueos"
    ),
    "many fill in a field that people do not see": Said(
        "много заявок с заполненным полем, которого люди не видят",
        "muchos rellenan un campo que las personas no ven",
    ),
    "the same comes again and again": Said(
        "одно и то же приходит снова и снова", "llega lo mismo una y otra vez"
    ),
    "many leads come from one address": Said(
        "много лидов приходит с одного адреса", "llegan muchos leads desde una misma dirección"
    ),
    "many requests cannot be read": Said(
        "много запросов невозможно прочитать", "muchas solicitudes no se pueden leer"
    ),
    "many leads look like spam and are held": Said(
        "много лидов похоже на спам, они задержаны",
        "muchos leads parecen spam y quedan retenidos",
    ),
    "far more leads come than usual": Said(
        "лидов намного больше обычного", "llegan muchos más leads de lo habitual"
    ),
    "many requests have a wrong signature": Said(
        "у многих запросов неверная подпись", "muchas solicitudes tienen una firma incorrecta"
    ),
    "I have done nothing by myself.": Said(
        "Сам я ничего не предпринимал.", "Por mi cuenta no he hecho nada."
    ),
    "I slow down who sends them, for now.": Said(
        "Пока что я ограничиваю тех, кто их отправляет.",
        "Por ahora limito a quienes los envían.",
    ),
    "I hold what is like them, for now: nothing is lost.": Said(
        "Пока что я задерживаю похожее: ничего не теряется.",
        "Por ahora retengo lo que se les parece: no se pierde nada.",
    ),
    "I have paused the source.": Said("Я приостановил источник.", "He pausado la fuente."),
    "address blocked": Said("адрес заблокирован", "dirección bloqueada"),
    "source paused": Said("источник приостановлен", "fuente pausada"),
    "it is fine": Said("всё в порядке", "todo está bien"),
    "slowed down": Said("ограничено", "limitado"),
    "paused by itself": Said("приостановлено автоматически", "pausado automáticamente"),
    "blocked": Said("заблокировано", "bloqueado"),
    "wrong signature": Said("неверная подпись", "firma incorrecta"),
    "no JSON": Said("не JSON", "no es JSON"),
    "a key twice": Said("повторный ключ", "clave repetida"),
    "fields that are not valid": Said("неверные поля", "campos no válidos"),
    "too large": Said("слишком большие", "demasiado grandes"),
    "too many at once": Said("слишком много сразу", "demasiadas a la vez"),
    "a site that may not post": Said("неразрешённый сайт", "sitio no autorizado"),
    "from a blocked address": Said("с заблокированного адреса", "de una dirección bloqueada"),
    "the source is paused": Said("источник приостановлен", "la fuente está pausada"),
    "an id used twice": Said("повторный идентификатор", "identificador repetido"),
    "accepted": Said("принято", "aceptados"),
    "refused": Said("отклонено", "rechazados"),
    "a hidden field filled in": Said("заполнено скрытое поле", "campo oculto relleno"),
    "the same again": Said("повтор", "lo mismo otra vez"),
    "Block {address}? Nothing is taken from it at any source or form of this workspace."
    " Many people may share one address.": Said(
        "Заблокировать {address}? С него ничего не будет приниматься ни в одном источнике и ни в"
        " одной форме этого пространства. Одним адресом могут пользоваться многие.",
        "¿Bloquear {address}? No se aceptará nada desde esa dirección en ninguna fuente ni"
        " formulario de este espacio. Muchas personas pueden compartir una dirección.",
    ),
    "Held leads": Said("Задержанные лиды", "Leads retenidos"),
    "Last day": Said("Последние сутки", "Último día"),
    "Blocked. /abuse shows all blocks, and lifts them.": Said(
        "Заблокировано. /abuse показывает все блокировки и снимает их.",
        "Bloqueada. /abuse muestra todos los bloqueos y permite levantarlos.",
    ),
    "Paused. /sources resumes it.": Said(
        "Приостановлено. Возобновить можно в /sources.",
        "Pausada. Puede reanudarla en /sources.",
    ),
    "Good. As much as this is not told again for a week.": Said(
        "Хорошо. О таком же количестве не сообщу неделю.",
        "Bien. Durante una semana no avisaré de nuevo de una cantidad así.",
    ),
    "Lifted.": Said("Снято.", "Levantado."),
    "Refused: {list}": Said("Отклонено: {list}", "Rechazados: {list}"),
    "In force now:": Said("Действует сейчас:", "En vigor ahora:"),
    "Nothing is blocked.": Said("Блокировок нет.", "No hay nada bloqueado."),
    "every visitor": Said("каждый посетитель", "cada visitante"),
    "one sender": Said("один отправитель", "un remitente"),
    "one message": Said("одно сообщение", "un mensaje"),
    "Within ten minutes: {many}, usually at most {usually}.": Said(
        "За десять минут: {many}, обычно не больше {usually}.",
        "En diez minutos: {many}; lo habitual es {usually} como máximo.",
    ),
    "From {first} to {last}.": Said("С {first} по {last}.", "Del {first} al {last}."),
    "Done: {list}.": Said("Сделано: {list}.", "Hecho: {list}."),
    "Who stands out:": Said("Кто выделяется:", "Quién destaca:"),
    "Nothing came within the last 24 hours.": Said(
        "За последние сутки ничего не приходило.", "En las últimas 24 horas no llegó nada."
    ),
    "Within 24 hours: {accepted} accepted, {held} held, {refused} refused": Said(
        "За сутки: принято {accepted}, задержано {held}, отклонено {refused}",
        "En 24 horas: {accepted} aceptados, {held} retenidos, {refused} rechazados",
    ),
    "Lift: {who}": Said("Снять: {who}", "Levantar: {who}"),
    "Review: {source}": Said("Посмотреть: {source}", "Revisar: {source}"),
    "Block address": Said("Заблокировать адрес", "Bloquear dirección"),
    "Pause source": Said("Приостановить", "Pausar la fuente"),
    "It's fine": Said("Всё в порядке", "Está bien"),
    "🚨 {source}: {what}. {did} Within ten minutes: {many}, usually at most {usually}.": Said(
        "🚨 {source}: {what}. {did} За десять минут: {many}, обычно не больше {usually}.",
        "🚨 {source}: {what}. {did} En diez minutos: {many}; lo habitual es {usually} como"
        " máximo.",
    ),
    "it came in a flood that is held": Said(
        "пришло в потоке, который задерживается", "llegó en una avalancha que se retiene"
    ),
    "This is done already.": Said("Это уже сделано.", "Ya está hecho."),
    "Tell only": Said("Только сообщать", "Solo avisar"),
    "Slow down": Said("Ограничивать", "Limitar"),
    "Slow down, hold": Said("Ограничивать, задерживать", "Limitar, retener"),
    "Even pause": Said("Вплоть до паузы", "Incluso pausar"),
    "incident at {source}: {trouble}, {count} within ten minutes": Said(
        "инцидент в {source}: {trouble}, {count} за десять минут",
        "incidente en {source}: {trouble}, {count} en diez minutos",
    ),
    "incident at {source}, {trouble}: {ruling}": Said(
        "инцидент в {source}, {trouble}: {ruling}", "incidente en {source}, {trouble}: {ruling}"
    ),
    "against abuse by {target}: {measure}, until {until}": Said(
        "против злоупотреблений, {target}: {measure}, до {until}",
        "contra el abuso de {target}: {measure}, hasta {until}",
    ),
    "against abuse by {target}: {measure} lifted": Said(
        "против злоупотреблений, {target}: {measure}, снято",
        "contra el abuso de {target}: {measure}, levantado",
    ),
    "🚨 Abuse": Said("🚨 Злоупотребления", "🚨 Abusos"),
    "Admins are told when something unusual comes to a source. What I may do by myself,"
    " for half an hour at a time: slow down who floods a form; if that does not help, hold"
    " what they send; pause the source only if you choose so here, for then nobody gets"
    " through.\n\nNow: <b>{step}</b>.": Said(
        "Администраторам сообщается, когда к источнику приходит что-то необычное. Что я могу"
        " делать сам, по полчаса: ограничивать тех, кто заваливает форму; если это не помогает,"
        " задерживать то, что они отправляют; приостанавливать источник — только если вы выберете"
        " это здесь, ведь тогда не пройдёт никто.\n\nСейчас: <b>{step}</b>.",
        "Los administradores reciben un aviso cuando llega algo inusual a una fuente. Lo que puedo"
        " hacer por mi cuenta, media hora cada vez: limitar a quien inunda un formulario; si no"
        " basta, retener lo que envía; pausar la fuente solo si usted lo elige aquí, porque"
        " entonces no pasa nadie.\n\nAhora: <b>{step}</b>.",
    ),
    "The last 24 hours · {zone}": Said("Последние 24 часа · {zone}", "Últimas 24 horas · {zone}"),
    "By hour": Said("По часам", "Por hora"),
    "Why refused": Said("Почему отклонено", "Por qué se rechazaron"),
    "nothing so far": Said("пока ничего", "nada por ahora"),
}
