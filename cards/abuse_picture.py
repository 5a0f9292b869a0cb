"""Draws the last day of what came to the sources: by hour, and what became of it.

Imported when the first one is drawn.
"""

from collections.abc import Sequence
from datetime import timedelta

from cards.abuse import KINDS
from cards.picture import (
    AXIS,
    BLUE,
    GREY,
    HEADING,
    LARGE,
    LINES,
    ORANGE,
    PLOT_HEIGHT,
    RED,
    SMALL,
    TEXT,
    TILE_GAP,
    TILE_HEIGHT,
    TITLE,
    nice,
    shown,
)
from cards.reader import Reader
from cards.sheet import FAINT, INNER, MARGIN, WIDTH, Colour, Sheet
from cards.stats import grouped
from domain.traffic import HOURS_SHOWN, AbuseDay

GAP, ROW, NAMED_EVERY = 36, 50, 3
HALF = (INNER - GAP) // 2
Series = Sequence[tuple[str, Colour, Sequence[int]]]


def draw(reader: Reader, day: AbuseDay) -> bytes:
    """Return the picture as PNG."""
    sheet = Sheet(1_200)
    sheet.text((MARGIN, 40), shown(day.workspace), TITLE, bold=True, most=INNER)
    words = reader.say("The last 24 hours · {zone}", zone=day.zone)
    sheet.text((MARGIN, 94), words, TEXT, FAINT, most=INNER)
    series = (
        (reader.say("accepted"), BLUE, day.accepted),
        (reader.say("held"), ORANGE, day.held),
        (reader.say("refused"), RED, day.refused),
    )
    _tiles(sheet, series, 146)
    top = 146 + TILE_HEIGHT + GAP
    sheet.text((MARGIN, top), reader.say("By hour"), HEADING, bold=True, most=INNER)
    top = _bars(sheet, day, series, top + 56)
    kinds = [
        (reader.say(KINDS[kind]) if kind in KINDS else kind, many) for kind, many in day.kinds
    ]
    left = _list(sheet, reader, MARGIN, top + GAP, reader.say("Why refused"), kinds, RED)
    middle = MARGIN + HALF + GAP
    right = _list(sheet, reader, middle, top + GAP, reader.say("By source"), day.sources, GREY)
    return sheet.png(max(left, right) + 40)


def _tiles(sheet: Sheet, series: Series, top: int) -> None:
    width = (INNER - 2 * TILE_GAP) // len(series)
    for number, (name, colour, values) in enumerate(series):
        left = MARGIN + number * (width + TILE_GAP)
        sheet.tile((left, top, left + width, top + TILE_HEIGHT))
        figure = grouped(sum(values))
        size = sheet.largest(figure, (LARGE, HEADING), width - 48)
        sheet.text((left + 24, top + 80), figure, size, bold=True, anchor="ls", most=width - 48)
        sheet.pen.rounded_rectangle((left + 24, top + 102, left + 44, top + 122), 5, colour)
        sheet.text((left + 56, top + 98), name, SMALL, FAINT, most=width - 80)


def _bars(sheet: Sheet, day: AbuseDay, series: Series, top: int) -> int:
    """Draw a bar for each hour, its parts on top of each other; return where it ends."""
    bottom = top + PLOT_HEIGHT
    totals = [sum(values) for values in zip(*(each[2] for each in series), strict=True)]
    highest = nice(max(totals))
    for part in (0, 1, 2):
        height = bottom - PLOT_HEIGHT * part // 2
        sheet.pen.line((MARGIN + AXIS, height, WIDTH - MARGIN, height), LINES, 2)
        words = grouped(highest * part // 2)
        sheet.text((MARGIN + AXIS - 12, height), words, SMALL, FAINT, anchor="rm", most=AXIS)
    step = (INNER - AXIS) / HOURS_SHOWN
    for number in range(HOURS_SHOWN):
        left = round(MARGIN + AXIS + step * number + 4)
        right = round(MARGIN + AXIS + step * (number + 1) - 4)
        before = 0
        for _, colour, values in series:
            low = bottom - round(PLOT_HEIGHT * before / highest)
            before += values[number]
            high = bottom - round(PLOT_HEIGHT * before / highest)
            if high < low:
                sheet.pen.rectangle((left, high, right, low - 1), colour)
        if number % NAMED_EVERY == 0:
            hour = day.first + timedelta(hours=number)
            middle = (left + right) // 2
            sheet.text((middle, bottom + 10), f"{hour:%H}:00", SMALL, FAINT, anchor="ma")
    return bottom + 40


def _list(  # noqa: PLR0913, PLR0917 -- where, what and how
    sheet: Sheet,
    reader: Reader,
    left: int,
    top: int,
    heading: str,
    entries: Sequence[tuple[str, int]],
    colour: Colour,
) -> int:
    """List the most frequent ones with a bar for each; return where the list ends."""
    sheet.text((left, top), heading, HEADING, bold=True, most=HALF)
    top += 52
    if not entries:
        sheet.text((left, top), reader.say("nothing so far"), TEXT, FAINT, most=HALF)
        return top + ROW
    most = max(many for _, many in entries)
    for name, many in entries:
        figure = grouped(many)
        width = sheet.width(figure, SMALL)
        sheet.text((left, top), shown(name), SMALL, most=HALF - width - 24)
        sheet.text((left + HALF, top), figure, SMALL, FAINT, anchor="ra", most=HALF)
        length = max(round(HALF * many / most), 2)
        sheet.pen.rounded_rectangle((left, top + 32, left + length, top + 37), 2, colour)
        top += ROW
    return top
