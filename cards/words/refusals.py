"""Words of refusals, and of what is wrong with a field."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "This person does not work on leads here any more.": Said(
        "Этот человек больше не работает здесь с лидами.",
        "Esta persona ya no trabaja aquí con leads.",
    ),
    "There is nobody else to give it to.": Said(
        "Больше некому передать лид.", "No hay nadie más a quien asignarlo."
    ),
    "Nobody works on this lead. Take it first.": Said(
        "С этим лидом никто не работает. Сначала возьмите его.",
        "Nadie trabaja en este lead. Tómelo primero.",
    ),
    "It is too late to undo that.": Said(
        "Отменить это уже нельзя.", "Ya es tarde para deshacerlo."
    ),
    "Only whoever did that can undo it.": Said(
        "Отменить может только тот, кто это сделал.", "Solo puede deshacerlo quien lo hizo."
    ),
    "time": Said("время", "hora"),
    "text": Said("текст", "texto"),
    "write it like 2h, 30m, 3d, 18:00, tomorrow 9:00, Mon 14:30 or 2026-12-01 10:00": Said(
        "напишите, например, 2ч, 30м, 3д, 18:00, завтра 9:00, пн 14:30 или 2026-12-01 10:00",
        "escríbala como 2h, 30m, 3d, 18:00, mañana 9:00, lun 14:30 o 2026-12-01 10:00",
    ),
    "that moment has passed": Said("этот момент уже прошёл", "ese momento ya pasó"),
    "at most a year from now": Said("не дальше чем через год", "como máximo dentro de un año"),
    "there is no such time of day": Said("такого времени не бывает", "esa hora no existe"),
    "there is no such day": Said("такого дня не бывает", "ese día no existe"),
    "note": Said("заметка", "nota"),
    "at most {most} characters": Said(
        "не больше {most} символов", "como máximo {most} caracteres"
    ),
    "give it a name": Said("укажите название", "póngale un nombre"),
    "Not available here.": Said("Здесь это недоступно.", "No disponible aquí."),
    "I cannot store this just now; nothing was changed. Please try again soon.": Said(
        "Сейчас я не могу это сохранить; ничего не изменилось. Повторите чуть позже.",
        "Ahora mismo no puedo guardarlo; nada ha cambiado. Inténtelo de nuevo en un momento.",
    ),
    "You write in the name of the group. Post as yourself, so that I know you.": Said(
        "Вы пишете от имени группы. Напишите от своего имени, чтобы я вас узнал.",
        "Escribe en nombre del grupo. Hágalo como usted mismo para que le reconozca.",
    ),
    "Ask a group admin: only somebody who administers this group can do this.": Said(
        "Попросите администратора: это может только тот, кто управляет этой группой.",
        "Pida ayuda a un administrador: solo quien administra este grupo puede hacerlo.",
    ),
    "This source is paused. Resume it first.": Said(
        "Источник на паузе. Сначала возобновите его.",
        "Esta fuente está en pausa. Reanúdela primero.",
    ),
    "Only the operator of this installation can begin a workspace.": Said(
        "Создать рабочее пространство может только оператор этой установки.",
        "Solo el operador de esta instalación puede crear un espacio de trabajo.",
    ),
    "This chat is connected already. An admin can free it with /disconnect.": Said(
        "Этот чат уже подключён. Администратор может отключить его: /disconnect.",
        "Este chat ya está conectado. Un administrador puede liberarlo con /disconnect.",
    ),
    "There is one with this name already. Please choose another name.": Said(
        "Такое название уже есть. Выберите другое.",
        "Ya hay uno con ese nombre. Elija otro nombre.",
    ),
    "Its card is in this chat already. Search the chat for its number.": Said(
        "Карточка уже есть в этом чате. Найдите её по номеру.",
        "Su ficha ya está en este chat. Búsquela por su número.",
    ),
    "This secret was changed less than 24 hours ago; the one before still works.": Said(
        "Секрет меняли меньше 24 часов назад; прежний ещё действует.",
        "El secreto se cambió hace menos de 24 horas; el anterior aún funciona.",
    ),
    "This code is not valid, or not any more. Ask for a new one.": Said(
        "Код недействителен или больше не действует. Попросите новый.",
        "El código no es válido o ya caducó. Pida uno nuevo.",
    ),
    "Ask an admin of the team for an invitation.": Said(
        "Попросите приглашение у администратора команды.",
        "Pida una invitación a un administrador del equipo.",
    ),
    "You have this lead already.": Said("Этот лид уже у вас.", "Este lead ya es suyo."),
    "Already taken by {owner}.": Said("Лид уже у {owner}.", "Ya lo tiene {owner}."),
    "{owner} has this lead. Only they or an admin can do this.": Said(
        "Лид ведёт {owner}. Это может сделать только владелец лида или администратор.",
        "{owner} tiene este lead. Solo esa persona o un administrador puede hacerlo.",
    ),
    "This lead is {was} now, so that is not possible any more.": Said(
        "Лид сейчас в статусе «{was}», поэтому это уже невозможно.",
        "El lead ahora está en «{was}», así que ya no es posible.",
    ),
    "Please send me this in our private chat.": Said(
        "Пожалуйста, отправьте это мне в личный чат.", "Envíemelo en nuestro chat privado."
    ),
    "This works in a group. Add me to the group and send it there.": Said(
        "Это работает в группе. Добавьте меня в группу и отправьте там.",
        "Esto funciona en un grupo. Añádame al grupo y envíelo allí.",
    ),
    "Not so fast, please. Try again in {seconds} s.": Said(
        "Не так быстро, пожалуйста. Повторите через {seconds} с.",
        "No tan rápido, por favor. Inténtelo de nuevo en {seconds} s.",
    ),
    "Only agents, admins and owners can do this.": Said(
        "Это могут только агенты, администраторы и владельцы.",
        "Solo los agentes, administradores y propietarios pueden hacerlo.",
    ),
    "Only owners can do this.": Said(
        "Это могут только владельцы.", "Solo los propietarios pueden hacerlo."
    ),
    "Only owners and admins can do this.": Said(
        "Это могут только владельцы и администраторы.",
        "Solo los propietarios y administradores pueden hacerlo.",
    ),
    "A team needs an owner. Make somebody else an owner first.": Said(
        ru="Команде нужен владелец. Сначала назначьте владельцем кого-нибудь ещё.",
        es="El equipo necesita un propietario. Nombre antes a otra persona.",
    ),
    "There may be {most} of these at most. Let one go first.": Said(
        ru="Больше {most} быть не может. Сначала удалите что-нибудь.",
        es="Puede haber {most} como máximo. Elimine uno antes.",
    ),
}
