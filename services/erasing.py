"""Erasing: a lead goes with everything about its person, wherever it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.caller import Caller
from domain.erasing import ErasedCard, ErasedLead, ToErase, erased, is_about, names_of
from domain.export import Why
from domain.lead import Lead, LeadId
from domain.parcel import Parcel
from domain.repeats import keys_of
from domain.roles import Role
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.store import Store
from storage.system_store import SystemStore

OTHERS_SHOWN = 10

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Erasing:
    """Each verb is one role and one transaction; ``settle`` is a round."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    outgoing: Bell
    exporting: Bell

    async def look(self, caller: Caller, number: int) -> ToErase:
        """Show whom a lead is about before it is erased; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            lead = await store.leads.get(await store.leads.numbered(number))
            others: dict[int, Lead] = {}
            for key in keys_of(lead.contact):
                some = await store.erasing.leads_of(key, OTHERS_SHOWN + 1)
                others |= {each.number: each for each in some if each.id != lead.id}
        return ToErase(lead, [others[each] for each in sorted(others)][:OTHERS_SHOWN])

    async def erase(self, caller: Caller, lead_id: LeadId) -> ErasedLead:
        """Erase a lead and everything about its person; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            # Looked for beforehand, as that takes long where many events were accepted.
            events = await store.erasing.events_of([lead_id])
        async with self.storage.open_system() as system:
            gone = await erase_lead(system, system.of(caller), lead_id, events, self.now())
        self.outgoing.ring()
        self.exporting.ring()
        return gone

    # --- what carriers ask ----------------------------------------------------------------------

    async def card(self, parcel: Parcel) -> ErasedCard | None:
        """Return the message that is to say that its lead was erased; None if it does."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            return await store.erasing.card(parcel.subject_id)

    async def says_so(self, parcel: Parcel) -> None:
        """Remember that it does."""
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            await store.erasing.says_so(parcel.subject_id)

    # --- the round ------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Make one round: leave nothing of what was erased where the database file is free."""
        before = self.now()
        async with self.storage.look_system() as system:
            if not await system.unsettled.any():
                return
        if not await self.storage.scrub():
            log.warning("erasure_waits", reason="the database is busy")
            return
        async with self.storage.open_system() as system:
            await system.unsettled.settled(before, self.now())


async def erase_lead(
    system: SystemStore, store: Store, lead_id: LeadId, events: Sequence[int], now: datetime
) -> ErasedLead:
    """Erase one lead of the open workspace, with files that are being made and what failed."""
    lead = await store.leads.get(lead_id)
    lines = await store.audit.all_of(lead_id)
    change = erased(lead, lines, events, store.workspace_id)
    await store.keep(change, now)
    await end_exports(store, now)
    names = names_of(lead)
    await system.updates.forget_dead(lambda raw: is_about(raw, names))
    return change.thing


async def end_exports(store: Store, now: datetime) -> None:
    """Let no file arrive that may hold what was erased; whoever waits for one can ask again."""
    for export in await store.exports.under_way():
        if not (export.has_ended or export.all_sent):
            await store.keep(export.ended(Why.ERASED), now)
            await store.exports.set_due(export.id, now)
