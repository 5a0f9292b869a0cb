"""Carries cards: each parcel makes one chat show one lead as it is now."""

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.html import Card, plain
from cards.lead import lead_card
from domain import routing
from domain.chat import Post
from domain.parcel import Parcel
from middlewares.telegram_errors import cannot_parse, is_gone, is_not_modified, trouble
from outbox.carriers import Means
from services.deliveries import Deliveries

KIND = routing.ALERT

log = structlog.get_logger(__name__)


class AlertCarrier:
    """Sends a card, or edits the one that is there."""

    def __init__(self, bot: Bot, deliveries: Deliveries) -> None:
        self._bot = bot
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> int | None:
        """Show the lead; return the message it is shown as. Raises Undelivered."""
        alert = await self._deliveries.alert(parcel)
        if alert is None:
            return None
        view = alert.view
        card = lead_card(view.lead, view.notes, view.note_count)
        try:
            return await self._show(alert.post, card)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error

    async def _show(self, post: Post, card: Card) -> int:
        if post.message_id is None:
            return await self._send(post.telegram_id, card)
        try:
            await self._edit(post.telegram_id, post.message_id, card)
        except TelegramAPIError as error:
            if is_gone(error):
                return await self._send(post.telegram_id, card)
            if not is_not_modified(error):
                raise
        return post.message_id

    async def _send(self, chat_id: int, card: Card) -> int:
        try:
            sent = await self._bot.send_message(chat_id, card.text, reply_markup=card.buttons)
        except TelegramAPIError as error:
            if not cannot_parse(error):
                raise
            log.warning("alert_plain_fallback", error=str(error))
            sent = await self._bot.send_message(
                chat_id, plain(card), reply_markup=card.buttons, parse_mode=None
            )
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, card: Card) -> None:
        try:
            await self._bot.edit_message_text(
                card.text, chat_id=chat_id, message_id=message_id, reply_markup=card.buttons
            )
        except TelegramAPIError as error:
            if not cannot_parse(error):
                raise
            log.warning("alert_plain_fallback", error=str(error))
            await self._bot.edit_message_text(
                plain(card),
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=card.buttons,
                parse_mode=None,
            )


def build(means: Means) -> AlertCarrier:
    """Make the carrier."""
    return AlertCarrier(means.bot, means.deliveries)
