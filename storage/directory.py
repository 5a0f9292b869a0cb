"""The directory at the doors: who is who, before it is known in which workspace.

Only ids come in and only what a door needs to make a Caller goes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.api_key import ApiKey
from domain.caller import PersonId, WorkspaceId
from domain.measure import Measure
from domain.question import Asked
from domain.roles import Role
from domain.sender import Sender
from domain.source import Source
from domain.team import Belonging, Member, Workspace
from storage.api_keys import ApiKeyRow, as_key
from storage.chats import ChatRow
from storage.measures import AllMeasures
from storage.members import InviteRow, MemberRow, as_member
from storage.posts import PostRow
from storage.questions import QuestionRow
from storage.scope import EVERYWHERE, QUIETLY
from storage.senders import SourceSenderRow, as_sender
from storage.sources import SourceRow, as_source
from storage.vault import Vault
from storage.workspaces import WorkspaceRow

WITH_SENDER = and_(
    SourceSenderRow.workspace_id == SourceRow.workspace_id, SourceSenderRow.id == SourceRow.id
)


@dataclass(frozen=True, slots=True)
class Found:
    """A source with its sender, the workspace that it belongs to, and whether that is to end.

    ``measures`` are what the workspace does about abuse of it.
    """

    workspace_id: WorkspaceId
    source: Source
    ending: bool = False
    sender: Sender | None = None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundKey:
    """An API key with the workspace that it belongs to."""

    workspace_id: WorkspaceId
    key: ApiKey


class Directory:
    """Looks up across workspaces; open to the doors only."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def source(self, source_id: UUID) -> Found | None:
        """Return the source and its workspace."""
        found = (
            select(SourceRow, WorkspaceRow.delete_at, SourceSenderRow)
            .join(WorkspaceRow, WorkspaceRow.id == SourceRow.workspace_id)
            .outerjoin(SourceSenderRow, WITH_SENDER)
            .where(SourceRow.id == source_id)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        row = rows.one_or_none()
        # One that nobody has costs as many looks, so that time tells nobody which there are.
        workspace_id = WorkspaceId(row[0].workspace_id if row else source_id)
        measures = await AllMeasures(self._session).of_source(workspace_id, source_id)
        if row is None:
            return None
        source, delete_at, sender = row
        return Found(
            workspace_id,
            as_source(source, self._vault),
            delete_at is not None,
            self._sender_in(sender),
            measures,
        )

    async def form(self, token: str) -> Found | None:
        """Return the form with this token and its workspace."""
        found = select(SourceRow.id).where(SourceRow.form_token == token)
        source_id = (await self._session.scalars(found, execution_options=EVERYWHERE)).first()
        return await self.source(source_id) if source_id else None

    async def sources(self) -> Sequence[Found]:
        """Return every source, a secret that cannot be opened as UNREADABLE."""
        every = (
            select(SourceRow, SourceSenderRow)
            .outerjoin(SourceSenderRow, WITH_SENDER)
            .order_by(SourceRow.workspace_id, SourceRow.name)
        )
        rows = await self._session.execute(every, execution_options=EVERYWHERE)
        return [
            Found(
                WorkspaceId(source.workspace_id),
                as_source(source, self._vault),
                sender=self._sender_in(sender),
            )
            for source, sender in rows
        ]

    def _sender_in(self, row: SourceSenderRow | None) -> Sender | None:
        return None if row is None else as_sender(row, self._vault)

    async def api_key(self, public_id: str) -> FoundKey | None:
        """Return the API key, revoked or not, and its workspace; none once that is erased.

        While a workspace is to be deleted its keys still count, as its members do: a program can
        fetch what it needs.
        """
        found = (
            select(ApiKeyRow)
            .join(WorkspaceRow, WorkspaceRow.id == ApiKeyRow.workspace_id)
            .where(ApiKeyRow.public_id == public_id, WorkspaceRow.erasing_since.is_(None))
        )
        row = (await self._session.scalars(found, execution_options=EVERYWHERE)).one_or_none()
        return FoundKey(WorkspaceId(row.workspace_id), as_key(row)) if row else None

    async def keys_used(self, moments: Mapping[str, datetime]) -> None:
        """Remember when API keys were last used, by the ids that are part of them."""
        for public_id, moment in sorted(moments.items()):
            used = update(ApiKeyRow).where(ApiKeyRow.public_id == public_id)
            await self._session.execute(
                used.values(last_used_at=moment), execution_options=QUIETLY
            )

    async def title_of_chat(self, telegram_id: int) -> str | None:
        """Return what a connected chat is called."""
        found = select(ChatRow.title).where(ChatRow.telegram_id == telegram_id).limit(1)
        return (await self._session.scalars(found, execution_options=EVERYWHERE)).first()

    async def workspace_of_chat(self, telegram_id: int) -> WorkspaceId | None:
        """Return the workspace that the chat, or a topic of it, is connected to.

        A group is known by the id it had before it became a supergroup, too.
        """
        here = or_(ChatRow.telegram_id == telegram_id, ChatRow.former_id == telegram_id)
        found = (
            select(ChatRow.workspace_id)
            .join(WorkspaceRow, WorkspaceRow.id == ChatRow.workspace_id)
            .where(here, WorkspaceRow.erasing_since.is_(None))
            .limit(1)
        )
        row = (await self._session.scalars(found, execution_options=EVERYWHERE)).first()
        return WorkspaceId(row) if row else None

    async def member(self, workspace_id: WorkspaceId, person_id: PersonId) -> Member | None:
        """Return the person's membership in the workspace."""
        found = (
            select(MemberRow)
            .join(WorkspaceRow, WorkspaceRow.id == MemberRow.workspace_id)
            .where(
                MemberRow.workspace_id == workspace_id,
                MemberRow.person_id == person_id,
                WorkspaceRow.erasing_since.is_(None),
            )
        )
        row = (await self._session.scalars(found, execution_options=EVERYWHERE)).one_or_none()
        return as_member(row) if row else None

    async def workspaces_of(self, person_id: PersonId) -> Sequence[Belonging]:
        """Return every workspace that the person is a member of, by name."""
        found = (
            select(WorkspaceRow, MemberRow.role)
            .join(MemberRow, MemberRow.workspace_id == WorkspaceRow.id)
            .where(MemberRow.person_id == person_id, WorkspaceRow.erasing_since.is_(None))
            .order_by(WorkspaceRow.name, WorkspaceRow.id)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [
            Belonging(Workspace(WorkspaceId(row.id), row.name), Role(role), row.delete_at)
            for row, role in rows
        ]

    async def with_menus(self) -> Sequence[tuple[WorkspaceId, int]]:
        """Return every private chat of a member and every connected chat, with its workspace."""
        members = select(MemberRow.workspace_id, MemberRow.person_id).where(
            MemberRow.left_at.is_(None)
        )
        chats = select(ChatRow.workspace_id, ChatRow.telegram_id).distinct()
        found = [
            *await self._session.execute(members, execution_options=EVERYWHERE),
            *await self._session.execute(chats, execution_options=EVERYWHERE),
        ]
        return [(WorkspaceId(workspace_id), telegram_id) for workspace_id, telegram_id in found]

    async def administers_something(self, person_id: PersonId) -> bool:
        """Tell whether the person is an admin of any workspace."""
        found = select(MemberRow.id).where(
            MemberRow.person_id == person_id, MemberRow.role >= Role.ADMIN
        )
        rows = await self._session.scalars(found.limit(1), execution_options=EVERYWHERE)
        return rows.first() is not None

    async def is_card(self, telegram_id: int, message_id: int) -> bool:
        """Tell whether the message is a lead's card."""
        found = select(PostRow.id).where(
            PostRow.telegram_id == telegram_id, PostRow.message_id == message_id
        )
        rows = await self._session.scalars(found.limit(1), execution_options=EVERYWHERE)
        return rows.first() is not None

    async def question(self, telegram_id: int, message_id: int) -> Asked | None:
        """Return what a message of ours asks for, if it asks anything."""
        found = select(QuestionRow.asked).where(
            QuestionRow.telegram_id == telegram_id, QuestionRow.message_id == message_id
        )
        rows = await self._session.scalars(found.limit(1), execution_options=EVERYWHERE)
        asked = rows.first()
        return Asked(asked) if asked else None

    async def workspace_inviting(self, code_hash: str) -> WorkspaceId | None:
        """Return the workspace that an invitation leads to, be it usable or not."""
        found = (
            select(InviteRow.workspace_id)
            .join(WorkspaceRow, WorkspaceRow.id == InviteRow.workspace_id)
            .where(InviteRow.code_hash == code_hash, WorkspaceRow.erasing_since.is_(None))
        )
        row = (await self._session.scalars(found, execution_options=EVERYWHERE)).one_or_none()
        return WorkspaceId(row) if row else None
