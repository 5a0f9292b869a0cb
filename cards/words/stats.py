"""Words of the figures about a period, under the picture and in it."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "in work": Said("в работе", "en curso"),
    "Today": Said("Сегодня", "Hoy"),
    "Yesterday": Said("Вчера", "Ayer"),
    "7 days": Said("7 дней", "7 días"),
    "This month": Said("Этот месяц", "Este mes"),
    "30 days": Said("30 дней", "30 días"),
    "90 days": Said("90 дней", "90 días"),
    "365 days": Said("365 дней", "365 días"),
    "No leads in this period. A quiet time to invite some.": Said(
        "За этот период лидов не было. Хорошее время их привлечь.",
        "No hubo leads en este periodo. Buen momento para atraerlos.",
    ),
    "{number} leads": Counted(
        ("{number} лид", "{number} лида", "{number} лидов"), ("{number} lead", "{number} leads")
    ),
    "{number} not answered yet": Counted(
        ("{number} ждёт ответа", "{number} ждут ответа", "{number} ждут ответа"),
        ("{number} sin responder", "{number} sin responder"),
    ),
    "Taken within {median}, 9 of 10 within {p90}": Said(
        "Время до взятия: {median}, 9 из 10 — до {p90}",
        "Tomados en {median}, 9 de cada 10 en {p90}",
    ),
    "Sources: {list}": Said("Источники: {list}", "Fuentes: {list}"),
    "others": Said("остальные", "otras"),
    "{taken} taken, {won} won": Said(
        "взято {taken}, сделок {won}", "{taken} tomados, {won} ganados"
    ),
    "{n} s": Said("{n} с", "{n} s"),
    "{n} min": Said("{n} мин", "{n} min"),
    "{hours} h {minutes:02} min": Said("{hours} ч {minutes:02} мин", "{hours} h {minutes:02} min"),
    "{days} d {hours} h": Said("{days} дн. {hours} ч", "{days} d {hours} h"),
    "{n} h": Said("{n} ч", "{n} h"),
    "{n} d": Said("{n} дн.", "{n} d"),
    "leads": Counted(("лид", "лида", "лидов"), ("lead", "leads")),
    "deals won": Counted(("сделка", "сделки", "сделок"), ("ganado", "ganados")),
    "median until taken": Said("медиана до взятия", "mediana hasta tomar"),
    "unanswered": Said("без ответа", "sin respuesta"),
    "9 of 10 within {p90}": Said("9 из 10 — до {p90}", "9 de cada 10 en {p90}"),
    "Leads a day, by what became of them": Said(
        "Лиды по дням и результату", "Leads por día, según resultado"
    ),
    "Leads a week, by what became of them": Said(
        "Лиды по неделям и результату", "Leads por semana, según resultado"
    ),
    "Who took them": Said("Кто взял", "Quién los tomó"),
    "Taken": Said("Взято", "Tomó"),
    "Won": Said("Сделок", "Ganó"),
    "Median": Said("Медиана", "Mediana"),
    "and {number} more members": Counted(
        ("и ещё {number} участник", "и ещё {number} участника", "и ещё {number} участников"),
        ("y {number} persona más", "y {number} personas más"),
    ),
    "Nobody has taken one yet": Said("Пока никто", "Todavía nadie"),
    "When they come": Said("Когда они приходят", "Cuándo llegan"),
    "Mo Tu We Th Fr Sa Su": Said("Пн Вт Ср Чт Пт Сб Вс", "lu ma mi ju vi sá do"),
    "No leads yet": Said("Лидов пока нет", "Aún no hay leads"),
    "They will show here as soon as they come.": Said(
        "Они появятся здесь, как только придут.", "Aparecerán aquí en cuanto lleguen."
    ),
    "Show figures about leads": Said(ru="Показать цифры по лидам", es="Ver cifras de los leads"),
}
