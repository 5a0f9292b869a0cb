"""Erasing by whoever runs the house: one lead, or all that one workspace has of a person."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Caller, WorkspaceId
from domain.erasing import ErasedLead
from domain.errors import NotFound
from domain.events import Event
from domain.lead import Lead
from domain.lead_events import UnfinishedErased
from domain.repeats import Key
from services.doors import Doors
from services.erasing import erase_lead
from storage.database import Storage

MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be erased; leads up to ``unread`` cannot be found by their person yet."""

    leads: Sequence[Lead]
    unfinished: Sequence[int] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Erasures:
    """Erases leads one after the other, each in a transaction of its own."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def numbered(self, workspace_id: WorkspaceId, number: int) -> Meant:
        """Return the lead of this number, or none."""
        async with self.storage.look(self.doors.house(workspace_id)) as store:
            try:
                lead_id = await store.leads.numbered(number)
            except NotFound:
                return Meant(())
            return Meant([await store.leads.get(lead_id)])

    async def of_person(self, workspace_id: WorkspaceId, keys: Sequence[Key]) -> Meant:
        """Return what there is of a person who is known by any of these."""
        leads: dict[int, Lead] = {}
        unfinished: set[int] = set()
        async with self.storage.look(self.doors.house(workspace_id)) as store:
            unread = await store.finding.not_indexed()
            for key in keys:
                some = await store.erasing.leads_of(key, MOST_AT_ONCE)
                leads |= {each.number: each for each in some}
                unfinished |= {each.id for each in await store.erasing.unfinished_of(key)}
        return Meant([leads[each] for each in sorted(leads)], sorted(unfinished), unread)

    async def erase(self, workspace_id: WorkspaceId, meant: Meant) -> AsyncIterator[ErasedLead]:
        """Erase it, and yield each lead that is gone."""
        house = self.doors.house(workspace_id)
        async with self.storage.look(house) as store:
            events = await store.erasing.events_of([each.id for each in meant.leads])
        for lead in meant.leads:
            async with self.storage.open_system() as system:
                store = system.of(house)
                own = await store.erasing.made_of(lead.id, events)
                gone = await erase_lead(system, store, lead.id, own, self.now())
            yield gone
        if meant.unfinished:
            event = UnfinishedErased(workspace_id, len(meant.unfinished))
            await self._forget(house, meant.unfinished, event)

    async def finish(self) -> bool:
        """Leave nothing where the database file is free; tell whether that is so."""
        before = self.now()
        done = await self.storage.scrub(whole=True)
        if done:
            async with self.storage.open_system() as system:
                await system.unsettled.settled(before, self.now())
        return done

    async def _forget(self, house: Caller, unfinished: Sequence[int], event: Event) -> None:
        async with self.storage.open(house) as store:
            await store.erasing.forget_unfinished(unfinished)
            await store.note_event(event, self.now())
