"""Draws pictures beside everything else, so that nobody waits for them."""

import asyncio

from aiogram.types import BufferedInputFile

from cards.reader import Reader
from domain.stats import Stats
from domain.traffic import AbuseDay


async def picture_of(reader: Reader, stats: Stats) -> BufferedInputFile:
    """Draw the figures where nobody waits for it."""
    png = await asyncio.to_thread(_drawn, reader, stats)
    return BufferedInputFile(png, "stats.png")


async def picture_of_abuse(reader: Reader, day: AbuseDay) -> BufferedInputFile:
    """Draw the last day of what came, in the same way."""
    png = await asyncio.to_thread(_abuse_drawn, reader, day)
    return BufferedInputFile(png, "abuse.png")


def _abuse_drawn(reader: Reader, day: AbuseDay) -> bytes:
    from cards.abuse_picture import draw  # noqa: PLC0415 -- whoever asks for no picture loads no library

    return draw(reader, day)


def _drawn(reader: Reader, stats: Stats) -> bytes:
    from cards.picture import draw  # noqa: PLC0415 -- whoever asks for no picture loads no library

    return draw(reader, stats)
