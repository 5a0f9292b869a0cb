"""What one may ask about many leads: to list them, to find some, and to see one by its number."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Caller
from domain.errors import NotFound
from domain.lead import Lead, LeadId
from domain.lead_view import LeadView
from domain.listing import PAGE, Cursor, Listing, Page, page_of
from domain.roles import Role
from domain.search import wanted
from services.bell import Bell
from services.leads import Opened, send_card, view_of
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list, and when it was read."""

    page: Page
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; by the *beginnings* of words where whole words were too few.

    Leads up to number ``not_indexed`` cannot be found by their words yet; *unread* says that
    nothing was typed that a lead could have.
    """

    page: Page
    at: datetime
    beginnings: bool = False
    not_indexed: int = 0
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    outgoing: Bell

    async def page(self, caller: Caller, listing: Listing, cursor: Cursor | None = None) -> Listed:
        """Show some leads of a list, from the cursor on or from its beginning."""
        caller.must_be(Role.AGENT if listing is Listing.MINE else Role.VIEWER)
        mine = caller.required_member() if listing is Listing.MINE else None
        async with self.storage.look(caller) as store:

            async def read(begin: Cursor | None) -> Sequence[Lead]:
                return await store.lists.some(listing, mine, begin, PAGE + 1)

            return Listed(await _page(read, cursor), self.now())

    async def find(
        self,
        caller: Caller,
        text: str,
        cursor: Cursor | None = None,
        *,
        beginnings: bool = False,
    ) -> Found:
        """Show leads that have what was typed, the newest first.

        Whole words are looked for first; if they fill no page, so are words that begin so,
        and one who turns the pages goes on with the *beginnings*.
        """
        caller.must_be(Role.VIEWER)
        asked = wanted(text)
        if asked.is_nothing:
            return Found(Page(()), self.now(), unread=True)
        async with self.storage.look(caller) as store:

            async def read(begin: Cursor | None) -> Sequence[Lead]:
                if not asked.terms:
                    return ()
                numbers = await store.finding.numbers(
                    asked.terms, begin, PAGE + 1, beginnings=beginnings
                )
                return await store.lists.numbered(numbers)

            page = await _page(read, cursor)
            short = cursor is None and len(page.leads) < PAGE
            if short and not beginnings and any(each.may_begin for each in asked.terms):
                beginnings = True
                page = await _page(read, cursor)
            if cursor is None and asked.number:
                page = await _with_number(store, page, asked.number)
            later = await store.finding.not_indexed()
        return Found(page, self.now(), beginnings, later)

    async def numbered(self, caller: Caller, number: int) -> LeadView:
        """Show the lead of a number; refuse with NotFound if there is none."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await view_of(store, await store.leads.numbered(number))

    async def show_numbered_in(
        self, caller: Caller, number: int, telegram_id: int, thread_id: int | None = None
    ) -> Opened:
        """Send the card of the lead of a number to a connected chat, as ``show_in`` does."""
        caller.must_be(Role.VIEWER)
        async with self.storage.open(caller) as store:
            lead_id = await store.leads.numbered(number)
            opened = await self._send(store, lead_id, telegram_id, thread_id)
        self.outgoing.ring()
        return opened

    async def show_in(
        self, caller: Caller, lead_id: LeadId, telegram_id: int, thread_id: int | None = None
    ) -> Opened:
        """Send a lead's card to a connected chat, whether or not it shows the lead already.

        It comes to the topic where somebody asks for it if that is connected, and is a copy
        that follows every change. Refuse with NotFound and ShownAlready.
        """
        caller.must_be(Role.VIEWER)
        async with self.storage.open(caller) as store:
            opened = await self._send(store, lead_id, telegram_id, thread_id)
        self.outgoing.ring()
        return opened

    async def _send(
        self, store: Store, lead_id: LeadId, telegram_id: int, thread_id: int | None
    ) -> Opened:
        lead = await store.leads.get(lead_id)
        here = await store.chats.now_called(telegram_id)
        chats = [each for each in await store.chats.to_choose_from() if each.telegram_id == here]
        # The topic itself if it is connected, else the group, else whatever of it is.
        chats.sort(key=lambda chat: (chat.thread_id != thread_id, chat.thread_id is not None))
        if not chats:
            raise NotFound
        copies = await store.posts.of_lead_in(lead_id, here)
        return await send_card(store, lead, copies, chats[0], self.now())


async def _page(
    read: Callable[[Cursor | None], Awaitable[Sequence[Lead]]], cursor: Cursor | None
) -> Page:
    """Read a page; what would leave one nearly empty begins at the beginning again."""
    leads = await read(cursor)
    short = len(leads) < PAGE if cursor and cursor.back else not leads
    if cursor and short:
        return page_of(await read(None), None)
    return page_of(leads, cursor)


async def _with_number(store: Store, page: Page, number: int) -> Page:
    """Put the lead of a number before all others."""
    first = await store.lists.numbered([number])
    others = [each for each in page.leads if each.number != number]
    return Page([*first, *others], page.before, page.after)
