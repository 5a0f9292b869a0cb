"""Carries canaries: each parcel is one silent message, deleted as soon as it was sent."""

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.canary import canary_card
from domain import routing
from domain.chat import Shown
from domain.parcel import Parcel
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Deliveries

KIND = routing.CANARY

log = structlog.get_logger(__name__)


class CanaryCarrier:
    """Sends a canary and takes it away."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Send the message; that it arrived is all that counts. Raises Undelivered."""
        chat = await self._deliveries.canary(parcel)
        if chat is None:
            return None
        place = Place(chat.telegram_id, chat.thread_id, silent=True)
        try:
            sent = await self._messenger.send(place, canary_card())
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error
        await self._take_away(chat.telegram_id, sent.message_id)
        return Shown(sent.message_id)

    async def _take_away(self, chat_id: int, message_id: int) -> None:
        try:
            await self._messenger.bot.delete_message(chat_id, message_id)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("canary_not_deleted", reason=str(error))


def build(means: Means) -> CanaryCarrier:
    """Make the carrier."""
    return CanaryCarrier(Messenger(means.bot), means.deliveries)
