"""Shows cards in Telegram: sends or edits, and copes with what Telegram says about one message."""

from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import EditMessageText, SendMessage, SendPhoto
from aiogram.types import InputFile, ReplyParameters

from cards.html import MESSAGE_UNITS, Card, cut, plain
from cards.stats import CAPTION_UNITS
from domain.chat import OUT_OF_REACH
from middlewares.telegram_errors import Meaning, is_not_modified, meaning_of

LOST_TOPIC = (Meaning.TOPIC_CLOSED, Meaning.TOPIC_GONE)
NOT_THERE = (Meaning.MESSAGE_GONE, *LOST_TOPIC)
BAD_TEXT = (Meaning.CANNOT_PARSE, Meaning.TOO_LONG)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is shown, whether it may make a sound, and which message it answers."""

    chat_id: int
    thread_id: int | None = None
    silent: bool = False
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The message that a card became; ``lost_topic`` if it had to go beside its topic, and why."""

    message_id: int
    lost_topic: Meaning | None = None


class Messenger:
    """Sends and edits cards; raises only what concerns more than this one message."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def show(self, place: Place, message_id: int | None, card: Card) -> Sent:
        """Make the place show the card, in its message if there is one."""
        if message_id is not None and await self.edit(place, message_id, card):
            return Sent(message_id)
        return await self.send(place, card)

    async def edit(self, place: Place, message_id: int, card: Card) -> bool:
        """Bring a message up to date; tell whether it is there to be."""
        if message_id == OUT_OF_REACH:
            return False
        try:
            await self._edit(place, message_id, card)
        except TelegramAPIError as error:
            if meaning_of(error) in NOT_THERE:
                return False
            if not is_not_modified(error):
                raise
        return True

    async def send(self, place: Place, card: Card, picture: InputFile | None = None) -> Sent:
        """Send the card; where its topic is closed or gone, to the chat itself."""
        try:
            return Sent(await self.post(place, card, picture))
        except TelegramAPIError as error:
            lost = meaning_of(error)
            if place.thread_id is None or lost not in LOST_TOPIC:
                raise
        return Sent(await self.post(replace(place, thread_id=None), card, picture), lost)

    async def post(self, place: Place, card: Card, picture: InputFile | None = None) -> int:
        """Send the card to exactly this place, under a picture if there is one."""
        if picture is not None:
            return await self._post_under(place, card, picture)
        sending = SendMessage(
            chat_id=place.chat_id,
            message_thread_id=place.thread_id,
            text=card.text,
            disable_notification=place.silent or None,
            reply_parameters=_answering(place),
            reply_markup=card.buttons,
        )
        try:
            sent = await self.bot(sending)
        except TelegramAPIError as error:
            sent = await self.bot(sending.model_copy(update=_plainly(card, error)))
        return sent.message_id

    async def _post_under(self, place: Place, card: Card, picture: InputFile) -> int:
        sending = SendPhoto(
            chat_id=place.chat_id,
            message_thread_id=place.thread_id,
            photo=picture,
            caption=card.text,
            disable_notification=place.silent or None,
            reply_markup=card.buttons,
        )
        try:
            sent = await self.bot(sending)
        except TelegramAPIError as error:
            plainly = _plainly(card, error)
            caption = {"caption": cut(plainly["text"], CAPTION_UNITS), "parse_mode": None}
            sent = await self.bot(sending.model_copy(update=caption))
        return sent.message_id

    async def _edit(self, place: Place, message_id: int, card: Card) -> None:
        editing = EditMessageText(
            chat_id=place.chat_id,
            message_id=message_id,
            text=card.text,
            reply_markup=card.buttons,
        )
        try:
            await self.bot(editing)
        except TelegramAPIError as error:
            await self.bot(editing.model_copy(update=_plainly(card, error)))


def _answering(place: Place) -> ReplyParameters | None:
    """Say which message this answers; one that is gone keeps nothing back."""
    if not place.answers:
        return None
    return ReplyParameters(message_id=place.answers, allow_sending_without_reply=True)


def _plainly(card: Card, error: TelegramAPIError) -> dict[str, Any]:
    """Return how to say the card without markup if that is what Telegram minds; else raise."""
    if meaning_of(error) not in BAD_TEXT:
        raise error
    log.warning("alert_plain_fallback", error=str(error))
    return {"text": cut(plain(card), MESSAGE_UNITS), "parse_mode": None}
