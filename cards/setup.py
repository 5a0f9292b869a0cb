"""How the steps of setting up read: welcome, workspaces, chats, help."""

from collections.abc import Iterable
from html import escape

from cards.html import Card, bold
from cards.reader import Reader
from domain.roles import Role


def welcome(name: str, workspace: str | None, *, may_create: bool) -> Card:
    """Greet somebody who pressed Start, and say what comes next."""
    hello = f"Hello {bold(name, 64)}."
    if workspace:
        return Card(f"{hello} You work in {bold(workspace, 64)}. /help shows what you can do.")
    if may_create:
        return Card(f"{hello} Begin with <code>/newworkspace NAME</code>.")
    return Card(
        f"{hello} I bring leads to sales teams. To join yours, open the invitation link"
        " that an admin of the team gives you."
    )


def operator_card() -> Card:
    """Say that this person now runs the installation."""
    return Card(
        "You are the operator of this installation now.\n"
        "Begin with <code>/newworkspace NAME</code>."
    )


def workspace_created(name: str) -> Card:
    """Say what to do with a new workspace."""
    return Card(
        f"The workspace {bold(name, 64)} is yours.\n\n"
        "1. Add me to a Telegram group and send /connect there.\n"
        "2. Send me <code>/newsource NAME</code> here, to receive leads.\n"
        "3. <code>/invite agent</code> makes a link for your team."
    )


def joined(workspace: str, role: Role, *, before: bool = False) -> Card:
    """Welcome somebody who joined by invitation, or was there *before*."""
    if before:
        return Card(f"You are in {bold(workspace, 64)} already, as {_article(role)}.")
    return Card(
        f"Welcome to {bold(workspace, 64)}. You are {_article(role)} here."
        " /help shows what you can do."
    )


def added_to_group(title: str) -> Card:
    """Say how to go on after being added to a group."""
    return Card(f"Thank you for adding me to {bold(title, 64)}. Send /connect here to go on.")


def not_for_strangers() -> Card:
    """Take leave of a group whose people nobody here knows."""
    return Card("I only work in groups of teams that set me up in private first. Good-bye.")


def connected(title: str, workspace: str, *, healed: bool = False) -> Card:
    """Say that a chat receives leads from now on, or again."""
    if healed:
        return Card(
            f"{bold(title, 64)} receives the leads of {bold(workspace, 64)} again."
            " What waited follows, in order."
        )
    return Card(f"{bold(title, 64)} now receives the leads of {bold(workspace, 64)}.")


def disconnected(title: str) -> Card:
    """Say that a chat receives leads no longer."""
    return Card(f"{bold(title, 64)} receives no more leads from me.")


def not_connected() -> Card:
    """Say that there is nothing to disconnect."""
    return Card("This group receives no leads from me. An admin can send /connect here.")


def noted(reader: Reader, number: int) -> Card:
    """Confirm a note."""
    return Card(reader.say("Noted on <b>#{number}</b>.", number=number))


def trouble(reference: str) -> Card:
    """Admit a fault of ours, with the reference that its traceback in the log carries."""
    return Card(f"Something went wrong on my side, ref <code>{escape(reference)}</code>.")


def help_card(
    commands: Iterable[tuple[str, str, str]], role: Role | None, workspace: str | None
) -> Card:
    """List (command, usage, meaning) for this person."""
    place = f" in {bold(workspace, 64)}" if workspace else ""
    who = f"You are {_article(role)}{place}." if role else "You are not in a team here."
    lines = (f"/{name}{_usage(usage)} · {escape(menu)}" for name, usage, menu in commands)
    cards = "\n\nUnder each lead: Take it, and the buttons follow. Reply to a card to add a note."
    return Card(f"{who}\n\n" + "\n".join(lines) + (cards if role and role >= Role.AGENT else ""))


def unknown_command() -> Card:
    """Answer what nobody understands in the private chat."""
    return Card("I do not know this one. /help shows what you can do.")


def how_to_use(command: str, usage: str) -> Card:
    """Say what is missing after a command."""
    return Card(f"Like this: <code>/{escape(command)} {escape(usage)}</code>")


def _usage(usage: str) -> str:
    return f" {escape(usage)}" if usage else ""


def _article(role: Role) -> str:
    article = "an" if role.word[0] in "ao" else "a"
    return f"{article} <b>{role.word}</b>"
