"""What is kept in one transaction: a change with its audit line, and all that must leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.api_key import ApiKey
from domain.caller import Actor, ActorKind, MemberId
from domain.canary import KEPT, Canary, CanaryCopy, CanaryRun
from domain.change import Change
from domain.chat import Chat, ChatState, Post, destinations
from domain.deletion import Deletion
from domain.endpoint import Endpoint
from domain.erasing import ErasedLead
from domain.events import (
    ChatConnected,
    ChatDisconnected,
    ChatMoved,
    ChatResumed,
    ChatTested,
    Event,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    MemberRoleChanged,
)
from domain.export import Export
from domain.incident import Incident
from domain.lead import Lead, LeadId, Note
from domain.lead_events import (
    LeadCreated,
    LeadDuplicateLinked,
    LeadErased,
    LeadEvent,
    LeadHeld,
    LeadLetIn,
)
from domain.mail_server import MailServer
from domain.measure import Measure
from domain.notice import Notice
from domain.parcel import NewParcel, Priority
from domain.quarantine import Forgotten, HeldLead
from domain.reminder import REMINDED, REMINDER, Reminder
from domain.repeats import AskedAgain
from domain.routing import (
    alerts_for,
    canary_for,
    card_asked_for,
    digest_for,
    digests_of,
    erased_for,
    menu_for,
    notices_for,
    reminder_for,
    test_for,
)
from domain.sender import Sender
from domain.sender_events import SenderRemoved
from domain.source import Source
from domain.spam import sender_keys
from domain.tags import Tags
from domain.team import HouseStyle, Invite, Member, Workspace
from domain.workspace_settings import WorkspaceSetting
from storage.reception import Received
from storage.shelves import Shelves, Tools


@dataclass(frozen=True, slots=True)
class NewCard:
    """A new lead's card for one chat, which has not left yet."""

    post: Post
    chat: Chat
    lead: Lead


class Store(Shelves):
    """The shelves of one workspace, and what is written on several of them at once.

    ``new_cards`` are those of the leads that began in it.
    """

    def __init__(self, session: AsyncSession, tools: Tools, actor: Actor) -> None:
        super().__init__(session, tools)
        self._actor = actor
        self.new_cards: list[NewCard] = []

    async def keep(self, change: Change[Any], now: datetime) -> None:
        """Write what the thing became, the audit line and every parcel: all or nothing."""
        await self.keep_all([change], now)

    async def keep_all(
        self, changes: Sequence[Change[Any]], now: datetime, known: Received | None = None
    ) -> None:
        """Keep several changes at once; what is *known* of the workspace is not read again."""
        settings = known.settings if known else None
        followed = await self.deadlines.follow(changes, now, settings)
        for change in followed.changes:
            await self._save(change, now)
            self.audit.add(change.event, self._actor, now)
        new = [each.thing for each in followed.changes if isinstance(each.event, LeadCreated)]
        await self.finding.add(new)
        parcels = await self._parcels_for(followed.changes, known)
        await self._session.flush()
        await self.deadlines.wind(followed)
        await self.outbox.put(parcels, now)
        hearing = known.hearing if known else None
        told = await self.announcing.tell(followed.changes, self._actor, now, hearing)
        self.outbox.wished += told

    async def tell(self, notices: Sequence[Notice], key: str, now: datetime) -> None:
        """Tell people something in private, each of them once for the same *key*."""
        new = await self.notices.add(notices, key, now)
        await self.outbox.put(notices_for(each for each in notices if each.id in new), now)

    async def asked_again(self, chains: Mapping[int, AskedAgain], now: datetime) -> None:
        """Let first requests, and their cards, know of their newest repeats."""
        await self.repeats.ask_again(chains)
        cards = await self.repeats.cards_of(list(chains))
        await self.outbox.put(alerts_for(cards), now)

    async def show_again(
        self, lead_id: UUID, chat: Chat, post: Post | None, now: datetime
    ) -> None:
        """Send the card of a lead to a chat in which somebody asked for it."""
        if post is None:
            post = self._post(lead_id, chat)
            self.posts.add([post])
            await self._session.flush()
        await self.outbox.put([card_asked_for(post)], now)

    async def remember(self, reminder: Reminder) -> None:
        """Write the reminder of a lead in the place of the one before, if any."""
        await self.timers.cancel(reminder.lead_id, REMINDER, REMINDED)
        timer = reminder.as_timer()
        if timer is not None:
            await self.timers.set(timer)

    async def follow(self, lead_id: UUID, now: datetime) -> None:
        """Let every copy of a card follow what happened around its lead."""
        await self.outbox.put(alerts_for(await self.posts.of_lead(lead_id)), now)

    async def remind(self, lead_id: UUID, now: datetime) -> None:
        """Say in each chat that shows the lead that its reminder has come."""
        newest: dict[int, Post] = {}
        for post in await self.posts.of_lead(lead_id):
            known = newest.setdefault(post.telegram_id, post)
            if (post.message_id or 0) > (known.message_id or 0):
                newest[post.telegram_id] = post
        await self.outbox.put([reminder_for(each) for each in newest.values()], now)

    async def give_cards(self, lead_ids: Sequence[UUID], now: datetime) -> None:
        """Give leads that have no card in any chat those that a new lead gets."""
        chats = await self.chats.all()
        parcels: list[NewParcel] = []
        for lead_id in await self.posts.without_copy(lead_ids):
            lead = await self.leads.get(LeadId(lead_id))
            parcels += self._new_cards(lead, chats)
        await self._session.flush()
        await self.outbox.put(parcels, now)

    async def send_again(self, post_id: UUID, now: datetime) -> None:
        """Let a copy leave that was forgotten."""
        post = await self.posts.find(post_id)
        if post:
            lead = await self.leads.get(LeadId(post.lead_id))
            priority = Priority.HOT if lead.is_hot else Priority.NEW
            await self.outbox.put(alerts_for([post], priority), now)

    async def send_digest_again(self, digest_id: UUID, now: datetime) -> None:
        """Let a digest leave that was forgotten."""
        digest = await self.digests.get(digest_id)
        await self.outbox.put([digest_for(digest, Priority.NEW)], now)

    async def begin_canary(self, canary: Canary, run: CanaryRun) -> None:
        """Write the next canary; the ones before that did not arrive are let go."""
        await self.outbox.drop(await self.canaries.missing_copies())
        await self.canaries.clear(run.began_at - KEPT)
        await self.canaries.save(canary)
        await self.canaries.add_run(run)

    async def send_out_canary(self, run_id: UUID, now: datetime) -> None:
        """Let a canary go to each active chat, as a lead's cards do."""
        run = await self.canaries.run(run_id)
        if run is None:
            return
        chats = [each for each in await self.chats.all() if each.state is ChatState.ACTIVE]
        copies = [CanaryCopy(self._tools.new_id(), run_id, chat.id) for chat in chats]
        await self.canaries.send_out(run, copies, now)
        parcels = [
            canary_for(copy.id, chat.telegram_id) for copy, chat in zip(copies, chats, strict=True)
        ]
        await self.outbox.put(parcels, now)

    async def note_event(self, event: Event, now: datetime) -> None:
        """Write an audit line for something that changed no thing, such as what was refused."""
        self.audit.add(event, self._actor, now)

    async def _save(self, change: Change[Any], now: datetime) -> None:  # noqa: C901, PLR0912, PLR0915 -- one table, a line a thing
        match change.thing:
            case Lead() as lead if isinstance(change.event, LeadCreated):
                self.leads.add(lead)
            case Lead() if isinstance(change.event, LeadDuplicateLinked):
                pass  # A lead is linked before it is written.
            case Forgotten() as forgotten:
                await self.quarantine.forget(forgotten.source_id)
            case HeldLead() as held:
                self.leads.add(held.lead)
                self.quarantine.add(held, now)
            case Lead() as lead:
                await self.leads.save(lead, now)
            case ErasedLead() as gone:
                await self._erase(gone, now)
            case Note() as note:
                await self._add_note(note)
            case Reminder() as reminder:
                await self.remember(reminder)
            case Tags() as tags:
                await self.tags.save(tags, now)
            case Source() as source:
                await self.sources.save(source)
            case Sender() as sender if isinstance(change.event, SenderRemoved):
                await self.senders.remove(sender.source_id)
            case Sender() as sender:
                await self.senders.save(sender)
            case ApiKey() as key:
                await self.api_keys.save(key)
            case Endpoint() as endpoint:
                await self.endpoints.save(endpoint)
            case MailServer() as server:
                await self.mail_servers.save(server)
            case Invite() as invite:
                await self.invites.save(invite)
            case Member() as member if isinstance(change.event, MemberJoined):
                await self.members.add(member)
            case Member() as member:
                await self.members.save(member)
            case Chat() as chat:
                await self._save_chat(chat, change.event, now)
            case Canary() as canary:
                await self._save_canary(canary)
            case HouseStyle() as style:
                await self.workspaces.wish(style.workspace_id, style.wishes)
            case Deletion() as deletion:
                await self.deletions.save(deletion)
            case Incident() as incident:
                await self.incidents.save(incident)
            case Measure() as measure:
                await self.measures.save(measure)
            case Export() as export:
                await self.exports.save(export)
            case Workspace() as workspace:
                await self.workspaces.add(workspace, now)
            case WorkspaceSetting() as setting:
                await self.settings.save(setting, now)
            case _:
                raise TypeError(f"no shelf for {type(change.thing).__name__}")

    async def _save_chat(self, chat: Chat, event: Event, now: datetime) -> None:
        if isinstance(event, ChatConnected):
            await self.chats.add(chat, now)
            await self.posts.adopt(chat)
        elif isinstance(event, ChatDisconnected):
            await self.outbox.drop(await self.posts.drop_unshown_of(chat))
            await self.chats.remove(chat)
            # The cards in a topic stay true while anything of its group is connected.
            for other in (await self.chats.in_telegram(chat.telegram_id))[:1]:
                await self.posts.adopt(other)
        else:
            await self.chats.save(chat)

    async def _save_canary(self, canary: Canary) -> None:
        if canary.minutes is None:
            await self.outbox.drop(await self.canaries.missing_copies())
        await self.canaries.save(canary)

    async def _erase(self, gone: ErasedLead, now: datetime) -> None:
        """Erase all that there is about a lead; digests go on without it."""
        contact = (await self.leads.get(gone.id)).contact
        posts = await self.posts.of_lead(gone.id)
        await self.erasing.erase(gone, sender_keys(contact), now)
        self.audit.empty(gone.lines)
        lines = [each for each in posts if each.digest_id is not None]
        await self.outbox.put(digests_of(lines), now)

    async def _add_note(self, note: Note) -> None:
        """Write a note; one by a program stands in the name of its key, by whoever made that."""
        by = self._actor
        if by.id is None:
            raise TypeError("only a member or a key writes notes")
        if by.kind is ActorKind.KEY:
            await self.notes.add(note, await self.api_keys.maker_of(by.id), written_as=by.name)
        else:
            await self.notes.add(note, MemberId(by.id))

    async def _parcels_for(  # noqa: C901 -- one table, a line an event
        self, changes: Sequence[Change[Any]], known: Received | None
    ) -> Sequence[NewParcel]:
        """Return what must leave because of these changes.

        A new lead gets a card in each chat that wants it; a chat that begins
        to receive gets one of each open lead that no chat shows, such as those
        that came before any chat. All cards of a lead follow its changes.
        """
        chats: Sequence[Chat] = known.chats if known else ()
        if known is None and any(
            isinstance(each.event, LeadCreated | LeadLetIn) for each in changes
        ):
            chats = await self.chats.to_choose_from()
        parcels: list[NewParcel] = []
        for change in changes:
            if isinstance(change.event, ChatConnected | ChatDisconnected | ChatMoved):
                parcels.append(menu_for(change.thing.telegram_id))
            match change.event:
                case LeadCreated() | LeadLetIn():
                    parcels += self._new_cards(change.thing, chats)
                case LeadHeld() | LeadDuplicateLinked():
                    continue
                case LeadErased():
                    cards = await self.erasing.cards_of(change.thing.number)
                    parcels += [erased_for(each, card) for each, card in cards]
                case LeadEvent():
                    posts = await self.posts.of_lead(change.event.subject_id)
                    parcels += alerts_for(posts)
                case ChatConnected() | ChatResumed():
                    parcels += await self._unseen_cards(change.thing)
                case ChatTested():
                    parcels += await self._test(change.thing)
                case MemberJoined() | MemberRoleChanged() | MemberRemoved() | MemberLeft():
                    parcels.append(menu_for(change.thing.person_id))
                case _:
                    continue
        return parcels

    async def _test(self, chat: Chat) -> Iterable[NewParcel]:
        test = test_for(chat)
        return () if await self.outbox.waits(test) else (test,)

    def _new_cards(self, lead: Lead, chats: Sequence[Chat]) -> Iterable[NewParcel]:
        wanting = destinations(chats, lead.source_id, lead.temperature)
        cards = [NewCard(self._post(lead.id, chat), chat, lead) for chat in wanting]
        posts = [each.post for each in cards]
        self.new_cards += cards
        self.posts.add(posts)
        return alerts_for(posts, Priority.HOT if lead.is_hot else Priority.NEW)

    async def _unseen_cards(self, chat: Chat) -> Iterable[NewParcel]:
        posts = [self._post(lead_id, chat) for lead_id in await self.posts.leads_unseen()]
        self.posts.add(posts)
        return alerts_for(posts)

    def _post(self, lead_id: UUID, chat: Chat) -> Post:
        return Post(self._tools.new_id(), lead_id, chat.id, chat.telegram_id)
