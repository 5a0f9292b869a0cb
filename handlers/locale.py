"""How a person is spoken to: in which language, and by which clock."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.locale import (
    LanguageButton,
    ZoneButton,
    language_card,
    language_chosen,
    zone_card,
    zone_chosen,
)
from cards.reader import Reader, phrase
from domain.caller import Place, Visitor
from handlers._reader import reader_now
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import ANYWHERE, needs
from services.doors import Doors
from services.locales import Locales

router = Router(name=__name__)


@router.message(
    Command("language"),
    flags=needs(None, at=ANYWHERE, menu=phrase("Choose the language that I speak with you")),
)
async def show_languages(
    message: Message, visitor: Visitor, reader: Reader, locales: Locales
) -> None:
    """Offer the languages."""
    await say(message, language_card(reader, await locales.mine(visitor.person)))


@router.callback_query(LanguageButton.filter(), flags=needs(None, at=ANYWHERE))
async def choose_language(
    query: CallbackQuery,
    callback_data: LanguageButton,
    visitor: Visitor,
    locales: Locales,
    doors: Doors,
) -> None:
    """Speak the pressed language with whoever pressed, and say so in it."""
    wishes = await locales.speak_to(visitor.person, callback_data.language)
    if not isinstance(query.message, Message):
        return
    reader = await reader_now(doors, visitor, query.message)
    await answer_press(query, language_chosen(reader))
    # In a group the message belongs to whoever asked, and the press was about somebody else.
    if visitor.place is Place.PRIVATE:
        await show_instead(query, language_card(reader, wishes))


@router.message(
    Command("timezone"),
    flags=needs(None, at=ANYWHERE, menu=phrase("Choose your time zone"), usage=phrase("[ZONE]")),
)
async def time_zone(
    message: Message,
    command: CommandObject,
    visitor: Visitor,
    locales: Locales,
    doors: Doors,
) -> None:
    """Set the named time zone, or offer some."""
    if command.args:
        wishes = await locales.go_by_clock(visitor.person, command.args)
    else:
        wishes = await locales.mine(visitor.person)
    reader = await reader_now(doors, visitor, message)
    await say(message, zone_card(reader, wishes, locales.now()))


@router.callback_query(ZoneButton.filter(), flags=needs(None, at=ANYWHERE))
async def choose_zone(
    query: CallbackQuery,
    callback_data: ZoneButton,
    visitor: Visitor,
    locales: Locales,
    doors: Doors,
) -> None:
    """Tell times by the pressed clock to whoever pressed."""
    wishes = await locales.go_by_clock(visitor.person, callback_data.zone)
    if not isinstance(query.message, Message):
        return
    reader = await reader_now(doors, visitor, query.message)
    await answer_press(query, zone_chosen(reader, locales.now()))
    if visitor.place is Place.PRIVATE:
        await show_instead(query, zone_card(reader, wishes, locales.now()))
