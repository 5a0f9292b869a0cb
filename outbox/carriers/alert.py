"""Carries cards: each parcel makes one chat show one lead as it is now."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.html import Card
from cards.lead import lead_card, topic_name
from cards.reader import Reader
from domain import routing
from domain.chat import Shown
from domain.parcel import Parcel
from middlewares.telegram_errors import Meaning, meaning_of, trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from outbox.topics import TopicRefusedError, Topics
from services.alerts import Alert
from services.deliveries import Deliveries

KIND = routing.ALERT


class AlertCarrier:
    """Sends a card, or edits the one that is there; keeps the name of a lead's topic true."""

    def __init__(self, messenger: Messenger, topics: Topics, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._topics = topics
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Show the lead; return the message it is shown as. Raises Undelivered."""
        alert = await self._deliveries.alert(parcel)
        if alert is None:
            return None
        try:
            return await self._show(parcel, alert)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error

    async def _show(self, parcel: Parcel, alert: Alert) -> Shown:
        view, post = alert.view, alert.post
        card = lead_card(Reader(alert.locale), view)
        place = Place(post.telegram_id)
        if post.message_id and await self._messenger.edit(place, post.message_id, card):
            return Shown(post.message_id, post.thread_id, await self._named(parcel, alert))
        if post.thread_id is not None:
            return await self._send_to_its_topic(parcel, alert, card, post.thread_id)
        if alert.chat.topic_per_lead:
            return await self._send_to_new_topic(parcel, alert, card)
        return await self._send_to_all(parcel, alert, card)

    async def _send_to_all(self, parcel: Parcel, alert: Alert, card: Card) -> Shown:
        """Send the card to where all leads of the chat go."""
        place = Place(alert.post.telegram_id, alert.chat.thread_id, alert.silent)
        sent = await self._messenger.send(place, card)
        if sent.lost_topic:
            closed = sent.lost_topic is Meaning.TOPIC_CLOSED
            await self._deliveries.topic_lost(parcel, alert.chat, closed=closed)
        return Shown(sent.message_id)

    async def _send_to_new_topic(self, parcel: Parcel, alert: Alert, card: Card) -> Shown:
        """Make a topic for the lead, and remember it before the card is in it."""
        chat_id, name = alert.post.telegram_id, topic_name(Reader(alert.locale), alert.view.lead)
        try:
            thread_id = await self._topics.make(chat_id, name)
        except TopicRefusedError as refused:
            await self._tell(parcel, alert, refused)
            return await self._send_to_all(parcel, alert, card)
        await self._deliveries.has_topic(parcel, thread_id, name)
        sent = await self._messenger.post(Place(chat_id, thread_id, alert.silent), card)
        return Shown(sent, thread_id, name)

    async def _send_to_its_topic(
        self, parcel: Parcel, alert: Alert, card: Card, thread_id: int
    ) -> Shown:
        """Send the card anew to the topic it was in; if that is gone, to where a new one goes.

        The name comes first: what fails after the card was sent would send it twice.
        """
        place = Place(alert.post.telegram_id, thread_id, alert.silent)
        name = await self._named(parcel, alert)
        try:
            sent = await self._messenger.post(place, card)
        except TelegramAPIError as error:
            match meaning_of(error):
                case Meaning.TOPIC_GONE if alert.chat.topic_per_lead:
                    return await self._send_to_new_topic(parcel, alert, card)
                case Meaning.TOPIC_GONE:
                    return await self._send_to_all(parcel, alert, card)
                case Meaning.TOPIC_CLOSED:
                    if not await self._reopened(parcel, alert, thread_id):
                        return await self._send_to_all(parcel, alert, card)
                    sent = await self._messenger.post(place, card)
                case _:
                    raise
        return Shown(sent, thread_id, name)

    async def _reopened(self, parcel: Parcel, alert: Alert, thread_id: int) -> bool:
        """Open the topic that somebody closed; tell owners if we may not."""
        try:
            await self._topics.reopen(alert.post.telegram_id, thread_id)
        except TopicRefusedError:
            name = alert.post.topic_name
            await self._deliveries.topic_lost(parcel, alert.chat, name, closed=True)
            return False
        return True

    async def _named(self, parcel: Parcel, alert: Alert) -> str | None:
        """Rename the lead's own topic if it has one; return how that is called now."""
        post, name = alert.post, topic_name(Reader(alert.locale), alert.view.lead)
        if post.thread_id is None or post.topic_name == name:
            return post.topic_name
        try:
            await self._topics.rename(post.telegram_id, post.thread_id, name)
        except TopicRefusedError as refused:
            await self._tell(parcel, alert, refused)
            return post.topic_name
        return name

    async def _tell(self, parcel: Parcel, alert: Alert, refused: TopicRefusedError) -> None:
        if refused.lacks_rights:
            await self._deliveries.no_topic_rights(parcel, alert.chat)


def build(means: Means) -> AlertCarrier:
    """Make the carrier."""
    return AlertCarrier(Messenger(means.bot), Topics(means.bot), means.deliveries)
