"""Words of the audit."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Audit": Said("Журнал", "Registro"),
    "Everything": Said("Все", "Todo"),
    "Leads": Said("Лиды", "Leads"),
    "Team": Said("Команда", "Equipo"),
    "Settings": Said("Настройки", "Ajustes"),
    "Denied": Said("Отказы", "Denegado"),
    "« Newer": Said("« Новее", "« Más recientes"),
    "Older »": Said("Старее »", "Más antiguos »"),
    "Of one member": Said("По участнику", "De una persona"),
    "Of everybody": Said("По всем участникам", "De todos"),
    "Whose lines shall I show?": Said("Чьи записи показать?", "¿De quién muestro las entradas?"),
    "Nothing here.": Said("Здесь ничего нет.", "Aquí no hay nada."),
    "Searched as far as {moment}; turn to go on.": Said(
        "Просмотрено до {moment}; листайте дальше, чтобы продолжить.",
        "Se ha buscado hasta {moment}; pase de página para seguir.",
    ),
    "a lead": Said("лид", "un lead"),
    "{lead}: came in from {source}": Said(
        "{lead}: пришёл из «{source}»", "{lead}: llegó de {source}"
    ),
    "{lead}: taken": Said("{lead}: взят в работу", "{lead}: tomado"),
    "{lead}: free again, {owner} had it": Said(
        "{lead}: снова свободен, был у: {owner}", "{lead}: libre de nuevo, lo tenía {owner}"
    ),
    "{lead}: status": Said("{lead}: статус", "{lead}: estado"),
    "{lead}: note “{text}”": Said("{lead}: заметка «{text}»", "{lead}: nota «{text}»"),
    "workspace {title} begun": Said(
        "создано рабочее пространство «{title}»", "espacio de trabajo «{title}» creado"
    ),
    "language or time zone of the workspace": Said(
        "язык или часовой пояс рабочего пространства",
        "idioma o zona horaria del espacio de trabajo",
    ),
    "left open": Said("не выбрано", "sin elegir"),
    "invitation as {role}, until {expires_at}": Said(
        "приглашение, роль: {role}, действует до {expires_at}",
        "invitación como {role}, hasta {expires_at}",
    ),
    "{member} joined as {role}": Said(
        "новый участник: {member}, роль: {role}", "{member} se unió como {role}"
    ),
    "{title}: connected": Said("{title}: чат подключён", "{title}: conectado"),
    "{title}: disconnected": Said("{title}: чат отключён", "{title}: desconectado"),
    "{title}: cannot be reached, {reason}": Said(
        "{title}: чат недоступен, {reason}", "{title}: inaccesible, {reason}"
    ),
    "{title}: can be reached again": Said(
        "{title}: чат снова доступен", "{title}: accesible de nuevo"
    ),
    "{title}: gets new cards again": Said(
        "{title}: снова получает карточки", "{title}: vuelve a recibir fichas"
    ),
    "{title}: became a supergroup": Said(
        "{title}: стал супергруппой", "{title}: pasó a ser un supergrupo"
    ),
    "{title}: test message": Said("{title}: тестовое сообщение", "{title}: mensaje de prueba"),
    "{title}: {what}": Said("{title}: {what}", "{title}: {what}"),
    "form {source}: made, for {origins}": Said(
        "форма «{source}»: создана, для {origins}", "formulario {source}: creado, para {origins}"
    ),
    "form {source}: new token": Said(
        "форма «{source}»: новый токен", "formulario {source}: token nuevo"
    ),
    "form {source}: take what visitors left unfinished": Said(
        "форма «{source}»: принимать незавершённые", "formulario {source}: recibir los no enviados"
    ),
    "form {source}: sites": Said("форма «{source}»: сайты", "formulario {source}: sitios"),
    "source {source}: made": Said("источник «{source}»: создан", "fuente {source}: creada"),
    "source {source}: new secret, the one before counts until {previous_until}": Said(
        "источник «{source}»: новый секрет, прежний действует до {previous_until}",
        "fuente {source}: secreto nuevo, el anterior vale hasta {previous_until}",
    ),
    "source {source}: takes what {sender} sends": Said(
        "источник «{source}»: принимает данные от «{sender}»",
        "fuente {source}: recibe lo que envía {sender}",
    ),
    "source {source}: new secret of {sender}, the one before counts until {previous_until}": Said(
        "источник «{source}»: новый секрет «{sender}», прежний действует до {previous_until}",
        "fuente {source}: secreto nuevo de {sender}, el anterior vale hasta {previous_until}",
    ),
    "source {source}: takes nothing of {sender} any more": Said(
        "источник «{source}»: больше не принимает данные от «{sender}»",
        "fuente {source}: ya no recibe nada de {sender}",
    ),
    "source {source}: fields begun to be named": Said(
        "источник «{source}»: начата настройка полей",
        "fuente {source}: se empiezan a definir los campos",
    ),
    "source {source}: naming of fields given up": Said(
        "источник «{source}»: настройка полей отменена",
        "fuente {source}: se abandona la definición de campos",
    ),
    "source {source}: fields named, {fields}": Said(
        "источник «{source}»: поля настроены, {fields}",
        "fuente {source}: campos definidos, {fields}",
    ),
    "source {source}: names of fields removed": Said(
        "источник «{source}»: настройка полей удалена",
        "fuente {source}: definición de campos eliminada",
    ),
    "source {source}: paused": Said("источник «{source}»: пауза", "fuente {source}: en pausa"),
    "canary leads, minutes between them": Said(
        "проверочные лиды, интервал в минутах", "leads de prueba, minutos entre ellos"
    ),
    "denied: {action}, {reason}": Said(
        "отказано: {action}, {reason}", "denegado: {action}, {reason}"
    ),
    "viewer": Said("наблюдатель", "observador"),
    "agent": Said("агент", "agente"),
    "admin": Said("администратор", "administrador"),
    "owner": Said("владелец", "propietario"),
    "active": Said("работает", "activo"),
    "out of reach": Said("недоступен", "inaccesible"),
    "off": Said("выключено", "desactivado"),
    "the bot was removed": Said("бот удалён из чата", "se quitó al bot"),
    "the bot is no member": Said("бот не участник чата", "el bot no es miembro"),
    "it was deleted": Said("чат удалён", "fue eliminado"),
    "Telegram does not find it": Said("Telegram его не находит", "Telegram no lo encuentra"),
    "the bot may not write there": Said("боту запрещено писать", "el bot no puede escribir allí"),
    "the bot is blocked": Said("бот заблокирован", "el bot está bloqueado"),
    "the account is deactivated": Said("аккаунт деактивирован", "la cuenta está desactivada"),
    "title": Said("название", "título"),
    "fallback": Said("запасной чат", "chat de reserva"),
    "chosen sources and temperatures": Said(
        "выбранные источники и температуры", "fuentes y temperaturas elegidas"
    ),
    "a topic for each lead": Said("тема для каждого лида", "un tema por lead"),
    "quiet hours": Said("тихие часы", "horas de silencio"),
    "Show who changed what": Said(ru="Кто и что изменил", es="Ver quién cambió qué"),
    "[TEXT]": Said(ru="[ТЕКСТ]", es="[TEXTO]"),
}
