"""Text that people send: typed, or as a file that is no larger than it may be."""

from io import BytesIO

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Document, Message
from aiohttp import ClientError

from domain.errors import FieldProblem, Invalid, TooLarge
from domain.phrases import phrase

SECONDS = 10
NO_TEXT = FieldProblem(phrase("file"), phrase("this is no text in UTF-8"))
NOT_THERE = FieldProblem(phrase("file"), phrase("Telegram does not give it; send it again"))


async def text_in(message: Message, bot: Bot, most: int) -> str:
    """Return what somebody typed, or what is in their file; refuse with Invalid or TooLarge."""
    document = message.document
    if document is None:
        return message.text or ""
    if document.file_size is None or document.file_size > most:
        raise TooLarge
    try:
        return (await _content(document, bot)).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(NO_TEXT) from None


async def _content(document: Document, bot: Bot) -> bytes:
    try:
        raw = await bot.download(document, BytesIO(), timeout=SECONDS)
    except (AiogramError, ClientError, OSError, EOFError):
        # What these say may hold the address of the file, and that the token of the bot.
        raise Invalid(NOT_THERE) from None
    return raw.read() if raw else b""
