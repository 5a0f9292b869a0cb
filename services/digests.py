"""What one may ask about digests: to turn their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.errors import NotFound
from domain.roles import Role
from services.deliveries import DigestView, digest_view
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Digests:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def turn(
        self, caller: Caller, digest_id: UUID, telegram_id: int, page: int
    ) -> DigestView:
        """Show another page of buttons under a digest of this chat; else NotFound."""
        caller.must_be(Role.VIEWER)
        async with self.storage.open(caller) as store:
            digest = await store.digests.get(digest_id)
            if digest.telegram_id != await store.chats.now_called(telegram_id):
                raise NotFound
            await store.digests.turn_to(digest_id, page)
            view = await digest_view(store, digest_id, self.now())
        if view is None:
            raise NotFound
        return view
