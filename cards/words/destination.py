"""Words about destinations: where leads go, and how it is there."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "I was removed from it": Said("меня удалили из него", "me quitaron de él"),
    "I am no member of it": Said("меня в нём нет", "no soy miembro de él"),
    "I have no right to write there": Said(
        "у меня нет права писать туда", "no tengo permiso para escribir allí"
    ),
    "I am blocked there": Said("меня там заблокировали", "me bloquearon allí"),
    "its account is deactivated": Said("аккаунт отключён", "la cuenta está desactivada"),
    "nobody knows why": Said("причина неизвестна", "se desconoce el motivo"),
    "write them like 22:00-07:00 Europe/Berlin": Said(
        "напишите так: 22:00-07:00 Europe/Berlin", "escríbalas así: 22:00-07:00 Europe/Berlin"
    ),
    "I do not know this time zone; write them like 22:00-07:00 Europe/Berlin": Said(
        "такого часового пояса я не знаю; напишите так: 22:00-07:00 Europe/Berlin",
        "no conozco esa zona horaria; escríbalas así: 22:00-07:00 Europe/Berlin",
    ),
    "their begin is no time of day": Said(
        "начало не похоже на время суток", "el inicio no es una hora válida"
    ),
    "their end is no time of day": Said(
        "конец не похож на время суток", "el final no es una hora válida"
    ),
    "hours and minutes only": Said("только часы и минуты", "solo horas y minutos"),
    "their begin and end must differ": Said(
        "начало и конец должны различаться", "el inicio y el final deben ser distintos"
    ),
    "topics": Said("темы", "temas"),
    "only a supergroup has them": Said(
        "они есть только в супергруппах", "solo los tienen los supergrupos"
    ),
    "the topic is closed or gone; it arrived in the general topic": Said(
        "тема закрыта или удалена; сообщение пришло в общую тему",
        "el tema está cerrado o ya no existe; llegó al tema general",
    ),
    "yes, it takes over for chats that cannot be reached": Said(
        "да, принимает лиды недоступных чатов", "sí, sustituye a los chats inaccesibles"
    ),
    "cannot be reached": Said("недоступен", "inaccesible"),
    "No destinations yet. Add me to a group and send /connect there.": Said(
        "Чатов пока нет. Добавьте меня в группу и отправьте там /connect.",
        "Todavía no hay destinos. Añádame a un grupo y envíe allí /connect.",
    ),
    "{number} destinations": Counted(
        ("{number} чат", "{number} чата", "{number} чатов"),
        ("{number} destino", "{number} destinos"),
    ),
    "Which leads come to {chat}?": Said(
        "Какие лиды приходят в {chat}?", "¿Qué leads llegan a {chat}?"
    ),
    "Choose sources, temperatures, or both. Where nothing is chosen, all come.": Said(
        "Выберите источники, температуру или и то и другое. Если ничего не выбрано, приходят все.",
        "Elija fuentes, temperaturas o ambas. Si no elige nada, llegan todos.",
    ),
    "Send there <code>/quiet {example}</code> to set quiet hours,"
    " <code>/quiet off</code> to end them.": Said(
        "Чтобы задать тихие часы, отправьте там <code>/quiet {example}</code>,"
        " чтобы отменить — <code>/quiet off</code>.",
        "Para fijar las horas de silencio, envíe allí <code>/quiet {example}</code>;"
        " para quitarlas, <code>/quiet off</code>.",
    ),
    "Cards come to {chat} without a sound from {quiet}. Hot leads still ring.": Said(
        "Карточки приходят в {chat} без звука: {quiet}. Горячие лиды — со звуком.",
        "Las fichas llegan a {chat} sin sonido: {quiet}. Los leads calientes sí suenan.",
    ),
    "Cards come to {chat} with a sound at any time.": Said(
        "Карточки приходят в {chat} со звуком в любое время.",
        "Las fichas llegan a {chat} con sonido a cualquier hora.",
    ),
    "{which} from {sources}": Said("{which} из {sources}", "{which} de {sources}"),
    "It rests until {until}, as Telegram asks.": Said(
        "Пауза до {until}: так просит Telegram.", "Espera hasta {until}, como pide Telegram."
    ),
    "none": Said("нет", "ninguna"),
    "none yet": Said("пока не было", "todavía ninguno"),
    "nothing": Said("ничего", "nada"),
    "all": Said("все", "todos"),
    "Last success: {last}": Said("Последняя доставка: {last}", "Última entrega: {last}"),
    "Waiting: {waiting}": Said("В очереди: {waiting}", "En espera: {waiting}"),
    "Leads: {routes}": Said("Лиды: {routes}", "Leads: {routes}"),
    "Quiet hours: {quiet}": Said("Тихие часы: {quiet}", "Horas de silencio: {quiet}"),
    "Fallback: {is_it}": Said("Запасной: {is_it}", "De respaldo: {is_it}"),
    "A topic for each lead: {has_it}": Said(
        "Тема для каждого лида: {has_it}", "Un tema por lead: {has_it}"
    ),
    "Remove it": Said("Да, убрать", "Sí, quitarlo"),
    "{chat} would receive no more leads. Cards that are there stay; what still waits"
    " goes to the fallback, or else to another destination.\n\nRemove it?": Said(
        "{chat} больше не будет получать лиды. Карточки, которые там есть, останутся; то, что ещё"
        " ждёт отправки, уйдёт в запасной или другой чат.\n\nУбрать?",
        "{chat} no recibirá más leads. Las fichas que ya están se quedan; lo que aún espera"
        " irá al destino de respaldo o a otro.\n\n¿Quitarlo?",
    ),
    "since {moment}": Said("с {moment}", "desde {moment}"),
    "last success {moment}": Said("последняя доставка {moment}", "última entrega {moment}"),
    "no card yet": Said("карточек ещё не было", "sin fichas todavía"),
    "{waiting} waiting": Said("в очереди: {waiting}", "en espera: {waiting}"),
    "quiet {hours}": Said("без звука {hours}", "sin sonido {hours}"),
    "Active{since}": Said("Активен{since}", "Activo{since}"),
    "Paused{since}. It gets no new cards.": Said(
        "На паузе{since}. Новые карточки не приходят.", "En pausa{since}. No recibe fichas nuevas."
    ),
    "Cannot be reached{since}: {reason}. Add me again, send /connect there, or press Test.": Said(
        "Недоступен{since}: {reason}. Добавьте меня снова, отправьте там /connect"
        " или нажмите «Проверить».",
        "Inaccesible{since}: {reason}. Vuelva a añadirme, envíe allí /connect o pulse Probar.",
    ),
    "This is a test. Leads can reach this chat.": Said(
        "Это проверка. Лиды доходят до этого чата.",
        "Esto es una prueba. Los leads pueden llegar a este chat.",
    ),
    "A test message is on its way.": Said(
        "Проверочное сообщение в пути.", "El mensaje de prueba está en camino."
    ),
    "Test at {at}: it arrived.": Said("Проверка {at}: дошло.", "Prueba {at}: llegó."),
    "Test at {at}: it failed: {error}": Said(
        "Проверка {at}: не дошло: {error}", "Prueba {at}: falló: {error}"
    ),
    "Look again": Said("Обновить", "Actualizar"),
    "Test": Said("Проверить", "Probar"),
    "Fallback": Said("Запасной", "Respaldo"),
    "No fallback": Said("Не запасной", "Sin respaldo"),
    "Quiet": Said("Без звука", "Silencio"),
    "Topics": Said("Темы", "Temas"),
    "No topics": Said("Без тем", "Sin temas"),
    "Remove": Said("Убрать", "Quitar"),
    "{title} receives no more leads.": Said(
        "{title} больше не получает лиды.", "{title} ya no recibe leads."
    ),
    "Show where leads go, and how it is there": Said(
        "Куда приходят лиды и всё ли там в порядке", "Ver adónde van los leads y cómo está todo"
    ),
    "Let leads come here without a sound at night": Said(
        "Ночью принимать лиды без звука", "Recibir leads sin sonido por la noche"
    ),
}
