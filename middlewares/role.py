"""Nobody passes without the role that the handler asks for."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.flags import get_flag
from aiogram.filters import Command
from aiogram.types import Message, TelegramObject

from domain.caller import Place, Visitor
from domain.errors import AnonymousSender, Forbidden, RoleTooLow, WrongPlace
from domain.limits import Rate
from domain.roles import Role

NEEDS = "needs"
HOME = frozenset({Place.PRIVATE, Place.CONNECTED})
PRIVATE = frozenset({Place.PRIVATE})
GROUP = frozenset({Place.CONNECTED, Place.ELSEWHERE})
ANYWHERE = frozenset(Place)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a handler asks of its visitor.

    ``role`` is the least role, or ``None`` for everybody; ``at`` the places
    where it may happen; ``menu`` the line that explains the command to those
    who may use it, ``usage`` what is typed after the command; ``rate`` how
    often one person may do it; ``founder`` keeps it out of the help of people
    who may not begin a workspace, whom the service refuses.
    """

    role: Role | None
    at: frozenset[Place] = HOME
    menu: str | None = None
    usage: str = ""
    rate: Rate | None = None
    founder: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredCommand:
    """A command as its handler declares it."""

    name: str
    needs: Needs

    def serves(self, visitor: Visitor, *, may_found: bool = False) -> bool:
        """Tell whether the visitor may use it where they are."""
        role = self.needs.role
        may = role is None or bool(visitor.caller and visitor.caller.is_at_least(role))
        return may and visitor.place in self.needs.at and (may_found or not self.needs.founder)


def needs(
    role: Role | None,
    *,
    at: frozenset[Place] = HOME,
    menu: str | None = None,
    usage: str = "",
    rate: Rate | None = None,
    founder: bool = False,
) -> dict[str, Any]:
    """Declare what a handler asks for, as its flags; ``None`` lets everybody in."""
    return {NEEDS: Needs(role, at, menu, usage, rate, founder)}


def declared_commands(router: Router) -> Iterator[DeclaredCommand]:
    """Yield every command with a menu line below *router*, in the order of its name."""
    found = [
        DeclaredCommand(str(name), asked)
        for each in router.chain_tail
        for handler in each.message.handlers
        if (asked := handler.flags.get(NEEDS)) and asked.menu
        for part in handler.filters or ()
        if isinstance(part.callback, Command)
        for name in part.callback.commands
    ]
    yield from sorted(found, key=lambda command: command.name)


class RoleMiddleware(BaseMiddleware):
    """Default deny: a handler that declares nothing serves nobody."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Run the handler only for a visitor of the declared role, in a declared place."""
        asked: Needs | None = get_flag(data, NEEDS)
        visitor: Visitor | None = data.get("visitor")
        if asked is None or visitor is None:
            raise Forbidden
        check(asked, visitor, anonymous=isinstance(event, Message) and bool(event.sender_chat))
        return await handler(event, data)


def check(asked: Needs, visitor: Visitor, *, anonymous: bool) -> None:
    """Refuse with AnonymousSender, RoleTooLow or WrongPlace unless the visitor may pass."""
    if asked.role is not None:
        if anonymous:
            raise AnonymousSender
        if visitor.caller is None:
            raise RoleTooLow(asked.role)
        visitor.caller.must_be(asked.role)
    if visitor.place not in asked.at:
        raise WrongPlace(private=Place.PRIVATE in asked.at)
