"""Carries cards: each parcel makes one chat show one lead as it is now."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.lead import lead_card
from domain import routing
from domain.chat import Shown
from domain.parcel import Parcel
from middlewares.telegram_errors import Meaning, trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Alert, Deliveries

KIND = routing.ALERT


class AlertCarrier:
    """Sends a card, or edits the one that is there."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Show the lead; return the message it is shown as. Raises Undelivered."""
        alert = await self._deliveries.alert(parcel)
        if alert is None:
            return None
        try:
            return await self._show(alert)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error

    async def _show(self, alert: Alert) -> Shown:
        view, post, chat = alert.view, alert.post, alert.chat
        card = lead_card(view.lead, view.notes, view.note_count)
        place = Place(post.telegram_id, post.thread_id or chat.thread_id, alert.silent)
        sent = await self._messenger.show(place, post.message_id, card)
        if sent.lost_topic:
            closed = sent.lost_topic is Meaning.TOPIC_CLOSED
            await self._deliveries.topic_lost(alert, closed=closed)
        return Shown(sent.message_id, post.thread_id, post.topic_name)


def build(means: Means) -> AlertCarrier:
    """Make the carrier."""
    return AlertCarrier(Messenger(means.bot), means.deliveries)
