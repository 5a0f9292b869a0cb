"""Which commands Telegram's own menu shows, by place, role and language."""

from collections.abc import Iterable

from aiogram.types import BotCommand

from cards.html import cut
from cards.reader import Reader
from domain.caller import Place
from domain.locale import Language
from domain.roles import Role
from middlewares.role import DeclaredCommand

TAGS = ("", *Language)
"""Language codes of a menu: for everybody else, and for the clients of each language."""
MOST = 100
DESCRIPTION_LENGTH = 256
"""Bot API: at most 100 commands, descriptions of 1-256 characters."""


def entries(
    commands: Iterable[DeclaredCommand],
    reader: Reader,
    place: Place,
    role: Role | None,
    *,
    founder: bool = False,
) -> list[BotCommand]:
    """Return the commands that serve somebody of this role in this place."""
    serving = [
        each
        for each in commands
        if place in each.needs.at
        and (each.needs.role is None or (role is not None and role >= each.needs.role))
        and (founder or not each.needs.founder)
    ]
    return [BotCommand(command=each.name, description=_line(each, reader)) for each in serving][
        :MOST
    ]


def _line(command: DeclaredCommand, reader: Reader) -> str:
    return cut(reader.say(command.needs.menu or command.name), DESCRIPTION_LENGTH)
