"""What one may ask about one's own language and clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.caller import Person
from domain.locale import Language, Wishes, checked_zone
from storage.database import Storage


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
