"""Carries erasures: each parcel lets one message that showed a lead say that it was erased."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.erase import erased_card, erased_topic
from cards.reader import Reader
from domain import routing
from domain.erasing import ErasedCard
from domain.parcel import Parcel
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from outbox.topics import TopicRefusedError, Topics
from services.deliveries import Deliveries
from services.erasing import Erasing

KIND = routing.ERASED


class ErasedCarrier:
    """Edits the message; one that is gone says nothing any more."""

    def __init__(
        self, messenger: Messenger, topics: Topics, deliveries: Deliveries, erasing: Erasing
    ) -> None:
        self._messenger = messenger
        self._topics = topics
        self._deliveries = deliveries
        self._erasing = erasing

    async def carry(self, parcel: Parcel) -> None:
        """Let the message say it, and the lead's own topic."""
        card = await self._erasing.card(parcel)
        if card is None:
            return
        reader = Reader(await self._deliveries.locale(parcel))
        try:
            await self._say_so(reader, card)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error
        await self._erasing.says_so(parcel)

    async def _say_so(self, reader: Reader, card: ErasedCard) -> None:
        if card.message_id is not None:
            text = erased_card(reader, card.number)
            await self._messenger.edit(Place(card.telegram_id), card.message_id, text)
        if card.thread_id is not None:
            name = erased_topic(reader, card.number)
            try:
                await self._topics.rename(card.telegram_id, card.thread_id, name)
            except TopicRefusedError:
                return


def build(means: Means) -> ErasedCarrier:
    """Make the carrier."""
    topics = Topics(means.bot)
    return ErasedCarrier(Messenger(means.bot), topics, means.deliveries, means.erasing)
