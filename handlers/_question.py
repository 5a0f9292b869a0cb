"""Answers to questions of ours that name a thing in bold."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.enums import MessageEntityType
from aiogram.types import Message

Answers = Callable[[Message, Bot], Awaitable[bool | dict[str, str]]]


def asked_about(mark: str) -> Answers:
    """Make a filter for answers to our questions that begin with *mark*.

    It tells what the question was about: ours alone to write, it says the name in bold.
    """

    async def answers(message: Message, bot: Bot) -> bool | dict[str, str]:
        question = message.reply_to_message
        if question is None or question.from_user is None or question.from_user.id != bot.id:
            return False
        text = question.text or ""
        bold = [each for each in question.entities or () if each.type == MessageEntityType.BOLD]
        if not text.startswith(mark) or not bold:
            return False
        return {"called": bold[0].extract_from(text)}

    return answers
