"""Draws pictures beside everything else, so that nobody waits for them."""

import asyncio

from aiogram.types import BufferedInputFile

from cards.reader import Reader
from domain.stats import Stats


async def picture_of(reader: Reader, stats: Stats) -> BufferedInputFile:
    """Draw the figures where nobody waits for it."""
    png = await asyncio.to_thread(_drawn, reader, stats)
    return BufferedInputFile(png, "stats.png")


def _drawn(reader: Reader, stats: Stats) -> bytes:
    from cards.picture import draw  # noqa: PLC0415 -- whoever asks for no picture loads no library

    return draw(reader, stats)
