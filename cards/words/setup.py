"""Words of setting up: welcome, workspaces, chats, invitations, help."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "a <b>viewer</b>": Said("<b>наблюдатель</b>", "<b>observador</b>"),
    "an <b>agent</b>": Said("<b>агент</b>", "<b>agente</b>"),
    "an <b>admin</b>": Said("<b>администратор</b>", "<b>administrador</b>"),
    "an <b>owner</b>": Said("<b>владелец</b>", "<b>propietario</b>"),
    "Hello {name}.": Said("Здравствуйте, {name}.", "Hola, {name}."),
    "You work in {workspace}. /help shows what you can do.": Said(
        "Вы работаете в {workspace}. Что вы можете делать, покажет /help.",
        "Usted trabaja en {workspace}. /help muestra lo que puede hacer.",
    ),
    "Begin with <code>/newworkspace NAME</code>.": Said(
        "Начните с <code>/newworkspace НАЗВАНИЕ</code>.",
        "Empiece con <code>/newworkspace NOMBRE</code>.",
    ),
    "I bring leads to sales teams. To join yours, open the invitation link"
    " that an admin of the team gives you.": Said(
        "Я доставляю лиды отделам продаж. Чтобы войти в свою команду, откройте"
        " ссылку-приглашение от её администратора.",
        "Llevo leads a los equipos de ventas. Para unirse al suyo, abra el enlace de invitación"
        " que le dé un administrador del equipo.",
    ),
    "You are the operator of this installation now.": Said(
        "Теперь вы оператор этой установки.", "Ahora usted es el operador de esta instalación."
    ),
    "The workspace {name} is yours.\n\n"
    "1. Add me to a Telegram group and send /connect there.\n"
    "2. Send me <code>/newsource NAME</code> here, to receive leads.\n"
    "3. <code>/invite agent</code> makes a link for your team.": Said(
        "Рабочее пространство {name} создано.\n\n"
        "1. Добавьте меня в группу Telegram и отправьте там /connect.\n"
        "2. Чтобы получать лиды, отправьте мне здесь <code>/newsource НАЗВАНИЕ</code>.\n"
        "3. <code>/invite agent</code> создаст ссылку для вашей команды.",
        "El espacio de trabajo {name} es suyo.\n\n"
        "1. Añádame a un grupo de Telegram y envíe allí /connect.\n"
        "2. Para recibir leads, envíeme aquí <code>/newsource NOMBRE</code>.\n"
        "3. <code>/invite agent</code> crea un enlace para su equipo.",
    ),
    "You are in {name} already, as {a_role}.": Said(
        "Вы уже в {name}, ваша роль: {a_role}.", "Usted ya está en {name} como {a_role}."
    ),
    "Welcome to {name}. You are {a_role} here. /help shows what you can do.": Said(
        "Добро пожаловать в {name}. Ваша роль: {a_role}. Что вы можете делать, покажет /help.",
        "Le damos la bienvenida a {name}. Su rol: {a_role}. /help muestra lo que puede hacer.",
    ),
    "the group": Said("группу", "el grupo"),
    "Thank you for adding me to {title}. Send /connect here to go on.": Said(
        "Спасибо, что добавили меня в {title}. Чтобы продолжить, отправьте здесь /connect.",
        "Gracias por añadirme a {title}. Envíe aquí /connect para continuar.",
    ),
    "I only work in groups of teams that set me up in private first. Good-bye.": Said(
        "Я работаю только в группах команд, которые сначала настроили меня в личном чате."
        " До свидания.",
        "Solo trabajo en grupos de equipos que antes me configuraron en privado. Adiós.",
    ),
    "{title} receives the leads of {workspace} again. What waited follows, in order.": Said(
        "{title} снова получает лиды {workspace}. Всё, что ждало, придёт по порядку.",
        "{title} vuelve a recibir los leads de {workspace}. Lo pendiente llega en orden.",
    ),
    "{title} now receives the leads of {workspace}.": Said(
        "{title} теперь получает лиды {workspace}.",
        "{title} recibe ahora los leads de {workspace}.",
    ),
    "{title} receives no more leads from me.": Said(
        "{title} больше не получает от меня лиды.", "{title} ya no recibe leads míos."
    ),
    "This group receives no leads from me. An admin can send /connect here.": Said(
        "Эта группа не получает от меня лиды. Администратор может отправить здесь /connect.",
        "Este grupo no recibe leads míos. Un administrador puede enviar aquí /connect.",
    ),
    "Noted on <b>#{number}</b>.": Said(
        "Заметка добавлена к <b>#{number}</b>.", "Nota añadida al <b>#{number}</b>."
    ),
    "Something went wrong on my side, ref <code>{reference}</code>.": Said(
        "Что-то пошло не так на моей стороне, код <code>{reference}</code>.",
        "Algo falló por mi parte, ref. <code>{reference}</code>.",
    ),
    "Under each lead: Take it, and the buttons follow. Reply to a card to add a note.": Said(
        "Под каждым лидом: нажмите «Взять», дальше подскажут кнопки."
        " Чтобы добавить заметку, ответьте на карточку.",
        "Bajo cada lead: pulse Tomar y los botones le guían."
        " Responda a una ficha para añadir una nota.",
    ),
    "I do not know this one. /help shows what you can do.": Said(
        "Этого я не знаю. Что вы можете делать, покажет /help.",
        "Eso no lo conozco. /help muestra lo que puede hacer.",
    ),
    "Like this: {typed}": Said("Вот так: {typed}", "Así: {typed}"),
    "You are not in a team here.": Said(
        "Здесь вы не состоите в команде.", "Aquí no forma parte de ningún equipo."
    ),
    "You are {a_role}.": Said("Ваша роль: {a_role}.", "Su rol: {a_role}."),
    "You are {a_role} in {name}.": Said(
        "Ваша роль в {name}: {a_role}.", "Su rol en {name}: {a_role}."
    ),
    "Let this group or topic receive the leads": Said(
        "Получать лиды в этой группе или теме", "Recibir los leads en este grupo o tema"
    ),
    "Let this group receive no more leads": Said(
        "Больше не получать лиды в этой группе", "Dejar de recibir leads en este grupo"
    ),
    "Show what you can do here": Said("Что вы можете делать здесь", "Ver qué puede hacer aquí"),
    "Say hello, or use a code": Said("Начать или ввести код", "Saludar o usar un código"),
    "[CODE]": Said("[КОД]", "[CÓDIGO]"),
    "Invite somebody to the team": Said("Пригласить в команду", "Invitar a alguien al equipo"),
    "Begin a workspace": Said("Создать рабочее пространство", "Crear un espacio de trabajo"),
    "[ROLE] [LIFETIME]": Said("[РОЛЬ] [СРОК]", "[ROL] [PLAZO]"),
}
