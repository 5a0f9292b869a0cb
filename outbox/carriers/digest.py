"""Carries digests: each parcel makes one message show many leads as they are now."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.digest import digest_card
from cards.reader import Reader
from domain import routing
from domain.chat import Shown
from domain.digest import DigestLine
from domain.parcel import Parcel
from middlewares.telegram_errors import Meaning, trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Deliveries

KIND = routing.DIGEST


class DigestCarrier:
    """Sends a digest, or edits the one that is there."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Show the leads; return the message they are shown as. Raises Undelivered."""
        view = await self._deliveries.digest(parcel.subject_id, parcel)
        if view is None:
            return None
        digest = view.digest
        place = Place(digest.telegram_id, view.chat.thread_id, view.silent)
        reader = Reader(await self._deliveries.locale(parcel))
        lines = [DigestLine.of(each) for each in view.leads]
        card = digest_card(reader, lines, digest.id, digest.page)
        try:
            sent = await self._messenger.show(place, digest.message_id, card)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error
        if sent.lost_topic:
            closed = sent.lost_topic is Meaning.TOPIC_CLOSED
            await self._deliveries.topic_lost(parcel, view.chat, closed=closed)
        return Shown(sent.message_id)


def build(means: Means) -> DigestCarrier:
    """Make the carrier."""
    return DigestCarrier(Messenger(means.bot), means.deliveries)
