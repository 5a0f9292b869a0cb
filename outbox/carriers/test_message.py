"""Carries test messages: each parcel proves that one chat can be reached, by the path of cards."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.destination import BESIDE_ITS_TOPIC, test_card
from cards.reader import Reader
from domain import routing
from domain.parcel import Parcel, Undelivered
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Deliveries

KIND = routing.TEST


class MessageTestCarrier:
    """Sends a short message without a sound."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> None:
        """Send the message, where it belongs and nowhere beside. Raises Undelivered."""
        chat = await self._deliveries.tested(parcel)
        if chat is None:
            return
        place = Place(chat.telegram_id, chat.thread_id, silent=True)
        card = test_card(Reader(await self._deliveries.locale(parcel)))
        try:
            sent = await self._messenger.send(place, card)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error
        if sent.lost_topic is not None:
            raise Undelivered(BESIDE_ITS_TOPIC)


def build(means: Means) -> MessageTestCarrier:
    """Make the carrier."""
    return MessageTestCarrier(Messenger(means.bot), means.deliveries)
