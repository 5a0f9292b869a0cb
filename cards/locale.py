"""How the choice of a language and of a time zone looks."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard
from cards.html import Card, line
from cards.reader import Reader, phrase
from domain.locale import Language, Wishes

LANGUAGES = {
    Language.ENGLISH: "English",
    Language.RUSSIAN: "Русский",
    Language.SPANISH: "Español",
}
"""Each by its own name, so that whoever looks for theirs finds it."""
ZONE_LENGTH = 64
IN_A_ROW = 2


class UsualZone(StrEnum):
    """Time zones that are a button; every other one is typed."""

    LONDON = "Europe/London"
    MADRID = "Europe/Madrid"
    BERLIN = "Europe/Berlin"
    MOSCOW = "Europe/Moscow"
    NEW_YORK = "America/New_York"
    MEXICO_CITY = "America/Mexico_City"
    BOGOTA = "America/Bogota"
    BUENOS_AIRES = "America/Argentina/Buenos_Aires"


CITIES = {
    UsualZone.LONDON: phrase("London"),
    UsualZone.MADRID: phrase("Madrid"),
    UsualZone.BERLIN: phrase("Berlin"),
    UsualZone.MOSCOW: phrase("Moscow"),
    UsualZone.NEW_YORK: phrase("New York"),
    UsualZone.MEXICO_CITY: phrase("Mexico City"),
    UsualZone.BOGOTA: phrase("Bogotá"),
    UsualZone.BUENOS_AIRES: phrase("Buenos Aires"),
}


class LanguageButton(CallbackData, prefix="lang"):
    """A press on a language; none is the one that Telegram is set to."""

    language: Language | None = None


class ZoneButton(CallbackData, prefix="zone"):
    """A press on a time zone; none is the one of the workspace."""

    zone: UsualZone | None = None


def language_card(reader: Reader, wishes: Wishes) -> Card:
    """Say which language the person is spoken to in, and offer the others."""
    buttons = [
        _button(name, LanguageButton(language=each), chosen=wishes.language is each)
        for each, name in LANGUAGES.items()
    ]
    own = reader.say("As Telegram is set")
    rows = [buttons, [_button(own, LanguageButton(), chosen=wishes.language is None)]]
    return Card(language_chosen(reader), keyboard(rows))


def language_chosen(reader: Reader) -> str:
    """Say which language it is."""
    spoken = LANGUAGES[reader.locale.language]
    return reader.say("I speak {language} with you.", language=spoken)


def zone_card(reader: Reader, wishes: Wishes, now: datetime) -> Card:
    """Say by which clock the person is told times, and offer a few others."""
    buttons = [
        _button(reader.say(city), ZoneButton(zone=zone), chosen=wishes.zone == zone)
        for zone, city in CITIES.items()
    ]
    own = reader.say("As the workspace")
    rows = [*_rows(buttons), [_button(own, ZoneButton(), chosen=wishes.zone is None)]]
    how = reader.say("For any other, send <code>/timezone Europe/Riga</code>.")
    text = f"{_told(reader, line(reader.locale.zone, ZONE_LENGTH), now)}\n\n{how}"
    return Card(text, keyboard(rows))


def zone_chosen(reader: Reader, now: datetime) -> str:
    """Say by which clock, and what it shows, so that a wrong choice is seen."""
    return _told(reader, reader.locale.zone, now)


def _told(reader: Reader, zone: str, now: datetime) -> str:
    time = reader.time(now)
    return reader.say("Your time zone is {zone}: it is {time} there.", zone=zone, time=time)


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    starts = range(0, len(buttons), IN_A_ROW)
    return [list(buttons[start : start + IN_A_ROW]) for start in starts]


def _button(text: str, data: CallbackData, *, chosen: bool) -> InlineKeyboardButton:
    label = f"✓ {text}" if chosen else text
    return button(label, data)
