"""Teams: members, their roles, and invitations."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Show the team, and change who may do what": Said(
        ru="Показать команду и изменить роли", es="Ver el equipo y cambiar los roles"
    ),
    "{number} members of {workspace}": Counted(
        ru=(
            "{number} участник в {workspace}",
            "{number} участника в {workspace}",
            "{number} участников в {workspace}",
        ),
        es=("{number} miembro de {workspace}", "{number} miembros de {workspace}"),
    ),
    "Invitations": Said(ru="Приглашения", es="Invitaciones"),
    "Role: {role}": Said(ru="Роль: {role}", es="Rol: {role}"),
    "This is you.": Said(ru="Это вы.", es="Es usted."),
    "Make {role}": Said(ru="Сделать: {role}", es="Nombrar {role}"),
    "Leave the team": Said(ru="Покинуть команду", es="Dejar el equipo"),
    "{name} would be out of the team at once. Leads that they work on go back to everybody,"
    " and their open invitations count no longer.\n\nRemove them?": Said(
        ru="{name} сразу выйдет из команды. Лиды в работе снова станут общими,"
        " а открытые приглашения перестанут действовать.\n\nУдалить?",
        es="{name} quedará fuera del equipo de inmediato. Sus leads en curso vuelven a estar"
        " libres y sus invitaciones abiertas dejan de valer.\n\n¿Quitar?",
    ),
    "Yes, remove": Said(ru="Да, удалить", es="Sí, quitar"),
    "You would be out of {workspace} at once. Leads that you work on go back to everybody,"
    " and coming back takes a new invitation.\n\nLeave?": Said(
        ru="Вы сразу выйдете из {workspace}. Ваши лиды в работе снова станут общими,"
        " а для возвращения понадобится новое приглашение.\n\nВыйти?",
        es="Quedará fuera de {workspace} de inmediato. Sus leads en curso vuelven a estar libres"
        " y para volver necesitará otra invitación.\n\n¿Salir?",
    ),
    "Yes, leave": Said(ru="Да, выйти", es="Sí, salir"),
    "You would be {role}, and could not change that back. Go on?": Said(
        ru="Ваша роль станет: {role}. Вернуть прежнюю сами вы не сможете. Продолжить?",
        es="Su rol pasará a ser {role} y no podrá deshacerlo. ¿Continuar?",
    ),
    "{name} would be {role}, and may change every role, yours too, and delete the"
    " workspace. Go on?": Said(
        ru="{name} получит роль: {role}. Это право менять любые роли, и вашу тоже,"
        " и удалить рабочее пространство. Продолжить?",
        es="{name} pasará a ser {role} y podrá cambiar cualquier rol, también el suyo, y eliminar"
        " el espacio de trabajo. ¿Continuar?",
    ),
    "Yes, go on": Said(ru="Да, продолжить", es="Sí, continuar"),
    "You have left {workspace}.": Said(
        ru="Вы вышли из {workspace}.", es="Ha salido de {workspace}."
    ),
    "{name} is no longer in the team.": Said(
        ru="{name} больше не в команде.", es="{name} ya no está en el equipo."
    ),
    "{name} is {role} now.": Said(ru="{name}: новая роль — {role}.", es="{name} ahora es {role}."),
    "As what should they join?": Said(
        ru="С какой ролью пригласить?", es="¿Con qué rol se incorporará?"
    ),
    "Whoever opens this link first joins as {role}:\n{link}\n\nIt works once, until"
    " {until}. /team shows the open invitations.": Said(
        ru="Кто первым откроет эту ссылку, войдёт в команду с ролью: {role}.\n{link}\n\n"
        "Ссылка сработает один раз, до {until}. Открытые приглашения показывает /team.",
        es="Quien abra primero este enlace se incorporará como {role}:\n{link}\n\nSirve una"
        " sola vez, hasta el {until}. /team muestra las invitaciones abiertas.",
    ),
    "No open invitations. /invite makes one.": Said(
        ru="Открытых приглашений нет. Создать: /invite.",
        es="No hay invitaciones abiertas. /invite crea una.",
    ),
    "{number} open invitations": Counted(
        ru=(
            "{number} открытое приглашение",
            "{number} открытых приглашения",
            "{number} открытых приглашений",
        ),
        es=("{number} invitación abierta", "{number} invitaciones abiertas"),
    ),
    "{number}. {role}, by {name}, until {until}": Said(
        ru="{number}. {role}, от {name}, до {until}",
        es="{number}. {role}, de {name}, hasta el {until}",
    ),
    "Revoke {number}": Said(ru="Отозвать {number}", es="Anular {number}"),
    "The invitation is revoked.": Said(
        ru="Приглашение отозвано.", es="La invitación queda anulada."
    ),
    "👥 Your role in {workspace} is now: {role}.": Said(
        ru="👥 Ваша роль в {workspace} теперь: {role}.",
        es="👥 Su rol en {workspace} ahora es: {role}.",
    ),
    "👋 You are no longer in the team of {workspace}. Leads that you had are open again.": Said(
        ru="👋 Вы больше не в команде {workspace}. Ваши лиды снова открыты для всех.",
        es="👋 Ya no forma parte del equipo de {workspace}. Sus leads vuelven a estar libres.",
    ),
}
