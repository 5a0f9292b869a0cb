"""Text from outside, made harmless: the one place where it is cut and escaped."""

import re
from dataclasses import dataclass
from html import escape, unescape

from aiogram.types import InlineKeyboardMarkup

from domain.plain_text import many_lines, one_line

MESSAGE_UNITS = 4096
"""Bot API: a message has 1-4096 characters after entities are parsed, counted in UTF-16 units."""
FOLDED_FROM = 400

# Clients make links of these on their own: addresses, mentions, hashtags, commands.
_LINKS_ITSELF = re.compile(r"[@#$/]\w|\w[.:]\w|://")

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Card:
    """A text as Telegram HTML, and the buttons under it."""

    text: str
    buttons: InlineKeyboardMarkup | None = None


def units(text: str) -> int:
    """Count as Telegram does: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Shorten raw *text* to *most* UTF-16 units, with an ellipsis where something is missing."""
    if units(text) <= most:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    short = encoded[: (most - 1) * 2].decode("utf-16-le", errors="ignore")
    return short.rstrip() + "…"


def line(text: str, most: int) -> str:
    """Show a stranger's text on one line of ours; it cannot link, mention or begin a new line."""
    return _shown(cut(one_line(text), most))


def block(text: str, most: int) -> str:
    """Show a stranger's longer text apart from ours, folded up when it is long."""
    short = cut(many_lines(text), most)
    if _LINKS_ITSELF.search(short):
        return f"<pre>{escape(short, quote=False)}</pre>"
    folded = " expandable" if units(short) > FOLDED_FROM else ""
    return f"<blockquote{folded}>{escape(short, quote=False)}</blockquote>"


def code(text: str, most: int) -> str:
    """Show a stranger's text so that a tap copies it."""
    return f"<code>{escape(cut(one_line(text), most), quote=False)}</code>"


def bold(text: str, most: int) -> str:
    """Show a stranger's text strongly."""
    return f"<b>{line(text, most)}</b>"


def mention(person_id: int, name: str, most: int) -> str:
    """Name a person so that Telegram tells them, whether they have a username or not."""
    return f'<a href="tg://user?id={person_id}">{escape(cut(one_line(name), most)) or "?"}</a>'


def plain(card: Card) -> str:
    """Return the text of a card without its markup."""
    return unescape(_TAG.sub("", card.text))


def _shown(text: str) -> str:
    safe = escape(text, quote=False)
    return f"<code>{safe}</code>" if _LINKS_ITSELF.search(text) else safe
