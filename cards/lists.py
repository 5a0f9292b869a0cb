"""How many leads look at once: lists with their buttons, and what was found."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from cards.buttons import button, keyboard
from cards.html import Card, code, cut, line, units
from cards.lead import MARKS, TEMPERATURE_MARKS
from cards.pages import EARLIER, LATER
from cards.reader import Reader, phrase
from domain.lead import OPEN, Lead
from domain.listing import Cursor, Listing, Page
from domain.plain_text import one_line
from domain.search import LONGEST_QUERY

GLASS = "🔎 "
BUTTONS_IN_ROW = 4
MOST_NUMBER = 2**31 - 1
WHO_LENGTH, COMPANY_LENGTH, OWNER_LENGTH = 64, 40, 40

LABELS = {
    Listing.NEW: phrase("🆕 New"),
    Listing.HOT: phrase("🔥 Hot"),
    Listing.MINE: phrase("🙋 Mine"),
    Listing.WORK: phrase("📞 In work"),
    Listing.WON: phrase("🏆 Won"),
    Listing.LOST: phrase("❌ Lost"),
    Listing.SPAM: phrase("🚫 Spam"),
    Listing.ALL: phrase("📋 All"),
}
TITLES = {
    Listing.NEW: phrase("New leads, which nobody has taken"),
    Listing.HOT: phrase("Hot leads that nobody has taken, the hottest first"),
    Listing.MINE: phrase("Leads you have in work, the oldest first"),
    Listing.WORK: phrase("Leads in work"),
    Listing.WON: phrase("Leads that were won"),
    Listing.LOST: phrase("Leads that were lost"),
    Listing.SPAM: phrase("Leads that were spam"),
    Listing.ALL: phrase("All leads"),
}
EMPTY = {
    Listing.NEW: phrase("No lead waits: all of them are taken or closed. See what is in work."),
    Listing.HOT: phrase("No hot lead waits. See the other new leads."),
    Listing.MINE: phrase("You have no lead in work. See the new ones, and take one."),
    Listing.WORK: phrase("Nobody has a lead in work. See the new ones."),
    Listing.WON: phrase("No lead was won yet. See what is in work."),
    Listing.LOST: phrase("No lead was lost. See what is in work."),
    Listing.SPAM: phrase("No lead was spam. See the new ones."),
    Listing.ALL: phrase("No lead came yet. An admin can make a source for your site: /newsource"),
}


class Turn(StrEnum):
    """Which page somebody asks for."""

    TOP = "top"
    ON = "on"
    BACK = "back"


class Way(StrEnum):
    """How words are compared while pages of what was found are turned."""

    WHOLE = "whole"
    BEGINNINGS = "begin"


class ListButton(CallbackData, prefix="list"):
    """A press that asks for a page of a list, beside the lead of this number and score."""

    listing: Listing
    turn: Turn
    number: int
    score: int

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins."""
        return _cursor(self.turn, self.number, self.score)


class FoundButton(CallbackData, prefix="find"):
    """A press that asks for another page of what was found; the message says what was typed."""

    turn: Turn
    way: Way
    number: int

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins."""
        return _cursor(self.turn, self.number, 0)


class OpenButton(CallbackData, prefix="open"):
    """A press that asks for the card of a lead."""

    lead_id: UUID


def list_card(
    reader: Reader, listing: Listing, page: Page, at: datetime, *, agent: bool = True
) -> Card:
    """Show a page of a list, and the way to the others; only agents have leads of their own."""
    title = f"<b>{reader.say(TITLES[listing])}</b>"
    body = _lines(reader, page.leads, at) or [reader.say(EMPTY[listing])]
    turns = [
        button(text, ListButton(listing=listing, turn=turn, number=lead.number, score=lead.score))
        for text, turn, lead in _turns(page)
    ]
    rows = [*_numbers(page.leads), turns, *_filters(reader, listing, agent=agent)]
    return Card("\n".join([title, "", *body]), _keyboard(rows))


def found_card(
    reader: Reader,
    text: str,
    page: Page,
    at: datetime,
    *,
    beginnings: bool = False,
    not_indexed: int = 0,
) -> Card:
    """Show a page of what was found for a text, which the buttons read from here again."""
    none = reader.say(
        "Nothing found. Try fewer words, the beginning of a word, the last digits of a phone,"
        " or #12 for the number of a lead."
    )
    body = _lines(reader, page.leads, at) or [none]
    if not_indexed:
        older = phrase("Older leads, up to #{number}, are being read in and cannot be found yet.")
        body += ["", reader.say(older, number=not_indexed)]
    way = Way.BEGINNINGS if beginnings else Way.WHOLE
    turns = [
        button(sign, FoundButton(turn=turn, way=way, number=lead.number))
        for sign, turn, lead in _turns(page)
    ]
    head = GLASS + code(text, LONGEST_QUERY)
    return Card("\n".join([head, "", *body]), _keyboard([*_numbers(page.leads), turns]))


def nothing_to_find(reader: Reader) -> Card:
    """Say what can be looked for."""
    return Card(
        reader.say(
            "What shall I look for? A name, an e-mail, a phone in any notation, a company,"
            " words of the message, or #12 for a number:"
        )
        + "\n<code>/find weber</code>"
    )


def no_such_lead(reader: Reader, number: int) -> Card:
    """Say that no lead has this number."""
    said = reader.say(
        "There is no lead #{number} here. /leads shows those there are.", number=number
    )
    return Card(said)


def opens(reader: Reader, number: int, *, in_topic: bool) -> str:
    """Tell the one who pressed where the card comes."""
    if in_topic:
        return reader.say("Lead #{number} has a topic of its own.", number=number)
    return reader.say("Here comes the card of #{number}.", number=number)


def search_text(typed: str | None) -> str:
    """Return what somebody typed as it is looked for and shown, on one line and not too long."""
    return cut(one_line(typed or ""), LONGEST_QUERY)


def text_looked_for(message: Message) -> str:
    """Read in a message of ours what somebody looked for; nothing if it says nothing of it."""
    for entity in message.entities or ():
        if entity.type == "code" and entity.offset == units(GLASS) and message.text:
            return entity.extract_from(message.text)
    return ""


def number_in(typed: str | None) -> int | None:
    """Read the number of a lead, with or without its sign."""
    found = re.fullmatch(r"\s*#?\s*(\d{1,9})\s*", typed or "")
    return int(found[1]) if found else None


def age(reader: Reader, since: datetime, at: datetime) -> str:
    """Say shortly how long ago something was."""
    passed = max(at - since, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return reader.say("just now")
    if minutes < 60:  # noqa: PLR2004 -- minutes of an hour
        return reader.say("{number} min", number=minutes)
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 -- two days are told in days
        return reader.say("{number} h", number=hours)
    return reader.say("{number} d", number=hours // 24)


def _cursor(turn: Turn, number: int, score: int) -> Cursor | None:
    """Read a cursor; a number that no lead can have begins at one end of the list."""
    if turn is Turn.TOP:
        return None
    at = min(max(number, 0), MOST_NUMBER)
    return Cursor(at, min(max(score, 0), MOST_NUMBER), back=turn is Turn.BACK)


def _lines(reader: Reader, leads: Sequence[Lead], at: datetime) -> list[str]:
    return [_line(reader, each, at) for each in leads]


def _line(reader: Reader, lead: Lead, at: datetime) -> str:
    contact = lead.contact
    warmth = TEMPERATURE_MARKS[lead.temperature] if lead.status in OPEN else ""
    named = contact.name or contact.email or contact.phone
    who = line(named, WHO_LENGTH) if named else reader.say("no name")
    company = f", {line(contact.company, COMPANY_LENGTH)}" if contact.company else ""
    owner = f" · {line(lead.owner.name, OWNER_LENGTH)}" if lead.owner else ""
    since = age(reader, lead.received_at, at)
    return f"{MARKS[lead.status]}{warmth} <b>#{lead.number}</b> {who}{company}{owner} · {since}"


def _turns(page: Page) -> Iterator[tuple[str, Turn, Lead]]:
    if page.before and page.leads:
        yield EARLIER, Turn.BACK, page.leads[0]
    if page.after and page.leads:
        yield LATER, Turn.ON, page.leads[-1]


def _numbers(leads: Sequence[Lead]) -> list[list[InlineKeyboardButton]]:
    buttons = [button(f"#{each.number}", OpenButton(lead_id=each.id)) for each in leads]
    return [
        buttons[first : first + BUTTONS_IN_ROW] for first in range(0, len(buttons), BUTTONS_IN_ROW)
    ]


def _filters(
    reader: Reader, listing: Listing, *, agent: bool
) -> Iterator[list[InlineKeyboardButton]]:
    shown = [each for each in Listing if agent or each is not Listing.MINE]
    buttons = [
        button(
            f"✓ {label}" if each is listing else label,
            ListButton(listing=each, turn=Turn.TOP, number=0, score=0),
        )
        for each in shown
        if (label := reader.say(LABELS[each]))
    ]
    for first in range(0, len(buttons), BUTTONS_IN_ROW):
        yield buttons[first : first + BUTTONS_IN_ROW]


def _keyboard(rows: Sequence[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return keyboard(filled) if filled else None
