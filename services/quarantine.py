"""What one may ask about held leads: to see them, to say what they are, and what was learned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.change import Change
from domain.lead import Lead, LeadId
from domain.notice import NoticeKind
from domain.quarantine import TELL_EVERY, Forgotten, HeldLead, Rule
from domain.roles import Role
from services import teaching, telling
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.quarantine import Untold

ON_PAGE = 5


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some of the leads that wait for a word, the newest first, and how many there are."""

    leads: Sequence[HeldLead]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; one that is empty is one."""
        return max(-(-self.count // ON_PAGE), 1)


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Each verb is one role and one transaction; admins hear of it by the house itself."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def page(self, caller: Caller, page: int = 0) -> HeldPage:
        """Show a page of what is held; past the end it is the last one."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            count = await store.quarantine.count()
            shown = HeldPage((), count, 0)
            number = min(max(page, 0), shown.pages - 1)
            leads = await store.quarantine.waiting(number * ON_PAGE, ON_PAGE)
        return HeldPage(leads, count, number)

    async def let_in(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Let a held lead in as the new lead that it is, and learn from it."""
        return await self._say(caller, lead_id, Lead.let_in)

    async def found_spam(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Say that a held lead is spam indeed, and know its sender from now on."""
        return await self._say(caller, lead_id, Lead.found_spam)

    async def _say(
        self, caller: Caller, lead_id: LeadId, move: Callable[[Lead], Change[Lead]]
    ) -> Lead:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            change = move(lead)
            became = await teaching.keep(store, lead, change, caller.workspace_id, self.now())
        self.outgoing.ring()
        return became

    async def rules(self, caller: Caller) -> Sequence[Rule]:
        """Show what each source has learned from people."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.quarantine.rules()

    async def forget(self, caller: Caller, source_id: UUID) -> None:
        """Let a source forget what it has learned; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            rules = await store.quarantine.rules()
            rule = next((each for each in rules if each.source_id == source_id), None)
            forgotten = Forgotten(source.id, source.name, rule)
            await store.keep(forgotten.now(), self.now())

    async def tell(self) -> None:
        """Make one round: admins hear of what is held, at most once an hour."""
        async with self.storage.look_system() as system:
            untold = await system.held.untold()
        for each in untold:
            if each.told_at is None or each.told_at <= self.now() - TELL_EVERY:
                await self._tell(each)

    async def _tell(self, untold: Untold) -> None:
        now = self.now()
        async with self.storage.open(self.doors.house(untold.workspace_id)) as store:
            # Of several rounds at once the first tells.
            if not await store.quarantine.told(now):
                return
            # A flood of them is an incident, of which they hear by itself.
            if await store.incidents.tell_of_held():
                return
            count = await store.quarantine.count()
            kind, details = NoticeKind.LEADS_HELD, {"held": str(count)}
            key = f"held:{now.isoformat()}"
            await telling.tell_admins(store, kind, details, key, now, self.new_id)
        self.outgoing.ring()
