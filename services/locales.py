"""What one may ask about languages and clocks: for oneself, and for a workspace."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.caller import Caller, Person
from domain.locale import Language, Wishes, checked_zone
from domain.roles import Role
from domain.team import HouseStyle
from services import summaries
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Locales:
    """Each method is one verb and one transaction; ``None`` leaves to others what is chosen.

    What people choose for themselves holds in every workspace, so it stands in no audit.
    """

    storage: Storage
    now: Callable[[], datetime]

    async def mine(self, person: Person) -> Wishes:
        """Return what the person chose."""
        async with self.storage.look_system() as system:
            known = await system.people.find(person.id)
        return known.wishes if known else Wishes()

    async def speak_to(self, person: Person, language: Language | None) -> Wishes:
        """Speak this language with the person."""
        return await self._wish(person, lambda wishes: replace(wishes, language=language))

    async def go_by_clock(self, person: Person, zone: str | None) -> Wishes:
        """Tell the person times by the clocks of this zone; refuse with Invalid."""
        known = zone and checked_zone(zone)
        return await self._wish(person, lambda wishes: replace(wishes, zone=known))

    async def _wish(self, person: Person, change: Callable[[Wishes], Wishes]) -> Wishes:
        async with self.storage.open_system() as system:
            await system.people.meet(person, self.now())
            known = await system.people.find(person.id)
            wishes = change(known.wishes if known else Wishes())
            await system.people.wish(person.id, wishes)
        return wishes

    async def of_workspace(self, caller: Caller) -> Wishes:
        """Return what the workspace chose."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.workspaces.wishes_of(caller.workspace_id)

    async def choose_language(self, caller: Caller, language: Language | None) -> Wishes:
        """Speak this language in the chats of the workspace, and with people who chose none."""
        return await self._choose(caller, lambda wishes: replace(wishes, language=language))

    async def choose_zone(self, caller: Caller, zone: str | None) -> Wishes:
        """Tell times in the workspace by the clocks of this zone; refuse with Invalid."""
        known = zone and checked_zone(zone)
        return await self._choose(caller, lambda wishes: replace(wishes, zone=known))

    async def _choose(self, caller: Caller, change: Callable[[Wishes], Wishes]) -> Wishes:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            await store.workspaces.hold(caller.workspace_id)
            wishes = change(await store.workspaces.wishes_of(caller.workspace_id))
            await restyle(store, wishes, self.now())
        return wishes


async def restyle(store: Store, wishes: Wishes, now: datetime) -> bool:
    """Let the workspace read so; tell whether that was new. Whoever calls holds the workspace."""
    before = await store.workspaces.wishes_of(store.workspace_id)
    changes = HouseStyle(store.workspace_id, before).becomes(wishes)
    await store.keep_all(changes, now)
    if wishes.zone != before.zone:
        await summaries.wind(store, wishes.zone, now)
    return bool(changes)
