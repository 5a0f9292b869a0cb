"""The audit, read in the private chat: pages in place, and whose and which lines are shown."""

from aiogram import Router
from aiogram.enums import MessageEntityType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.audit import (
    SEARCHED,
    TEXT_LENGTH,
    AuditButton,
    AuditPeopleButton,
    audit_card,
    people_card,
)
from cards.html import cut
from cards.reader import Reader, phrase
from domain.audit import AuditSearch
from domain.caller import Caller
from domain.plain_text import one_line
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.audit import Audit

router = Router(name=__name__)


@router.message(
    Command("audit"),
    flags=needs(
        Role.ADMIN, at=PRIVATE, menu=phrase("Show who changed what"), usage=phrase("[TEXT]")
    ),
)
async def show_audit(
    message: Message, command: CommandObject, caller: Caller, audit: Audit, reader: Reader
) -> None:
    """Show the newest lines, or those that a text is in."""
    search = AuditSearch(text=cut(one_line(command.args or ""), TEXT_LENGTH))
    await say(message, audit_card(reader, await audit.page(caller, search), search))


@router.callback_query(AuditButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def turn(
    query: CallbackQuery,
    callback_data: AuditButton,
    caller: Caller,
    audit: Audit,
    reader: Reader,
) -> None:
    """Show other lines in place."""
    if not isinstance(query.message, Message):
        return await answer_press(query)
    text = searched_text(query.message)
    search = AuditSearch(callback_data.topic, callback_data.member_id, text)
    page = await audit.page(caller, search, callback_data.place)
    await answer_press(query)
    return await show_instead(query, audit_card(reader, page, search))


@router.callback_query(AuditPeopleButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def choose_member(
    query: CallbackQuery,
    callback_data: AuditPeopleButton,
    caller: Caller,
    audit: Audit,
    reader: Reader,
) -> None:
    """Ask whose lines should be shown."""
    people, more = await audit.people(caller, callback_data.page)
    await answer_press(query)
    topic, page = callback_data.topic, callback_data.page
    await show_instead(query, people_card(reader, people, topic, page, more=more))


def searched_text(message: Message) -> str:
    """Return the text that a page was searched for; the page itself says so, in its first line."""
    text = message.text or ""
    first = next(iter(message.entities or ()), None)
    searched = text.startswith(SEARCHED) and first and first.type == MessageEntityType.CODE
    return first.extract_from(text) if first and searched else ""
