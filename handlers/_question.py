"""Answers to questions of ours, which only we can have sent: what each was about."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.enums import MessageEntityType
from aiogram.types import InlineKeyboardMarkup, Message

Answers = Callable[[Message, Bot], Awaitable[bool | dict[str, Any]]]


def asked_about(mark: str) -> Answers:
    """Make a filter for answers to our questions that begin with *mark*.

    It tells by ``called`` what the question was about: it says the name in bold; and by
    ``besides`` what else it says so.
    """

    async def answers(message: Message, bot: Bot) -> bool | dict[str, Any]:
        question = _question_of_ours(message, bot)
        if question is None:
            return False
        text = question.text or ""
        bold = [each for each in question.entities or () if each.type == MessageEntityType.BOLD]
        if not text.startswith(mark) or not bold:
            return False
        called, *besides = (each.extract_from(text) for each in bold)
        return {"called": called, "besides": besides}

    return answers


def asked_by(read: Callable[[InlineKeyboardMarkup | None], Any]) -> Answers:
    """Make a filter for answers to our pages; *read* knows the buttons of those that are meant.

    It tells by ``asked`` what the buttons say.
    """

    async def answers(message: Message, bot: Bot) -> bool | dict[str, Any]:
        question = _question_of_ours(message, bot)
        asked = read(question.reply_markup) if question else None
        return {"asked": asked} if asked is not None else False

    return answers


def _question_of_ours(message: Message, bot: Bot) -> Message | None:
    question = message.reply_to_message
    if question is None or question.from_user is None or question.from_user.id != bot.id:
        return None
    return question
