"""How figures read: the words under the picture, and the buttons that choose a period."""

from datetime import timedelta
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, cut, line, plain, units
from cards.reader import MONTHS, Reader, phrase
from domain.period import Period
from domain.stats import Outcome, Stats

CAPTION_UNITS = 1024
"""Bot API: a caption has 0-1024 characters after entities are parsed."""
NAME_LENGTH = 40
MEMBERS_NAMED, SOURCES_NAMED = 5, 5
MINUTE, HOUR, DAY = 60, 3600, 86_400
NARROW_SPACE = "\u202f"

OUTCOMES = {
    Outcome.NEW: phrase("new"),
    Outcome.IN_WORK: phrase("in work"),
    Outcome.WON: phrase("won"),
    Outcome.LOST: phrase("lost"),
    Outcome.SPAM: phrase("spam"),
}


class Span(StrEnum):
    """The periods that have a button."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "7d"
    MONTH = "month"
    THIRTY = "30d"
    QUARTER = "90d"
    YEAR = "365d"


SPANS = {
    Span.TODAY: phrase("Today"),
    Span.YESTERDAY: phrase("Yesterday"),
    Span.WEEK: phrase("7 days"),
    Span.MONTH: phrase("This month"),
    Span.THIRTY: phrase("30 days"),
    Span.QUARTER: phrase("90 days"),
    Span.YEAR: phrase("365 days"),
}


class StatsButton(CallbackData, prefix="stats"):
    """A press for another period."""

    span: Span


def stats_card(reader: Reader, stats: Stats) -> Card:
    """Say the figures in words, short enough to stand under a picture."""
    head = f"{bold(stats.workspace, NAME_LENGTH)} · {period_words(reader, stats.period)}"
    if not stats.total:
        nothing = reader.say("No leads in this period. A quiet time to invite some.")
        return Card(f"{head}\n{nothing}", period_buttons(reader))
    lines = [head, leads_words(reader, stats), response_words(reader, stats)]
    sources = [
        f"{line(each.name, NAME_LENGTH) if each.name else reader.say('others')} {each.leads}"
        for each in stats.sources[: SOURCES_NAMED + 1]
    ]
    lines += ["", reader.say("Sources: {list}", list=", ".join(sources))]
    for each in stats.members[:MEMBERS_NAMED]:
        taken = reader.say("{taken} taken, {won} won", taken=each.taken, won=each.won)
        soon = f", {how_long(reader, each.median)}" if each.median is not None else ""
        lines.append(f"{line(each.name, NAME_LENGTH)}: {taken}{soon}")
    card = Card("\n".join(lines), period_buttons(reader))
    # Captions are counted after their markup is read.
    while units(plain(card)) > CAPTION_UNITS:
        lines.pop()
        card = Card("\n".join(lines), card.buttons)
    return card


def leads_words(reader: Reader, stats: Stats) -> str:
    """Say how many leads came, and what became of them."""
    outcomes = ", ".join(
        f"{reader.say(words)} {stats.count(each)}"
        for each, words in OUTCOMES.items()
        if stats.count(each)
    )
    return f"{reader.count(stats.total, '{number} lead', '{number} leads')}: {outcomes}"


def response_words(reader: Reader, stats: Stats) -> str:
    """Say how soon leads were taken, and how many still wait."""
    response = stats.response
    waiting = reader.count(
        response.unanswered, "{number} not answered yet", "{number} not answered yet"
    )
    if response.median is None or response.p90 is None:
        return waiting
    median, p90 = how_long(reader, response.median), how_long(reader, response.p90)
    soon = reader.say("Taken within {median}, 9 of 10 within {p90}", median=median, p90=p90)
    return f"{soon}; {waiting}"


def how_long(reader: Reader, time: timedelta) -> str:
    """Say how long something took, in at most two units."""
    seconds = max(int(time.total_seconds()), 0)
    if seconds < MINUTE:
        return reader.say("{n} s", n=seconds)
    if seconds < HOUR:
        return reader.say("{n} min", n=seconds // MINUTE)
    if seconds < DAY:
        hours, minutes = divmod(seconds // MINUTE, 60)
        return reader.say("{hours} h {minutes:02} min", hours=hours, minutes=minutes)
    days, hours = divmod(seconds // HOUR, 24)
    return reader.say("{days} d {hours} h", days=days, hours=hours)


def about(reader: Reader, time: timedelta) -> str:
    """Say roughly how long something took, in one unit."""
    seconds = max(int(time.total_seconds()), 0)
    if seconds < HOUR:
        return how_long(reader, time)
    if seconds < 2 * DAY:
        return reader.say("{n} h", n=round(seconds / HOUR))
    return reader.say("{n} d", n=round(seconds / DAY))


def grouped(number: int) -> str:
    """Write a number with its thousands apart."""
    return f"{number:,}".replace(",", NARROW_SPACE)


def period_words(reader: Reader, period: Period) -> str:
    """Say which days a period has."""

    def said(day: int, month: int, year: int) -> str:
        return f"{day} {MONTHS[reader.locale.language][month - 1]} {year}"

    first, last = period.first, period.last
    end = said(last.day, last.month, last.year)
    if first == last:
        return end
    return f"{said(first.day, first.month, first.year)} \u2013 {end}"


def period_buttons(reader: Reader) -> InlineKeyboardMarkup:
    """Offer other periods."""
    buttons = [
        button(cut(reader.say(words), NAME_LENGTH), StatsButton(span=span))
        for span, words in SPANS.items()
    ]
    return keyboard([buttons[:4], buttons[4:]])
