"""The reception: all that has to be known before leads are made, asked in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Chat
from domain.locale import Wishes
from domain.quarantine import Desk
from domain.workspace_settings import WorkspaceSettings
from storage.announcing import Hearer, as_hearer, hearers
from storage.at_once import Question
from storage.chats import as_chat, steady
from storage.quarantine import as_desk, desks
from storage.scope import ask
from storage.workspace_settings import as_settings, chosen
from storage.workspaces import NUMBERED, as_wishes


@dataclass(frozen=True, slots=True)
class Received:
    """What a workspace knows when leads come in: numbers, wishes, sources, chats and endpoints.

    The chats stay as they are until what is for them is written.
    """

    numbers: range
    wishes: Wishes
    settings: WorkspaceSettings
    desks: Mapping[UUID, Desk]
    chats: Sequence[Chat]
    hearing: Sequence[Hearer]


class Reception:
    """Receives leads in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def receive(self, count: int) -> Received:
        """Take the next *count* lead numbers of the workspace; look at the rest in the same go."""
        numbered, settings, sources, chats, endpoints = await ask(
            self._session,
            Question(NUMBERED, [{"more": count}]),
            Question(chosen(), [{}]),
            Question(desks(), [{}]),
            Question(steady(), [{}]),
            Question(hearers(), [{}]),
        )
        last, language, zone = numbered[0]
        return Received(
            range(last - count + 1, last + 1),
            as_wishes(language, zone),
            as_settings(settings),
            {row.id: as_desk(row) for row in sources},
            [as_chat(row) for row in chats],
            [as_hearer(row) for row in endpoints],
        )
