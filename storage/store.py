"""The shelves that are open during one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import Actor, Caller, MemberId
from domain.change import Change
from domain.chat import Chat, Post
from domain.events import ChatDisconnected, Event, LeadCreated, LeadEvent
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
from storage.scope import WORKSPACE
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

    async def _save(self, change: Change[Any], now: datetime) -> None:
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
            case Workspace():
                pass  # A new workspace was written before its shelves could be opened.
            case _:
                raise TypeError(f"no shelf for {type(change.thing).__name__}")

    def _author(self) -> UUID:
        if self._actor.id is None:
            raise TypeError("only a member writes notes")
        return self._actor.id

    async def _posts_of(self, events: Sequence[Event]) -> Sequence[Post]:
        """Return the cards that must follow these events; a new lead gets one in each chat."""
        changed = [each for each in events if isinstance(each, LeadEvent)]
        created = [each for each in changed if isinstance(each, LeadCreated)]
        chats = await self.chats.all() if created else []
        posts = [
            Post(self._tools.new_id(), event.subject_id, chat.id, chat.telegram_id)
            for event in created
            for chat in chats
        ]
        self.posts.add(posts)
        for event in changed:
            if not isinstance(event, LeadCreated):
                posts.extend(await self.posts.of_lead(event.subject_id))
        return posts


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
        self._session.sync_session.info[WORKSPACE] = caller.workspace_id
        return Store(self._session, self._tools, caller.actor)
