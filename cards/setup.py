"""How the steps of setting up read: welcome, workspaces, chats, help."""

from collections.abc import Iterable
from html import escape

from cards.html import Card, bold
from cards.reader import Reader, phrase
from domain.roles import Role

A_ROLE = {
    Role.VIEWER: phrase("a <b>viewer</b>"),
    Role.AGENT: phrase("an <b>agent</b>"),
    Role.ADMIN: phrase("an <b>admin</b>"),
    Role.OWNER: phrase("an <b>owner</b>"),
}


def welcome(reader: Reader, name: str, workspace: str | None, *, may_create: bool) -> Card:
    """Greet somebody who pressed Start, and say what comes next."""
    hello = reader.say("Hello {name}.", name=bold(name, 64))
    if workspace:
        where = reader.say(
            "You work in {workspace}. /help shows what you can do.", workspace=bold(workspace, 64)
        )
        return Card(f"{hello} {where}")
    if may_create:
        return Card(f"{hello} {reader.say('Begin with <code>/newworkspace NAME</code>.')}")
    how = reader.say(
        "I bring leads to sales teams. To join yours, open the invitation link"
        " that an admin of the team gives you."
    )
    return Card(f"{hello} {how}")


def operator_card(reader: Reader) -> Card:
    """Say that this person now runs the installation."""
    you_are = reader.say("You are the operator of this installation now.")
    return Card(f"{you_are}\n{reader.say('Begin with <code>/newworkspace NAME</code>.')}")


def workspace_created(reader: Reader, name: str) -> Card:
    """Say what to do with a new workspace."""
    return Card(
        reader.say(
            "The workspace {name} is yours.\n\n"
            "1. Add me to a Telegram group and send /connect there.\n"
            "2. Send me <code>/newsource NAME</code> here, to receive leads.\n"
            "3. <code>/invite agent</code> makes a link for your team.",
            name=bold(name, 64),
        )
    )


def joined(reader: Reader, workspace: str, role: Role, *, before: bool = False) -> Card:
    """Welcome somebody who joined by invitation, or was there *before*."""
    name, a_role = bold(workspace, 64), reader.say(A_ROLE[role])
    if before:
        return Card(
            reader.say("You are in {name} already, as {a_role}.", name=name, a_role=a_role)
        )
    return Card(
        reader.say(
            "Welcome to {name}. You are {a_role} here. /help shows what you can do.",
            name=name,
            a_role=a_role,
        )
    )


def added_to_group(reader: Reader, title: str) -> Card:
    """Say how to go on after being added to a group."""
    thanks = reader.say(
        "Thank you for adding me to {title}. Send /connect here to go on.",
        title=bold(title or reader.say("the group"), 64),
    )
    return Card(thanks)


def not_for_strangers(reader: Reader) -> Card:
    """Take leave of a group whose people nobody here knows."""
    return Card(
        reader.say("I only work in groups of teams that set me up in private first. Good-bye.")
    )


def connected(reader: Reader, title: str, workspace: str, *, healed: bool = False) -> Card:
    """Say that a chat receives leads from now on, or again."""
    names = {"title": bold(title, 64), "workspace": bold(workspace, 64)}
    if healed:
        return Card(
            reader.say(
                "{title} receives the leads of {workspace} again. What waited follows, in order.",
                **names,
            )
        )
    return Card(reader.say("{title} now receives the leads of {workspace}.", **names))


def disconnected(reader: Reader, title: str) -> Card:
    """Say that a chat receives leads no longer."""
    return Card(reader.say("{title} receives no more leads from me.", title=bold(title, 64)))


def not_connected(reader: Reader) -> Card:
    """Say that there is nothing to disconnect."""
    return Card(
        reader.say("This group receives no leads from me. An admin can send /connect here.")
    )


def noted(reader: Reader, number: int) -> Card:
    """Confirm a note."""
    return Card(reader.say("Noted on <b>#{number}</b>.", number=number))


def trouble(reader: Reader, reference: str) -> Card:
    """Admit a fault of ours, with the reference that its traceback in the log carries."""
    return Card(
        reader.say(
            "Something went wrong on my side, ref <code>{reference}</code>.",
            reference=escape(reference),
        )
    )


def help_card(
    reader: Reader,
    commands: Iterable[tuple[str, str, str]],
    role: Role | None,
    workspace: str | None,
) -> Card:
    """List (command, usage, meaning) for this person."""
    lines = [
        f"/{name}{_usage(reader, usage)} · {escape(reader.say(menu), quote=False)}"
        for name, usage, menu in commands
    ]
    parts = [_who(reader, role, workspace), "\n".join(lines)]
    if role and role >= Role.AGENT:
        parts.append(
            reader.say(
                "Under each lead: Take it, and the buttons follow. Reply to a card to add a note."
            )
        )
    return Card("\n\n".join(parts))


def unknown_command(reader: Reader) -> Card:
    """Answer what nobody understands in the private chat."""
    return Card(reader.say("I do not know this one. /help shows what you can do."))


def how_to_use(reader: Reader, command: str, usage: str) -> Card:
    """Say what is missing after a command."""
    typed = f"<code>/{escape(command)} {escape(reader.say(usage))}</code>"
    return Card(reader.say("Like this: {typed}", typed=typed))


def _who(reader: Reader, role: Role | None, workspace: str | None) -> str:
    if role is None:
        return reader.say("You are not in a team here.")
    a_role = reader.say(A_ROLE[role])
    if workspace is None:
        return reader.say("You are {a_role}.", a_role=a_role)
    name = bold(workspace, 64)
    return reader.say("You are {a_role} in {name}.", a_role=a_role, name=name)


def _usage(reader: Reader, usage: str) -> str:
    return f" {escape(reader.say(usage))}" if usage else ""
