"""Start: the first word, and the codes that come with it."""

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from cards.reader import Reader, phrase
from cards.setup import joined, operator_card, welcome
from domain.caller import Visitor
from domain.limits import Rate
from handlers._say import say
from middlewares.role import PRIVATE, needs
from services.members import Members
from services.workspaces import Workspaces

router = Router(name=__name__)
GUESSES = Rate.parse("5/m:5")


@router.message(CommandStart(deep_link=True), flags=needs(None, at=PRIVATE, rate=GUESSES))
async def start_with_code(
    message: Message,
    command: CommandObject,
    visitor: Visitor,
    reader: Reader,
    workspaces: Workspaces,
    members: Members,
) -> None:
    """Use the code: the set-up code makes the operator, an invitation makes a member."""
    code = (command.args or "").strip()
    if workspaces.is_setup_code(code):
        if not visitor.operator:
            await workspaces.become_operator(visitor.person, code)
        return await say(message, operator_card(reader))
    now = await members.join(visitor.person, code)
    return await say(message, joined(reader, now.workspace.name, now.role, before=now.before))


@router.message(
    CommandStart(),
    flags=needs(None, at=PRIVATE, menu=phrase("Say hello, or use a code"), usage=phrase("[CODE]")),
)
async def start(
    message: Message, visitor: Visitor, reader: Reader, workspaces: Workspaces
) -> None:
    """Greet the person and say what comes next."""
    await workspaces.meet(visitor.person)
    here = visitor.caller.workspace_id if visitor.caller else None
    name = await workspaces.name_of(here) if here else None
    may_create = workspaces.may_create(visitor)
    await say(message, welcome(reader, visitor.person.name, name, may_create=may_create))
