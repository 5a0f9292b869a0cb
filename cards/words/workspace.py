"""Workspaces: choosing one, and how one ends."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Choose the workspace that we talk about": Said(
        ru="Выбрать рабочее пространство", es="Elegir el espacio de trabajo"
    ),
    "Delete this workspace": Said(
        ru="Удалить это рабочее пространство", es="Eliminar este espacio de trabajo"
    ),
    "What you say here is about the workspace with the mark.": Said(
        ru="Команды здесь относятся к отмеченному рабочему пространству.",
        es="Lo que diga aquí se refiere al espacio de trabajo marcado.",
    ),
    "This group belongs to {workspace}, and what is said here is about it. Other"
    " workspaces are chosen in our private chat.": Said(
        ru="Эта группа относится к {workspace}, и команды здесь — о нём. Другое рабочее"
        " пространство выбирают в личном чате со мной.",
        es="Este grupo pertenece a {workspace} y lo que se dice aquí se refiere a él. Los demás"
        " espacios de trabajo se eligen en nuestro chat privado.",
    ),
    "🗑 This deletes {workspace} with all its leads, notes, sources and people. Nothing is"
    " erased for 7 days, and any owner can take it back until then; its sources are closed"
    " at once.\n\nTo go on, send me its name exactly as it is, within 10 minutes:\n{name}": Said(
        ru="🗑 {workspace} будет удалено со всеми лидами, заметками, источниками и людьми. Первые"
        " 7 дней ничего не стирается, и любой владелец может всё отменить; источники закроются"
        " сразу.\n\nЧтобы продолжить, пришлите в течение 10 минут точное название:\n{name}",
        es="🗑 Esto elimina {workspace} con todos sus leads, notas, fuentes y personas. Durante 7"
        " días no se borra nada y cualquier propietario puede deshacerlo; las fuentes se cierran"
        " de inmediato.\n\nPara continuar, envíeme el nombre exacto en 10 minutos:\n{name}",
    ),
    "Cancel": Said(ru="Отмена", es="Cancelar"),
    "🗑 {workspace} is deleted on {until}. Until then its sources are closed and no new cards"
    " come.": Said(
        ru="🗑 {workspace} будет удалено {until}. До этого источники закрыты, и новых карточек"
        " не будет.",
        es="🗑 {workspace} se elimina el {until}. Hasta entonces sus fuentes están cerradas y no"
        " llegan tarjetas nuevas.",
    ),
    "Keep it": Said(ru="Оставить", es="Conservarlo"),
    "{workspace} stays as it is.": Said(
        ru="{workspace} остаётся как есть.", es="{workspace} se queda como está."
    ),
    "🗑 This workspace is deleted on {until}.": Said(
        ru="🗑 Это рабочее пространство будет удалено {until}.",
        es="🗑 Este espacio de trabajo se elimina el {until}.",
    ),
    "🗑 {by} deletes {workspace}: all of it is erased on {until}. Its sources are closed from"
    " now on. Any owner can take it back until then: /delete_workspace.": Said(
        ru="🗑 {by} удаляет {workspace}: всё будет стёрто {until}. Источники уже закрыты. До этого"
        " любой владелец может отменить удаление: /delete_workspace.",
        es="🗑 {by} elimina {workspace}: todo se borra el {until}. Sus fuentes ya están cerradas."
        " Hasta entonces cualquier propietario puede deshacerlo: /delete_workspace.",
    ),
    "🗑 {workspace} is erased on {until}. To keep it, press Keep it below /delete_workspace.": Said(
        ru="🗑 {workspace} будет стёрто {until}. Чтобы оставить его, отправьте /delete_workspace"
        " и нажмите «Оставить».",
        es="🗑 {workspace} se borra el {until}. Para conservarlo, envíe /delete_workspace y pulse"
        " Conservarlo.",
    ),
    "👍 {workspace} stays: {by} took the deletion back. Its sources are open again.": Said(
        ru="👍 {workspace} остаётся: {by} отменил(а) удаление. Источники снова открыты.",
        es="👍 {workspace} se conserva: {by} deshizo la eliminación. Sus fuentes vuelven a estar"
        " abiertas.",
    ),
    "🗑 {workspace} is deleted now, with everything in it. What stands in chats stays there.": Said(
        ru="🗑 {workspace} удалено вместе со всем содержимым. Сообщения в чатах Telegram остаются.",
        es="🗑 {workspace} queda eliminado con todo su contenido. Lo que está en los chats de"
        " Telegram permanece allí.",
    ),
    "You talk about {workspace} now.": Said(
        ru="Теперь речь идёт о {workspace}.", es="Ahora hablamos de {workspace}."
    ),
}
