"""The usual menus of commands: what Telegram suggests to strangers, and in groups of nobody."""

import asyncio
from collections.abc import Sequence
from zlib import crc32

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommandScopeAllGroupChats, BotCommandScopeDefault

from cards.reader import Reader
from domain.caller import Place
from domain.locale import Language, Locale
from middlewares.role import DeclaredCommand
from outbox.menus import TAGS, entries

PAUSES = (1, 5, 30, 300)

log = structlog.get_logger(__name__)


def fingerprint(commands: Sequence[DeclaredCommand]) -> str:
    """Return what differs when the commands do, so that menus are set anew with a new program."""
    return f"{crc32(repr(sorted(map(repr, commands))).encode()):08x}"


async def set_usual_menus(bot: Bot, commands: Sequence[DeclaredCommand], *, founder: bool) -> None:
    """Set the menus that belong to no chat, again and again until Telegram has them."""
    for number in range(10_000):
        try:
            await _set(bot, commands, founder=founder)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("menus_not_set", error=str(error))
            await asyncio.sleep(PAUSES[min(number, len(PAUSES) - 1)])
        else:
            return


async def _set(bot: Bot, commands: Sequence[DeclaredCommand], *, founder: bool) -> None:
    for tag in TAGS:
        reader = Reader(Locale(Language.of(tag) or Language.ENGLISH))
        usual = entries(commands, reader, Place.PRIVATE, None, founder=founder)
        groups = entries(commands, reader, Place.ELSEWHERE, None)
        scopes = ((BotCommandScopeDefault(), usual), (BotCommandScopeAllGroupChats(), groups))
        for scope, found in scopes:
            await bot.set_my_commands(found, scope=scope, language_code=tag)
