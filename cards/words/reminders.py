"""Words of reminders."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Be reminded of a lead": Said("Напомнить о лиде", "Recordar un lead"),
    "NUMBER [2h | tomorrow 9:00 | off] [TEXT]": Said(
        "НОМЕР [2ч | завтра 9:00 | off] [ТЕКСТ]", "NÚMERO [2h | mañana 9:00 | off] [TEXTO]"
    ),
    "Snooze": Said("Отложить", "Posponer"),
    "1 hour": Said("1 час", "1 hora"),
    "3 hours": Said("3 часа", "3 horas"),
    "Tomorrow 9:00": Said("Завтра 9:00", "Mañana 9:00"),
    "Monday 9:00": Said("Понедельник 9:00", "Lunes 9:00"),
    "Other": Said("Другое время", "Otra hora"),
    "No reminder": Said("Без напоминания", "Sin recordatorio"),
    "until {moment}": Said("до {moment}", "hasta el {moment}"),
    "due since {moment}": Said("пора с {moment}", "pendiente desde el {moment}"),
    "Send /remind {number} 2h, or 3d, 18:00, tomorrow 9:00, Mon 14:30, 2026-12-01 10:00,"
    " and what to think of if you like.": Said(
        "Отправьте /remind {number} 2ч — или 3д, 18:00, завтра 9:00, пн 14:30, 2026-12-01 10:00;"
        " дальше можно дописать, о чём напомнить.",
        "Envíe /remind {number} 2h, o 3d, 18:00, mañana 9:00, lun 14:30, 2026-12-01 10:00;"
        " después puede añadir de qué se trata.",
    ),
    "Send <code>/remind 5 2h</code> to be reminded of lead 5 in two hours. I also know 30m, 3d,"
    " 18:00, tomorrow 9:00, Mon 14:30 and 2026-12-01 10:00, by your clock; what follows is kept"
    " as a text. <code>/remind 5 off</code> takes the reminder away.": Said(
        "Отправьте <code>/remind 5 2ч</code>, и через два часа я напомню о лиде 5. Понимаю также"
        " 30м, 3д, 18:00, завтра 9:00, пн 14:30 и 2026-12-01 10:00 — по вашим часам; всё, что"
        " дальше, станет текстом напоминания. <code>/remind 5 off</code> убирает его.",
        "Envíe <code>/remind 5 2h</code> y le recordaré el lead 5 dentro de dos horas. También"
        " entiendo 30m, 3d, 18:00, mañana 9:00, lun 14:30 y 2026-12-01 10:00, según su reloj; lo"
        " que siga queda como texto. <code>/remind 5 off</code> quita el recordatorio.",
    ),
    "No reminder of #{number} any more.": Said(
        "Напоминание о #{number} убрано.", "Ya no hay recordatorio del #{number}."
    ),
    "I will remind you of #{number}: {moment}.": Said(
        "Напомню вам о #{number}: {moment}.", "Le recordaré el #{number}: {moment}."
    ),
    "I will remind {name} of #{number}: {moment}.": Said(
        "Напоминание о #{number} получит {name}: {moment}.",
        "{name} recibirá el recordatorio del #{number}: {moment}.",
    ),
}
