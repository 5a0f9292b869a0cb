"""E-mail: by which server it leaves, and whether that works; in the private chat only."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.mail import (
    SET_UP_MARK,
    TEST_MARK,
    MailButton,
    MailMove,
    ask_for_address,
    ask_for_server,
    mail_card,
    remove_card,
    set_up_card,
    test_draft,
    test_under_way,
    tested_card,
    undeleted,
)
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.errors import Refusal
from domain.limits import Rate
from domain.mail_server import MailWish
from domain.roles import Role
from handlers._question import asked_about
from handlers._say import ask, deleted, say, show_instead
from handlers._soon import soon
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.mails import Mails
from services.workspaces import Workspaces

router = Router(name=__name__)
TESTS = Rate.parse("6/m:3")
LOOKS_UP = Rate.parse("30/m:10")
TEST_PATIENCE = 16.0


@router.message(
    Command("email"),
    flags=needs(
        Role.ADMIN,
        at=PRIVATE,
        menu=phrase("Set e-mail up, so that leads can be answered by it"),
        rate=LOOKS_UP,
    ),
)
async def show_email(
    message: Message, command: CommandObject, caller: Caller, reader: Reader, mails: Mails
) -> None:
    """Show how e-mail is set up; with a server typed after the command, set it up."""
    if command.args:
        return await _set_up(message, command.args, caller, reader, mails)
    return await say(message, mail_card(reader, await mails.look(caller)))


@router.message(
    F.text & ~F.text.startswith("/"),
    asked_about(SET_UP_MARK),
    flags=needs(Role.ADMIN, at=PRIVATE, rate=LOOKS_UP),
)
async def set_up(message: Message, caller: Caller, reader: Reader, mails: Mails) -> None:
    """Set e-mail up as the answer says."""
    await _set_up(message, message.text or "", caller, reader, mails)


@router.message(
    F.text & ~F.text.startswith("/"),
    asked_about(TEST_MARK),
    flags=needs(Role.ADMIN, at=PRIVATE, rate=TESTS),
)
async def send_test(
    message: Message, caller: Caller, reader: Reader, mails: Mails, workspaces: Workspaces
) -> None:
    """Send a test, and say how it ended as soon as that is known."""
    draft = test_draft(reader, await workspaces.name_of(caller.workspace_id))
    sent = await mails.test(caller, message.text or "", draft)
    found = await soon(lambda: mails.tested(caller, sent), TEST_PATIENCE)
    await say(message, tested_card(reader, found) if found else test_under_way(reader))


@router.callback_query(
    MailButton.filter(F.move.in_({MailMove.SET_UP, MailMove.TEST})),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def ask_back(
    query: CallbackQuery, callback_data: MailButton, caller: Caller, reader: Reader, mails: Mails
) -> None:
    """Ask for the server, or for the address of a test."""
    await mails.look(caller)
    await answer_press(query)
    about_server = callback_data.move is MailMove.SET_UP
    card = ask_for_server(reader) if about_server else ask_for_address(reader)
    if isinstance(query.message, Message):
        await ask(query.message, card)


@router.callback_query(MailButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press(
    query: CallbackQuery, callback_data: MailButton, caller: Caller, reader: Reader, mails: Mails
) -> None:
    """Show the page, or remove the server once that was asked for twice."""
    if callback_data.move is MailMove.REMOVE:
        card = remove_card(reader)
    elif callback_data.move is MailMove.REMOVE_NOW:
        card = mail_card(reader, await mails.remove(caller))
    else:
        card = mail_card(reader, await mails.look(caller))
    await answer_press(query)
    await show_instead(query, card)


async def _set_up(
    message: Message, typed: str, caller: Caller, reader: Reader, mails: Mails
) -> None:
    """Delete the message before anything else, for it shows a password."""
    gone = await deleted(message)
    try:
        view = await mails.set_up(caller, MailWish.read(typed))
    except Refusal:
        if not gone:
            await say(message, Card(undeleted(reader)))
        raise
    await say(message, set_up_card(reader, view, deleted=gone))
