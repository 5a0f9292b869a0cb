"""What one may ask of the installation: to run it, and to begin a workspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from domain.caller import MemberId, Person, Visitor, WorkspaceId
from domain.change import Change
from domain.errors import CodeNotValid, NotFound, NotOperator, TooMany
from domain.events import MemberJoined, WorkspaceCreated
from domain.roles import Role
from domain.routing import menu_for
from domain.team import MOST_WORKSPACES, Belonging, Member, Workspace, checked_name
from services.doors import Doors
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Workspaces:
    """Each method is one verb and one transaction.

    ``setup_code`` makes the first person who sends it the operator;
    ``open_signup`` lets anybody begin a workspace.
    """

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    setup_code: str
    open_signup: bool

    async def meet(self, person: Person) -> None:
        """Remember a person who began to talk to the bot."""
        async with self.storage.open_system() as system:
            await system.people.meet(person, self.now())

    async def need_an_operator(self) -> bool:
        """Tell whether nobody runs this installation yet."""
        async with self.storage.look_system() as system:
            return not await system.people.there_is_an_operator()

    def is_setup_code(self, code: str) -> bool:
        """Tell, in constant time, whether this is the set-up code."""
        return compare_digest(code.encode(), self.setup_code.encode())

    async def become_operator(self, person: Person, code: str) -> None:
        """Make the first person with the set-up code the operator; else CodeNotValid."""
        if not self.is_setup_code(code):
            raise CodeNotValid
        async with self.storage.open_system() as system:
            if await system.people.there_is_an_operator():
                raise CodeNotValid
            await system.people.meet(person, self.now())
            await system.people.make_operator(person.id)

    def may_create(self, visitor: Visitor) -> bool:
        """Tell whether this person may begin a workspace."""
        return visitor.operator or self.open_signup

    async def create(self, visitor: Visitor, name: str) -> Workspace:
        """Begin a workspace with this person as its owner; refuse with NotOperator."""
        if not self.may_create(visitor):
            raise NotOperator
        now = self.now()
        workspace = Workspace(WorkspaceId(self.new_id()), checked_name(name))
        person = visitor.person
        owner = Member(MemberId(self.new_id()), person.id, person.name, Role.OWNER)
        async with self.storage.open_system() as system:
            await system.people.meet(person, now)
            await system.people.hold(person.id)
            mine = await system.directory.workspaces_of(person.id)
            if sum(each.role is Role.OWNER for each in mine) >= MOST_WORKSPACES:
                raise TooMany(MOST_WORKSPACES)
            await system.people.turn_to(person.id, workspace.id)
            store = system.of(self.doors.joining(workspace.id, owner))
            created = WorkspaceCreated(workspace.id, workspace.name)
            await store.keep(Change(workspace, created), now)
            joined = MemberJoined(owner.id, owner.name, owner.role.word)
            await store.keep(Change(owner, joined), now)
        return workspace

    async def mine(self, visitor: Visitor) -> Sequence[Belonging]:
        """Return every workspace that this person is a member of."""
        async with self.storage.look_system() as system:
            return await system.directory.workspaces_of(visitor.person.id)

    async def turn_to(self, visitor: Visitor, workspace_id: UUID) -> Belonging:
        """Make a workspace of this person's the one they talk about in private, or NotFound."""
        async with self.storage.open_system() as system:
            mine = await system.directory.workspaces_of(visitor.person.id)
            chosen = next((each for each in mine if each.workspace.id == workspace_id), None)
            if chosen is None:
                raise NotFound
            await system.people.turn_to(visitor.person.id, chosen.workspace.id)
            store = system.of(self.doors.house(chosen.workspace.id))
            await store.outbox.put([menu_for(visitor.person.id)], self.now())
        return chosen

    async def name_of(self, workspace_id: WorkspaceId) -> str:
        """Return the workspace's name."""
        async with self.storage.look_system() as system:
            return await system.workspaces.name_of(workspace_id)
