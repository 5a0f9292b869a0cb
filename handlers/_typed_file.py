"""Text that people send: typed, or as a file that is no larger than it may be."""

from io import BytesIO

from aiogram import Bot
from aiogram.types import Message

from domain.errors import FieldProblem, Invalid, TooLarge
from domain.phrases import phrase
from middlewares.answers import patiently

SECONDS = 10


async def text_in(message: Message, bot: Bot, most: int) -> str:
    """Return what somebody typed, or what is in their file; refuse with Invalid or TooLarge."""
    document = message.document
    if document is None:
        return message.text or ""
    if document.file_size is None or document.file_size > most:
        raise TooLarge
    # What is to be downloaded is asked for anew each time: its place is good for an hour.
    raw = await patiently(lambda: bot.download(document, BytesIO(), timeout=SECONDS))
    try:
        return raw.read().decode("utf-8-sig") if raw else ""
    except UnicodeDecodeError:
        raise Invalid(FieldProblem(phrase("file"), phrase("this is no text in UTF-8"))) from None
