"""Draws the figures of a period as a picture that can be read on a phone.

Imported when the first one is drawn: whoever never asks for one carries no drawing library.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from cards.reader import MONTHS, Reader
from cards.sheet import FAINT, INNER, MARGIN, TILE, WIDTH, Colour, Sheet
from cards.stats import OUTCOMES, about, grouped, how_long, period_words
from domain.plain_text import one_line
from domain.stats import Outcome, Stats

GAP = 32
LINES = (224, 226, 230)
# Colours that whoever sees no red or no green can tell apart too (Okabe and Ito).
BLUE, ORANGE, GREEN, SKY, RED, PINK, GREY = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (86, 180, 233),
    (213, 94, 0),
    (204, 121, 167),
    (170, 174, 180),
)
BY_OUTCOME = {
    Outcome.NEW: SKY,
    Outcome.IN_WORK: BLUE,
    Outcome.WON: GREEN,
    Outcome.LOST: ORANGE,
    Outcome.SPAM: GREY,
}
BY_SOURCE = (BLUE, ORANGE, GREEN, PINK, RED, GREY)
PALE, DEEP = (219, 234, 246), (8, 64, 129)

TITLE, HEADING, TEXT, SMALL, LARGE = 40, 28, 24, 22, 44
TILE_GAP, TILE_SHARES = 18, (22, 22, 36, 24)
TILE_HEIGHT, PLOT_HEIGHT, AXIS = 148, 190, 64
LEGEND_LINE = 34
ROW, MEMBERS_SHOWN = 36, 7
CELL_WIDTH, CELL_HEIGHT = 16, 36
MOST_BARS, WIDEST_BAR = 62, 110
DAYS_A_WEEK = 7
LABEL_WIDTH = 120
LAST_OF_PLANE = "\uffff"
NONE = "\u2013"
PANEL = 512


@dataclass(frozen=True, slots=True)
class _Series:
    """One colour of all bars: its name, how many there are of it, and a value for each bar."""

    name: str
    total: int
    colour: Colour
    values: Sequence[int]


def draw(reader: Reader, stats: Stats) -> bytes:
    """Return the picture as PNG."""
    sheet = Sheet(1_700 if stats.total else 420)
    sheet.text((MARGIN, 40), shown(stats.workspace), TITLE, bold=True, most=INNER)
    days = f"{period_words(reader, stats.period)} · {stats.period.zone}"
    sheet.text((MARGIN, 94), days, TEXT, FAINT, most=INNER)
    bottom = _everything(sheet, reader, stats, 146) if stats.total else _nothing(sheet, reader)
    return sheet.png(bottom + 40)


def _nothing(sheet: Sheet, reader: Reader) -> int:
    """Say in a friendly way that there is nothing to draw yet."""
    sheet.tile((MARGIN, 160, WIDTH - MARGIN, 340))
    middle = WIDTH // 2
    heading = reader.say("No leads yet")
    sheet.text((middle, 196), heading, LARGE, bold=True, anchor="ma", most=INNER - 40)
    words = reader.say("They will show here as soon as they come.")
    sheet.text((middle, 268), words, TEXT, FAINT, anchor="ma", most=INNER - 40)
    return 340


def _everything(sheet: Sheet, reader: Reader, stats: Stats, top: int) -> int:
    _tiles(sheet, reader, stats, top)
    bars = _Bars.of(stats)
    heading = (
        reader.say("Leads a week, by what became of them")
        if bars.weekly
        else reader.say("Leads a day, by what became of them")
    )
    top = _chart(
        sheet, reader, top + TILE_HEIGHT + GAP, heading, bars, _outcomes(reader, stats, bars)
    )
    top = _chart(
        sheet, reader, top + GAP, reader.say("By source"), bars, _sources(reader, stats, bars)
    )
    left = _members(sheet, reader, stats, top + GAP)
    return max(left, _heat(sheet, reader, stats, top + GAP))


def _tiles(sheet: Sheet, reader: Reader, stats: Stats, top: int) -> None:
    """Show the four figures that matter most."""
    response = stats.response
    tail = (
        reader.say("9 of 10 within {p90}", p90=about(reader, response.p90))
        if response.p90 is not None
        else ""
    )
    median = how_long(reader, response.median) if response.median is not None else NONE
    total, won = stats.total, stats.count(Outcome.WON)
    tiles = (
        (grouped(total), reader.count(total, "lead", "leads"), ""),
        (grouped(won), reader.count(won, "deal won", "deals won"), ""),
        (median, reader.say("median until taken"), tail),
        (grouped(response.unanswered), reader.say("unanswered"), ""),
    )
    unit = (INNER - 3 * TILE_GAP) / sum(TILE_SHARES)
    left = float(MARGIN)
    for (figure, words, more), share in zip(tiles, TILE_SHARES, strict=True):
        right = left + unit * share
        box = (round(left), top, round(right), top + TILE_HEIGHT)
        sheet.tile(box)
        most = box[2] - box[0] - 32
        large = sheet.largest(figure, (LARGE, HEADING + 6, HEADING), most)
        sheet.text((box[0] + 16, top + 66), figure, large, bold=True, anchor="ls", most=most)
        sheet.text((box[0] + 16, top + 78), words, SMALL, FAINT, most=most)
        sheet.text((box[0] + 16, top + 108), more, SMALL, FAINT, most=most)
        left = right + TILE_GAP


@dataclass(frozen=True, slots=True)
class _Bars:
    """The bars of both charts: the days of each, one or a week of them."""

    days: Sequence[Sequence[date]]

    @classmethod
    def of(cls, stats: Stats) -> "_Bars":
        days = stats.period.days
        size = 1 if len(days) <= MOST_BARS else DAYS_A_WEEK
        # Whole weeks are counted back from the last day.
        first = len(days) % size
        groups = [days[:first]] if first else []
        return cls(groups + [days[n : n + size] for n in range(first, len(days), size)])

    @property
    def weekly(self) -> bool:
        return any(len(each) > 1 for each in self.days)

    def sums(self, count: Callable[[date], int]) -> Sequence[int]:
        return [sum(map(count, each)) for each in self.days]


def _outcomes(reader: Reader, stats: Stats, bars: _Bars) -> Sequence[_Series]:
    def counted(outcome: Outcome) -> Callable[[date], int]:
        return lambda day: stats.by_outcome.get(day, {}).get(outcome, 0)

    return [
        _Series(reader.say(words), stats.count(each), BY_OUTCOME[each], bars.sums(counted(each)))
        for each, words in OUTCOMES.items()
        if stats.count(each)
    ]


def _sources(reader: Reader, stats: Stats, bars: _Bars) -> Sequence[_Series]:
    def counted(place: int) -> Callable[[date], int]:
        return lambda day: stats.by_source[day][place]

    return [
        _Series(
            shown(each.name) if each.name else reader.say("others"),
            each.leads,
            BY_SOURCE[place] if each.name else GREY,
            bars.sums(counted(place)),
        )
        for place, each in enumerate(stats.sources)
    ]


def _chart(
    sheet: Sheet, reader: Reader, top: int, heading: str, bars: _Bars, series: Sequence[_Series]
) -> int:
    """Draw bars on top of each other with what their colours mean; return where it ends."""
    sheet.text((MARGIN, top), heading, HEADING, bold=True, most=INNER)
    top = _legend(sheet, top + 44, series) + 12
    bottom = top + PLOT_HEIGHT
    totals = [sum(values) for values in zip(*(each.values for each in series), strict=True)]
    highest = nice(max(totals))
    for part in (0, 1, 2):
        height = bottom - PLOT_HEIGHT * part // 2
        sheet.pen.line((MARGIN + AXIS, height, WIDTH - MARGIN, height), LINES, 2)
        words = grouped(highest * part // 2)
        sheet.text((MARGIN + AXIS - 12, height), words, SMALL, FAINT, anchor="rm", most=AXIS)
    step = (INNER - AXIS) / len(totals)
    for number in range(len(totals)):
        left = MARGIN + AXIS + step * number
        inset = max(min(step * 0.14, 16), (step - WIDEST_BAR) / 2)
        sides = round(left + inset), max(round(left + step - inset) - 1, round(left + inset))
        _bar(
            sheet, sides, bottom, highest, [(each.colour, each.values[number]) for each in series]
        )
    _days_below(sheet, reader, bars, bottom + 10, step)
    return bottom + 40


def _bar(
    sheet: Sheet,
    sides: tuple[int, int],
    bottom: int,
    highest: int,
    parts: Sequence[tuple[Colour, int]],
) -> None:
    before = 0
    for colour, value in parts:
        low = bottom - round(PLOT_HEIGHT * before / highest)
        high = bottom - round(PLOT_HEIGHT * (before + value) / highest)
        if value and high < low:
            sheet.pen.rectangle((sides[0], high, sides[1], low - 1), colour)
        before += value


def _legend(sheet: Sheet, top: int, series: Sequence[_Series]) -> int:
    """Say what each colour means, in as many lines as it takes; return where it ends."""
    left = MARGIN
    for each in series:
        count = f" {grouped(each.total)}"
        most = INNER // 2 - 60 - sheet.width(count, SMALL)
        name = sheet.fitted(each.name, SMALL, most) + count
        width = 34 + sheet.width(name, SMALL) + 28
        if left > MARGIN and left + width - 28 > WIDTH - MARGIN:
            left, top = MARGIN, top + LEGEND_LINE
        sheet.pen.rounded_rectangle((left, top + 3, left + 22, top + 25), 5, each.colour)
        sheet.text((left + 34, top), name, SMALL)
        left += width
    return top + LEGEND_LINE


def _days_below(sheet: Sheet, reader: Reader, bars: _Bars, top: int, step: float) -> None:
    """Name some of the days, as many as have room."""
    every = max(1, ceil(LABEL_WIDTH / step))
    months = MONTHS[reader.locale.language]
    for number in range(0, len(bars.days), every):
        middle = MARGIN + AXIS + step * (number + 0.5)
        day = bars.days[number][0]
        words = f"{day.day} {months[day.month - 1]}"
        half = sheet.width(words, SMALL) / 2
        if middle + half <= WIDTH - MARGIN + 10:
            sheet.text((round(middle), top), words, SMALL, FAINT, anchor="ma")


def _members(sheet: Sheet, reader: Reader, stats: Stats, top: int) -> int:
    """List the busiest members; return where the list ends."""
    right = MARGIN + PANEL
    columns = (right - 214, right - 116, right)
    sheet.text((MARGIN, top), reader.say("Who took them"), HEADING, bold=True, most=right - MARGIN)
    top += 46
    if not stats.members:
        words = reader.say("Nobody has taken one yet")
        sheet.text((MARGIN, top), words, TEXT, FAINT, most=right - MARGIN)
        return top + ROW
    heads = (reader.say("Taken"), reader.say("Won"), reader.say("Median"))
    for place, words in zip(columns, heads, strict=True):
        sheet.text((place, top), words, SMALL, FAINT, anchor="ra", most=130)
    for each in stats.members[:MEMBERS_SHOWN]:
        top += ROW
        sheet.pen.line((MARGIN, top - 4, right, top - 4), LINES, 1)
        most = columns[0] - MARGIN - 78
        sheet.text((MARGIN, top), shown(each.name), TEXT, most=most)
        median = about(reader, each.median) if each.median is not None else NONE
        figures = (grouped(each.taken), grouped(each.won), median)
        for place, words in zip(columns, figures, strict=True):
            sheet.text((place, top), words, TEXT, anchor="ra", most=98)
    if (rest := len(stats.members) - MEMBERS_SHOWN) > 0:
        top += ROW
        words = reader.count(rest, "and {number} more member", "and {number} more members")
        sheet.text((MARGIN, top), words, SMALL, FAINT, most=right - MARGIN)
    return top + ROW


def _heat(sheet: Sheet, reader: Reader, stats: Stats, top: int) -> int:
    """Show on which days and at which hours leads come; return where it ends."""
    left = MARGIN + PANEL + 36
    names_width = 46
    sheet.text((left, top), reader.say("When they come"), HEADING, bold=True, most=WIDTH - left)
    top += 46
    names = reader.say("Mo Tu We Th Fr Sa Su").split()
    highest = max(max(row) for row in stats.heat) or 1
    cells = left + names_width
    for day, row in enumerate(stats.heat):
        above = top + day * CELL_HEIGHT
        sheet.text(
            (left, above + CELL_HEIGHT // 2), names[day], SMALL, FAINT, anchor="lm", most=46
        )
        for hour, value in enumerate(row):
            colour = _between(PALE, DEEP, sqrt(value / highest)) if value else TILE
            x = cells + hour * CELL_WIDTH
            sheet.pen.rectangle((x, above, x + CELL_WIDTH - 2, above + CELL_HEIGHT - 3), colour)
    below = top + DAYS_A_WEEK * CELL_HEIGHT + 4
    for hour in (0, 6, 12, 18):
        sheet.text((cells + hour * CELL_WIDTH, below), f"{hour}:00", SMALL, FAINT)
    return below + ROW


def shown(text: str) -> str:
    """Leave out what no font of ours can draw: emoji."""
    shown = "".join(each for each in one_line(text) if each < LAST_OF_PLANE)
    return " ".join(shown.replace("\ufe0f", "").replace("\u200d", "").split()) or "?"


def nice(value: int) -> int:
    """Return an even number, not smaller, that reads well on an axis."""
    size = 1
    while True:
        for step in (2, 3, 4, 5, 6, 8, 10):
            if step * size >= value and step * size % 2 == 0:
                return step * size
        size *= 10


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
