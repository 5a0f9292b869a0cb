"""How a handler shows a card; what it did before stands, whether the card arrives or not."""

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
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


async def ask(message: Message, card: Card) -> None:
    """Ask something; clients let the person reply to it at once."""
    await patiently(lambda: message.answer(card.text, reply_markup=ForceReply()))


async def ask_to_reply(message: Message, text: str) -> Message | None:
    """Ask those whom the text names to reply; in a group only their clients open the reply."""
    force = ForceReply(selective=True)
    return await patiently(lambda: message.reply(text, reply_markup=force))


async def say_in(bot: Bot, chat_id: int, card: Card) -> None:
    """Say something in a chat where nobody asked."""
    await patiently(lambda: bot.send_message(chat_id, card.text, reply_markup=card.buttons))


async def show_instead(message: Message, card: Card) -> None:
    """Put the card in the place of the message."""
    try:
        await patiently(lambda: message.edit_text(card.text, reply_markup=card.buttons))
    except TelegramBadRequest as error:
        _raise_unless_shown(error)


async def say_picture(message: Message, picture: InputFile, card: Card) -> None:
    """Answer with a picture, and the card under it."""
    await patiently(
        lambda: message.answer_photo(picture, caption=card.text, reply_markup=card.buttons)
    )


async def show_picture_instead(message: Message, picture: InputFile, card: Card) -> None:
    """Put a picture in the place of the message, and the card under it."""
    media = InputMediaPhoto(media=picture, caption=card.text)
    try:
        await patiently(lambda: message.edit_media(media, reply_markup=card.buttons))
    except TelegramBadRequest as error:
        _raise_unless_shown(error)


async def show_buttons(message: Message, buttons: InlineKeyboardMarkup) -> None:
    """Put other buttons under the message."""
    try:
        await patiently(lambda: message.edit_reply_markup(reply_markup=buttons))
    except TelegramBadRequest as error:
        _raise_unless_shown(error)


def _raise_unless_shown(error: TelegramBadRequest) -> None:
    """Two people may open the same menu, and somebody may delete it: nothing has to change."""
    if not (is_not_modified(error) or is_gone(error)):
        raise error
