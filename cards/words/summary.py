"""Words of summaries: the message of a day or a week, and the page that sets when it comes."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "summaries": Said("сводки", "resúmenes"),
    "Summaries": Said("Сводки", "Resúmenes"),
    "write a time of day like 18:30, or a day and a time like Mon 9:00": Said(
        "напишите время, например 18:30, или день и время, например Пн 9:00",
        "escriba una hora, como 18:30, o un día y una hora, como Lun 9:00",
    ),
    "Daily summary": Said("Сводка за день", "Resumen del día"),
    "Weekly summary": Said("Сводка за неделю", "Resumen de la semana"),
    "no new leads": Said("новых лидов нет", "sin leads nuevos"),
    "no new leads, none waits": Said(
        "новых лидов нет, никто не ждёт", "sin leads nuevos ni pendientes"
    ),
    "{leads} ({change} on the day before)": Said(
        "{leads} ({change} к предыдущему дню)", "{leads} ({change} respecto al día anterior)"
    ),
    "{leads} ({change} on the week before)": Said(
        "{leads} ({change} к предыдущей неделе)",
        "{leads} ({change} respecto a la semana anterior)",
    ),
    "Hot: {hot}": Said("Горячие: {hot}", "Calientes: {hot}"),
    "Taken: {taken}": Said("Взято: {taken}", "Tomados: {taken}"),
    "{median} (before: {was})": Said("{median} (было: {was})", "{median} (antes: {was})"),
    "half within {median}, 9 of 10 within {p90}": Said(
        "половина — за {median}, 9 из 10 — за {p90}",
        "la mitad en {median}, 9 de cada 10 en {p90}",
    ),
    "Nobody has taken yet: {waiting}; overdue: {overdue}": Said(
        "Ещё никем не взято: {waiting}; просрочено: {overdue}",
        "Aún sin tomar: {waiting}; con retraso: {overdue}",
    ),
    "waits for {time}": Said("ждёт {time}", "espera desde hace {time}"),
    "A summary tells {chat} what happened to its leads since the one before:"
    " how many came, from where, how soon they were taken, and what still waits.": Said(
        "Сводка рассказывает чату {chat}, что произошло с его лидами после предыдущей:"
        " сколько пришло, откуда, как быстро их взяли и что ещё ждёт.",
        "Un resumen cuenta a {chat} qué pasó con sus leads desde el anterior:"
        " cuántos llegaron, de dónde, en cuánto tiempo se tomaron y qué sigue pendiente.",
    ),
    "Or reply to this message, such as <code>18:30</code> or <code>Mon 9:00</code>.": Said(
        "Или ответьте на это сообщение, например <code>18:30</code> или <code>Пн 9:00</code>.",
        "O responda a este mensaje, por ejemplo <code>18:30</code> o <code>Lun 9:00</code>.",
    ),
    "never": Said("никогда", "nunca"),
    "every day at {time}": Said("каждый день в {time}", "cada día a las {time}"),
    "every week, {day} at {time}": Said(
        "каждую неделю, {day} в {time}", "cada semana, {day} a las {time}"
    ),
    "Now: <b>{when}</b>.": Said("Сейчас: <b>{when}</b>.", "Ahora: <b>{when}</b>."),
    "Now: <b>{when}</b>, by the clocks of {zone}.": Said(
        "Сейчас: <b>{when}</b>, часовой пояс {zone}.",
        "Ahora: <b>{when}</b>, según la hora de {zone}.",
    ),
    "The next one: {moment}.": Said("Следующая: {moment}.", "El próximo: {moment}."),
    "Every day": Said("Каждый день", "Cada día"),
    "Every week": Said("Каждую неделю", "Cada semana"),
}
