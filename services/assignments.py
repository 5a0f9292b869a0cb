"""What one may ask about who has a lead: to give it to somebody, by name or in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.assigning import Colleague, Way, chosen
from domain.caller import Caller
from domain.errors import LeadAlreadyTaken, LeadHeldByOther, NobodyElse, NotAnAgent
from domain.lead import Lead, LeadId
from domain.notice import Notice, NoticeKind
from domain.roles import Role
from services.bell import Bell
from services.moving import keep_move
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Assignments:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def candidates(
        self, caller: Caller, lead_id: LeadId
    ) -> tuple[Lead, Sequence[Colleague]]:
        """Show to whom the lead may be given, by name."""
        caller.must_be(Role.AGENT)
        async with self.storage.look(caller) as store:
            lead = await store.leads.get(lead_id)
            if lead.owner is not None and not lead.is_in_hands_of(caller):
                raise LeadHeldByOther(lead.owner.name)
            everybody = await store.turns.colleagues()
        return lead, [each for each in everybody if not lead.is_owned_by(each.member.id)]

    async def assign(self, caller: Caller, lead_id: LeadId, person_id: int, seen: int) -> Lead:
        """Give the lead to a member of at least agent, and tell them in private.

        ``seen`` is the version that the caller chose by: whoever was faster wins.
        Refuse with NotAnAgent whoever is not in the team, or only looks on.
        """
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await self._unchanged(store, lead_id, seen)
            everybody = await store.turns.colleagues()
            named = [each for each in everybody if each.member.person_id == person_id]
            if not named:
                raise NotAnAgent
            lead = await give(store, lead, named[0], caller, self.new_id, self.now())
        self.outgoing.ring()
        return lead

    async def assign_by(self, caller: Caller, lead_id: LeadId, way: Way, seen: int) -> Lead:
        """Give the lead to whose turn it is, or to who has the least to do."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await self._unchanged(store, lead_id, seen)
            await store.turns.hold()
            found = chosen(way, await store.turns.colleagues(), lead.owner)
            if found is None:
                raise NobodyElse
            lead = await give(store, lead, found, caller, self.new_id, self.now())
            await store.turns.given(found.member.id, self.now())
        self.outgoing.ring()
        return lead

    async def _unchanged(self, store: Store, lead_id: LeadId, seen: int) -> Lead:
        """Return the lead; whoever chose before it went to somebody reads who has it now."""
        lead = await store.leads.get(lead_id)
        if lead.version != seen and lead.owner is not None:
            raise LeadAlreadyTaken(lead.owner.name)
        return lead


async def give(
    store: Store,
    lead: Lead,
    to: Colleague,
    caller: Caller,
    new_id: Callable[[], UUID],
    now: datetime,
) -> Lead:
    """Give a lead to a member within a transaction, and tell them in private."""
    change = lead.assigned_to(to.as_owner, caller)
    became = await keep_move(store, lead, change, caller, now)
    if to.member.id != caller.member_id:
        details = {
            "number": str(lead.number),
            "who": lead.who,
            "by": caller.actor.name,
            "lead": lead.id.hex,
        }
        notice = Notice(new_id(), to.member.person_id, NoticeKind.LEAD_ASSIGNED, details)
        await store.tell([notice], f"assigned:{lead.id.hex}:{lead.version}", now)
    return became
