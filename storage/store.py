"""The shelves that are open during one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import Actor, Caller, MemberId
from domain.change import Change
from domain.chat import Chat, Post
from domain.events import ChatConnected, ChatDisconnected, Event, LeadCreated, LeadEvent
from domain.lead import Lead, Note
from domain.routing import alerts_for
from domain.source import Source
from domain.team import Invite, Member, Workspace
from storage.audit import Audit
from storage.chats import Chats, Posts
from storage.directory import Directory
from storage.inbox import Inbox
from storage.leads import Leads, Notes
from storage.members import Invites, Members
from storage.outbox import Outbox
from storage.scope import ScopedSession
from storage.sources import Sources
from storage.updates import Updates
from storage.vault import Vault
from storage.workspaces import People, Workspaces


@dataclass(frozen=True, slots=True)
class Tools:
    """What shelves need beside the session: the vault and new ids."""

    vault: Vault
    new_id: Callable[[], UUID]


class Store:
    """The shelves of one workspace, open for one transaction."""

    def __init__(self, session: AsyncSession, tools: Tools, actor: Actor) -> None:
        self._session = session
        self._tools = tools
        self._actor = actor
        self.workspaces = Workspaces(session)
        self.leads = Leads(session)
        self.notes = Notes(session)
        self.members = Members(session)
        self.invites = Invites(session)
        self.chats = Chats(session)
        self.posts = Posts(session)
        self.sources = Sources(session, tools.vault)
        self.audit = Audit(session)
        self.outbox = Outbox(session)

    async def keep(self, change: Change[Any], now: datetime) -> None:
        """Write what the thing became, the audit line and every parcel: all or nothing."""
        await self.keep_all([change], now)

    async def keep_all(self, changes: Sequence[Change[Any]], now: datetime) -> None:
        """Keep several changes at once."""
        for change in changes:
            await self._save(change, now)
            self.audit.add(change.event, self._actor, now)
        posts = await self._posts_of([change.event for change in changes])
        await self._session.flush()
        await self.outbox.put(alerts_for(posts), now)

    async def note_denied(self, event: Event, now: datetime) -> None:
        """Write an audit line for something that was refused and changed nothing."""
        self.audit.add(event, self._actor, now)
        await self._session.flush()

    async def _save(self, change: Change[Any], now: datetime) -> None:  # noqa: C901 -- one table, a line a thing
        match change.thing:
            case Lead() as lead if isinstance(change.event, LeadCreated):
                self.leads.add(lead)
            case Lead() as lead:
                await self.leads.save(lead)
            case Note() as note:
                await self.notes.add(note, MemberId(self._author()))
            case Source() as source:
                await self.sources.save(source)
            case Invite() as invite:
                await self.invites.save(invite)
            case Member() as member:
                await self.members.add(member)
            case Chat() as chat if isinstance(change.event, ChatDisconnected):
                await self.chats.remove(chat)
            case Chat() as chat:
                await self.chats.add(chat, now)
            case Workspace() as workspace:
                await self.workspaces.add(workspace, now)
            case _:
                raise TypeError(f"no shelf for {type(change.thing).__name__}")

    def _author(self) -> UUID:
        if self._actor.id is None:
            raise TypeError("only a member writes notes")
        return self._actor.id

    async def _posts_of(self, events: Sequence[Event]) -> Sequence[Post]:
        """Return the cards that must follow these events.

        A new lead gets one in each chat; a new chat gets one of each open
        lead that no chat shows, such as those that came before any chat.
        """
        chats = {chat.id: chat for chat in await self.chats.all()} if _spread(events) else {}
        new: list[Post] = []
        known: list[Post] = []
        for event in events:
            match event:
                case LeadCreated():
                    new += [self._post(event.subject_id, chat) for chat in chats.values()]
                case LeadEvent():
                    known += await self.posts.of_lead(event.subject_id)
                case ChatConnected():
                    chat, unseen = chats[event.subject_id], await self.posts.leads_unseen()
                    new += [self._post(lead_id, chat) for lead_id in unseen]
                case _:
                    continue
        self.posts.add(new)
        return [*new, *known]

    def _post(self, lead_id: UUID, chat: Chat) -> Post:
        return Post(self._tools.new_id(), lead_id, chat.id, chat.telegram_id)


def _spread(events: Sequence[Event]) -> bool:
    """Tell whether any of the events leads to cards that were not there before."""
    return any(isinstance(each, LeadCreated | ChatConnected) for each in events)


class SystemStore:
    """What belongs to no single workspace, open for one transaction."""

    def __init__(self, session: AsyncSession, tools: Tools) -> None:
        self._session = session
        self._tools = tools
        self.directory = Directory(session, tools.vault)
        self.workspaces = Workspaces(session)
        self.people = People(session)
        self.inbox = Inbox(session)
        self.outbox = Outbox(session)
        self.updates = Updates(session)

    def of(self, caller: Caller) -> Store:
        """Open the shelves of the caller's workspace within this transaction."""
        cast("ScopedSession", self._session.sync_session).turn_to(caller.workspace_id)
        return Store(self._session, self._tools, caller.actor)
