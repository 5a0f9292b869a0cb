"""Words about canary leads."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "any chat": Said("ни одного чата", "ningún chat"),
    "choose from {fewest} to {most}": Said(
        "укажите от {fewest} до {most}", "elija de {fewest} a {most}"
    ),
    "minutes": Said("минуты", "minutos"),
    "[on [MINUTES] | off]": Said("[on [МИНУТЫ] | off]", "[on [MINUTOS] | off]"),
    "Prove that leads arrive": Said(
        "Проверка, что лиды доходят", "Comprobar que los leads llegan"
    ),
    "Canary leads are off. <code>/canary on</code> sends one every 30 minutes,"
    " through each source in turn to every chat, where it is deleted at once."
    " You hear from me when one is missing.": Said(
        "Контрольные лиды выключены. <code>/canary on</code> — каждые 30 минут один лид через"
        " источники по очереди во все чаты, где он сразу удаляется. Если он не дойдёт, я сообщу.",
        "Los leads de control están apagados. <code>/canary on</code> envía uno cada 30 minutos"
        " por cada fuente, por turno, a todos los chats, donde se borra al instante."
        " Le avisaré si alguno no llega.",
    ),
    "Canary leads are on, every {number} minutes.": Counted(
        (
            "Контрольные лиды включены: раз в {number} минуту.",
            "Контрольные лиды включены: раз в {number} минуты.",
            "Контрольные лиды включены: раз в {number} минут.",
        ),
        (
            "Los leads de control están encendidos: uno cada minuto.",
            "Los leads de control están encendidos: uno cada {number} minutos.",
        ),
    ),
    "The first is coming.": Said("Первый уже в пути.", "El primero está en camino."),
    "The last one, of {source} at {began}, is still on its way.": Said(
        "Последний, из {source}, {began}, ещё в пути.",
        "El último, de {source}, {began}, sigue en camino.",
    ),
    "The last one, of {source} at {began}, reached {arrived} of {chats} chats.": Said(
        "Последний, из {source}, {began}, дошёл до чатов: {arrived} из {chats}.",
        "El último, de {source}, {began}, llegó a {arrived} de {chats} chats.",
    ),
}
