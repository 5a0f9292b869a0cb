"""How a handler shows a card; what it did before stands, whether the card arrives or not."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    Message,
)

from cards.html import Card
from middlewares.answers import patiently
from middlewares.telegram_errors import is_gone, is_not_modified


async def say(message: Message, card: Card) -> None:
    """Answer in the chat of the message."""
    await patiently(lambda: message.answer(card.text, reply_markup=card.buttons))


async def ask(message: Message, card: Card) -> Message | None:
    """Ask something; clients open the reply to it, in a group only of those whom it names."""
    if message.chat.type == ChatType.PRIVATE:
        return await patiently(lambda: message.answer(card.text, reply_markup=ForceReply()))
    force = ForceReply(selective=True)
    return await patiently(lambda: message.reply(card.text, reply_markup=force))


async def say_in(bot: Bot, chat_id: int, card: Card) -> None:
    """Say something in a chat where nobody asked."""
    await patiently(lambda: bot.send_message(chat_id, card.text, reply_markup=card.buttons))


async def deleted(message: Message) -> bool:
    """Delete a message that holds a secret; tell whether Telegram let us."""
    try:
        return bool(await patiently(message.delete))
    except TelegramAPIError:
        return False


async def show_instead(query: CallbackQuery, card: Card) -> None:
    """Put the card in the place of the message that was pressed under."""
    if isinstance(message := query.message, Message):
        await _shown(lambda: message.edit_text(card.text, reply_markup=card.buttons))


async def say_picture(message: Message, picture: InputFile, card: Card) -> None:
    """Answer with a picture, and the card under it."""
    await patiently(
        lambda: message.answer_photo(picture, caption=card.text, reply_markup=card.buttons)
    )


async def show_picture_instead(query: CallbackQuery, picture: InputFile, card: Card) -> None:
    """Put a picture in the place of the message that was pressed under, and the card below it."""
    media = InputMediaPhoto(media=picture, caption=card.text)
    if isinstance(message := query.message, Message):
        await _shown(lambda: message.edit_media(media, reply_markup=card.buttons))


async def show_buttons(query: CallbackQuery, buttons: InlineKeyboardMarkup) -> None:
    """Put other buttons under the message that was pressed under."""
    if isinstance(message := query.message, Message):
        await _shown(lambda: message.edit_reply_markup(reply_markup=buttons))


async def _shown(edit: Callable[[], Awaitable[Message | bool]]) -> None:
    """Edit; two people may open the same menu, and somebody may delete it: nothing has to change.

    A message that is too old to be read cannot be edited either, and stays as it is.
    """
    try:
        await patiently(edit)
    except TelegramBadRequest as error:
        if not (is_not_modified(error) or is_gone(error)):
            raise
