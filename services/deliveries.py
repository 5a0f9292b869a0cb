"""What the carriers ask: what to carry, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import PersonId, WorkspaceId
from domain.chat import Chat, ChatState, Digest, Unreachable
from domain.errors import NotFound
from domain.lead import Lead, LeadId
from domain.locale import Locale
from domain.notice import Notice, NoticeKind
from domain.pacing import LATELY, Backlog
from domain.parcel import Choice, Outcome, Parcel, Trouble, Undelivered
from domain.retry import ALERT_GIVE_UP_AFTER, alert_delay
from domain.routing import TEST, digest_for, telegram_chat, telegram_lane
from services import healing, telling
from services.alerts import LEASE, Alert
from services.doors import Doors
from services.leads import view_of
from services.reports import Report, attempt
from services.summaries import SummaryView, summary_view
from storage.database import Storage
from storage.posts import UnshownCard
from storage.store import Store

AFTER_HEALING = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest and the leads that are its lines."""

    digest: Digest
    chat: Chat
    leads: Sequence[Lead]
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Each method is one verb and one transaction; none is open while something is carried."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    _ready: dict[int, Alert] = field(default_factory=dict, init=False)

    async def claim(self, limit: int, choice: Choice) -> Sequence[Parcel]:
        """Lease the parcels that are due."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.outbox.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit, choice=choice
            )

    async def next_due(self, choice: Choice) -> datetime | None:
        """Say when the next parcel becomes due."""
        async with self.storage.look_system() as system:
            return await system.outbox.next_due(self.now(), choice.without)

    def lay_ready(self, parcel: Parcel, alert: Alert) -> None:
        """Keep what a new card looks like for the moment in which it is carried.

        If the lead changes meanwhile, its parcel is wanted anew and carried again.
        """
        self._ready[parcel.id] = alert

    async def alert(self, parcel: Parcel) -> Alert | None:
        """Read what the parcel's card looks like now; ``None`` if nobody wants it any more."""
        ready = self._ready.pop(parcel.id, None)
        if ready:
            return ready
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            post = await store.posts.find(parcel.subject_id)
            if post is None:
                return None
            try:
                chat = await store.chats.get(post.chat_id)
                view = await view_of(store, LeadId(post.lead_id))
            except NotFound:
                return None
            silent = not view.lead.is_hot and chat.is_quiet_at(self.now())
            wishes = await store.workspaces.wishes_of(parcel.workspace_id)
            return Alert(parcel.workspace_id, post, chat, view, wishes.settled(), silent)

    async def backlog(self, parcel: Parcel) -> Backlog:
        """Say how many new cards wait in the parcel's lane, and since when."""
        now = self.now()
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            lately = now - timedelta(seconds=LATELY)
            found = await store.outbox.backlog(parcel.lane, now, lately)
        oldest = (now - (found.oldest or now)).total_seconds()
        newest = (now - (found.newest or now)).total_seconds()
        return Backlog(found.count, oldest, newest, found.lately, found.hot)

    async def cards_waiting(self, parcel: Parcel, limit: int) -> Sequence[UnshownCard]:
        """Return the new cards that wait for the parcel's chat, the most urgent first."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            post = await store.posts.find(parcel.subject_id)
            if post is None:
                return ()
            wanted = store.outbox.new_cards_in(parcel.lane, parcel.lease)
            return await store.posts.unshown_in(post.chat_id, wanted, limit)

    async def bundle(self, parcel: Parcel, posts: Sequence[UUID]) -> Parcel | None:
        """Make one digest of these cards, in the place of their own parcels; return its parcel."""
        now = self.now()
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            post = await store.posts.find(parcel.subject_id)
            left = await store.posts.unshown(posts)
            if post is None or post.id not in left:
                return None
            digest = Digest(self.new_id(), post.chat_id, post.telegram_id)
            await store.digests.add(digest, sorted(left), now)
            wish = digest_for(digest, parcel.priority)
            return await store.outbox.bundle(parcel, wish, left, now)

    async def digest(self, digest_id: UUID, parcel: Parcel) -> DigestView | None:
        """Read what a digest shows now; ``None`` if nobody wants it any more."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            return await digest_view(store, digest_id, self.now())

    async def notice(self, parcel: Parcel) -> Notice | None:
        """Read what a person is to be told."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            return await store.notices.find(parcel.subject_id)

    async def locale(self, parcel: Parcel, person_id: PersonId | None = None) -> Locale:
        """Say how a chat of the parcel's workspace reads, or one person of it."""
        async with self.storage.look_system() as system:
            wishes = await system.workspaces.wishes_of(parcel.workspace_id)
            known = await system.people.find(person_id) if person_id else None
        return (known.wishes.over(wishes) if known else wishes).settled()

    async def summary(self, parcel: Parcel) -> SummaryView | None:
        """Read the summary of a chat; ``None`` if nobody wants it any more."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            return await summary_view(store, parcel.subject_id, self.now())

    async def tested(self, parcel: Parcel) -> Chat | None:
        """Return the chat that a test message goes to; ``None`` if it is not connected now."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            try:
                return await store.chats.get(parcel.subject_id)
            except NotFound:
                return None

    async def canary(self, parcel: Parcel) -> Chat | None:
        """Read which chat a canary flies to; ``None`` if it was overtaken by the next."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            copy = await store.canaries.copy(parcel.subject_id)
            if copy is None or copy.arrived_at:
                return None
            try:
                return await store.chats.get(copy.chat_id)
            except NotFound:
                return None

    async def reminder(self, parcel: Parcel) -> Alert | None:
        """Read the card that a reminder answers; ``None`` if somebody did something meanwhile."""
        alert = await self.alert(parcel)
        reminder = alert.view.reminder if alert else None
        return alert if reminder and reminder.come else None

    async def has_topic(self, parcel: Parcel, thread_id: int, name: str) -> None:
        """Remember a topic that was just made for a card, before the card is in it."""
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            await store.posts.has_topic(parcel.subject_id, thread_id, name)

    async def topic_lost(
        self, parcel: Parcel, chat: Chat, topic: str | None = None, *, closed: bool
    ) -> None:
        """Tell the owners, once a day, that cards go beside their topic."""
        kind = NoticeKind.TOPIC_CLOSED if closed else NoticeKind.TOPIC_GONE
        details = {"chat": chat.group_title, "topic": topic or chat.topic_title}
        await self._tell_daily(parcel, kind, chat, details)

    async def no_topic_rights(self, parcel: Parcel, chat: Chat) -> None:
        """Tell the owners, once a day, that leads get no topics for want of rights."""
        details = {"chat": chat.group_title}
        await self._tell_daily(parcel, NoticeKind.NO_TOPIC_RIGHTS, chat, details)

    async def _tell_daily(
        self, parcel: Parcel, kind: NoticeKind, chat: Chat, details: Mapping[str, str]
    ) -> None:
        now = self.now()
        key = f"{kind}:{chat.id}:{now:%Y-%m-%d}"
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            await telling.tell_owners(store, kind, details, key, now, self.new_id)

    async def put_back(self, *parcels: Parcel) -> None:
        """Let parcels wait as if nobody had claimed them; a lost chat is stood in for."""
        lost: set[tuple[WorkspaceId, int]] = set()
        async with self.storage.open_system() as system:
            for workspace_id in {each.workspace_id for each in parcels}:
                chats = await system.of(self.doors.house(workspace_id)).chats.to_choose_from()
                parked = {each.telegram_id for each in chats if each.state is ChatState.PARKED}
                lanes = {each.lane for each in parcels if each.workspace_id == workspace_id}
                lost |= {(workspace_id, each) for each in parked if telegram_lane(each) in lanes}
            system.outbox.put_back(parcels)
        for each in parcels:
            self._ready.pop(each.id, None)
        for workspace_id, telegram_id in lost:
            # While somebody had claimed them, they were not handed over with the rest.
            async with self.storage.open(self.doors.house(workspace_id)) as store:
                await healing.hand_over(store, telegram_id, self.now())

    async def failed(self, parcel: Parcel, began: datetime, trouble: Undelivered) -> Outcome:
        """Log the attempt, and do what the trouble asks for: wait, park, follow or give up."""
        now = self.now()
        outcome, report = _outcome(parcel, trouble, now), Report(parcel, began, now, None)
        async with self.storage.open_system() as system:
            there = trouble.moved_to
            owner = await system.directory.workspace_of_chat(there) if there else None
            if owner not in (None, parcel.workspace_id):
                trouble = _taken_by_others(trouble)
            store = system.of(self.doors.house(parcel.workspace_id))
            if outcome is Outcome.DEAD and parcel.kind != TEST:
                await store.outbox.give_up(parcel, trouble.reason)
                await healing.gave_up(store, parcel, trouble, now, self.new_id)
            else:
                await self._later(store, parcel, trouble, began)
            if outcome is Outcome.DEAD and parcel.kind == TEST:
                await store.outbox.drop([parcel.subject_id], TEST)
            store.attempts.add(parcel, attempt(report, outcome, trouble.reason))
        return outcome

    async def _later(
        self, store: Store, parcel: Parcel, trouble: Undelivered, began: datetime
    ) -> None:
        now = self.now()
        since = (parcel.failing_since or now) if trouble.counts else None
        until = now + _wait(parcel, trouble)
        telegram_id = telegram_chat(parcel.lane)
        if trouble.concerns_chat and telegram_id is not None:
            # Chats are held before parcels, by everybody, so that nobody waits in a circle.
            held = await store.chats.in_telegram(telegram_id)
            if trouble.why is Trouble.UNREACHABLE and healing.healed_since(held, began):
                # What we heard is about the time before: it is tried again, and shows how it is.
                await store.outbox.postpone(parcel, now + AFTER_HEALING, trouble.reason, None)
                return
        if trouble.rests_lane:
            await store.lanes.rest(parcel.lane, until, trouble.reason)
        await store.outbox.postpone(parcel, until, trouble.reason, since)
        if trouble.why is Trouble.UNREACHABLE:
            await healing.park(store, parcel.lane, trouble, now, self.new_id)
        if trouble.moved_to is not None:
            await healing.move(store, parcel.lane, trouble.moved_to, now)

    async def release(self, parcels: Sequence[Parcel]) -> None:
        """Free parcels that will not be carried by this worker after all."""
        async with self.storage.open_system() as system:
            for lease in {each.lease for each in parcels}:
                await system.outbox.release(lease)

    async def take_over(self) -> None:
        """Free what the sender before us still held; it sends no more."""
        async with self.storage.open_system() as system:
            await system.outbox.release_all()


async def digest_view(store: Store, digest_id: UUID, now: datetime) -> DigestView | None:
    """Read a digest and its lines."""
    try:
        digest = await store.digests.get(digest_id)
        chat = await store.chats.get(digest.chat_id)
    except NotFound:
        return None
    leads = await store.digests.leads_of(digest_id)
    hot = any(each.is_hot for each in leads)
    return DigestView(digest, chat, leads, not hot and chat.is_quiet_at(now))


def _taken_by_others(trouble: Undelivered) -> Undelivered:
    """Say that a group is out of reach, as a supergroup that receives others' leads."""
    lost = Unreachable.NOT_FOUND
    return Undelivered(trouble.reason, Trouble.UNREACHABLE, unreachable=lost)


def _outcome(parcel: Parcel, trouble: Undelivered, now: datetime) -> Outcome:
    """Give up what cannot help, and what has failed for a day; never what merely waits.

    A test is over with its first answer, whatever that is.
    """
    if parcel.kind == TEST:
        return Outcome.POSTPONED if trouble.passes else Outcome.DEAD
    failing = now - (parcel.failing_since or now)
    hopeless = trouble.permanent or (trouble.counts and failing >= ALERT_GIVE_UP_AFTER)
    return Outcome.DEAD if hopeless else Outcome.POSTPONED


def _wait(parcel: Parcel, trouble: Undelivered) -> timedelta:
    if trouble.retry_after is not None:
        return timedelta(seconds=trouble.retry_after)
    if not trouble.counts:
        return timedelta()
    return alert_delay(parcel.failures + 1)
