"""Words of lists of leads, and of what was found."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "🆕 New": Said(ru="🆕 Новые", es="🆕 Nuevos"),
    "🔥 Hot": Said(ru="🔥 Горячие", es="🔥 Calientes"),
    "🙋 Mine": Said(ru="🙋 Мои", es="🙋 Míos"),
    "📞 In work": Said(ru="📞 В работе", es="📞 En curso"),
    "🏆 Won": Said(ru="🏆 Успешные", es="🏆 Ganados"),
    "❌ Lost": Said(ru="❌ Потерянные", es="❌ Perdidos"),
    "🚫 Spam": Said(ru="🚫 Спам", es="🚫 Spam"),
    "📋 All": Said(ru="📋 Все", es="📋 Todos"),
    "New leads, which nobody has taken": Said(
        ru="Новые лиды, которые никто не взял", es="Leads nuevos que nadie ha tomado"
    ),
    "Hot leads that nobody has taken, the hottest first": Said(
        ru="Горячие лиды, которые никто не взял, начиная с самых горячих",
        es="Leads calientes que nadie ha tomado, primero los más calientes",
    ),
    "Leads you have in work, the oldest first": Said(
        ru="Ваши лиды в работе, начиная с самых старых",
        es="Sus leads en curso, primero los más antiguos",
    ),
    "Leads in work": Said(ru="Лиды в работе", es="Leads en curso"),
    "Leads that were won": Said(ru="Успешные лиды", es="Leads ganados"),
    "Leads that were lost": Said(ru="Потерянные лиды", es="Leads perdidos"),
    "Leads that were spam": Said(ru="Лиды, отмеченные как спам", es="Leads marcados como spam"),
    "All leads": Said(ru="Все лиды", es="Todos los leads"),
    "No lead waits: all of them are taken or closed. See what is in work.": Said(
        ru="Новых лидов нет: все взяты или закрыты. Посмотрите, что в работе.",
        es="No hay leads en espera: todos están tomados o cerrados. Vea los que están en curso.",
    ),
    "No hot lead waits. See the other new leads.": Said(
        ru="Горячих лидов нет. Посмотрите остальные новые.",
        es="No hay leads calientes en espera. Vea los demás leads nuevos.",
    ),
    "You have no lead in work. See the new ones, and take one.": Said(
        ru="У вас нет лидов в работе. Посмотрите новые и возьмите один.",
        es="No tiene leads en curso. Vea los nuevos y tome uno.",
    ),
    "Nobody has a lead in work. See the new ones.": Said(
        ru="Сейчас никто не ведёт лидов. Посмотрите новые.",
        es="Nadie tiene leads en curso. Vea los nuevos.",
    ),
    "No lead was won yet. See what is in work.": Said(
        ru="Успешных лидов пока нет. Посмотрите, что в работе.",
        es="Aún no se ha ganado ningún lead. Vea los que están en curso.",
    ),
    "No lead was lost. See what is in work.": Said(
        ru="Потерянных лидов нет. Посмотрите, что в работе.",
        es="No se ha perdido ningún lead. Vea los que están en curso.",
    ),
    "No lead was spam. See the new ones.": Said(
        ru="Спама не было. Посмотрите новые лиды.",
        es="No ha habido spam. Vea los leads nuevos.",
    ),
    "No lead came yet. An admin can make a source for your site: /newsource": Said(
        ru="Лидов пока не было. Администратор может создать источник для вашего сайта: /newsource",
        es="Aún no ha llegado ningún lead. Un administrador puede crear una fuente para su"
        " sitio: /newsource",
    ),
    "Nothing found. Try fewer words, the beginning of a word, the last digits of a phone,"
    " or #12 for the number of a lead.": Said(
        ru="Ничего не найдено. Попробуйте меньше слов, начало слова, последние цифры телефона"
        " или номер лида, например #12.",
        es="No se ha encontrado nada. Pruebe con menos palabras, con el comienzo de una palabra,"
        " con las últimas cifras de un teléfono o con el número de un lead, como #12.",
    ),
    "Older leads, up to #{number}, are being read in and cannot be found yet.": Said(
        ru="Более старые лиды, до #{number}, ещё обрабатываются, и найти их пока нельзя.",
        es="Los leads más antiguos, hasta el #{number}, aún se están procesando y todavía no se"
        " pueden encontrar.",
    ),
    "What shall I look for? A name, an e-mail, a phone in any notation, a company,"
    " words of the message, or #12 for a number:": Said(
        ru="Что найти? Имя, e-mail, телефон в любом виде, компанию, слова из сообщения"
        " или номер, например #12:",
        es="¿Qué desea buscar? Un nombre, un correo, un teléfono escrito de cualquier forma,"
        " una empresa, palabras del mensaje o un número, como #12:",
    ),
    "There is no lead #{number} here. /leads shows those there are.": Said(
        ru="Лида #{number} здесь нет. Посмотреть все лиды: /leads",
        es="Aquí no hay ningún lead #{number}. Para ver los que hay: /leads",
    ),
    "Lead #{number} has a topic of its own.": Said(
        ru="У лида #{number} есть своя тема.", es="El lead #{number} tiene su propio tema."
    ),
    "Here comes the card of #{number}.": Said(
        ru="Карточка лида #{number} сейчас появится.",
        es="Enseguida llega la ficha del lead #{number}.",
    ),
    "just now": Said(ru="только что", es="ahora mismo"),
    "{number} d": Said(ru="{number} дн.", es="{number} d"),
    "no name": Said(ru="без имени", es="sin nombre"),
    "List leads": Said(ru="Показать лиды", es="Ver los leads"),
    "List the leads you have in work": Said(ru="Мои лиды в работе", es="Ver sus leads en curso"),
    "Show the card of a lead": Said(ru="Показать карточку лида", es="Ver la ficha de un lead"),
    "Find leads by what they say": Said(ru="Найти лиды по их данным", es="Buscar leads"),
    "NUMBER": Said(ru="НОМЕР", es="NÚMERO"),
    "TEXT": Said(ru="ТЕКСТ", es="TEXTO"),
}
