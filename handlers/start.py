"""Start: the first word, and the codes that come with it."""

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from cards.html import Card
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
    workspaces: Workspaces,
    members: Members,
) -> None:
    """Use the code: the set-up code makes the operator, an invitation makes a member."""
    await say(message, await _use((command.args or "").strip(), visitor, workspaces, members))


async def _use(code: str, visitor: Visitor, workspaces: Workspaces, members: Members) -> Card:
    if workspaces.is_setup_code(code):
        if not visitor.operator:
            await workspaces.become_operator(visitor.person, code)
        return operator_card()
    now = await members.join(visitor.person, code)
    return joined(now.workspace.name, now.role, before=now.before)


@router.message(
    CommandStart(), flags=needs(None, at=PRIVATE, menu="Say hello, or use a code", usage="[CODE]")
)
async def start(message: Message, visitor: Visitor, workspaces: Workspaces) -> None:
    """Greet the person and say what comes next."""
    await workspaces.meet(visitor.person)
    here = visitor.caller.workspace_id if visitor.caller else None
    name = await workspaces.name_of(here) if here else None
    may_create = workspaces.may_create(visitor)
    await say(message, welcome(visitor.person.name, name, may_create=may_create))
