"""What the gates and admins ask of the audit: to remember what was refused, and to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.audit import AuditLine, AuditPage, AuditSearch
from domain.caller import Caller, Visitor
from domain.events import ActionDenied
from domain.roles import Role
from services.doors import Doors
from storage.database import Storage
from storage.store import Store

LINES_SHOWN = 8
PEOPLE_SHOWN = 8
AT_ONCE = 200
MOST_SEARCHED = 5_000
NUMBER_DIGITS = 9
LAST_PLACE, LAST_PAGE = 2**53, 100_000
"""Whoever forges a button may name any number."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Lines that were found; ``more`` is set where further ones are, or may be."""

    lines: Sequence[AuditLine]
    more: bool
    stopped: AuditLine | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """Each method is one verb and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def denied(self, visitor: Visitor, action: str, reason: str) -> None:
        """Remember that somebody tried what they may not do, in the workspace it was about."""
        if visitor.workspace_id is None:
            return
        caller = visitor.caller or self.doors.house(visitor.workspace_id)
        who = "" if visitor.caller else f" (by Telegram user {visitor.person.id})"
        event = ActionDenied(visitor.workspace_id, action, reason + who)
        async with self.storage.open(caller) as store:
            await store.note_event(event, self.now())

    async def page(self, caller: Caller, search: AuditSearch, place: int = 0) -> AuditPage:
        """Return the newest lines (*place* 0), those before a line, or those after (negative).

        Text is looked for in a few thousand lines at a time; where the search
        stops, the page says so, and the next one goes on from there.
        """
        caller.must_be(Role.ADMIN)
        place = max(-LAST_PLACE, min(place, LAST_PLACE))
        async with self.storage.look(caller) as store:
            page = await _page(store, search, place)
            ids = {each.subject_id for each in page.lines}
            numbers = await store.audit.lead_numbers(ids)
            who = search.member_id
            member = await store.audit.name_of(who) if who else None
        return replace(page, numbers=numbers, member=member)

    async def people(self, caller: Caller, page: int) -> tuple[Sequence[tuple[UUID, str]], bool]:
        """Return one page of the members, by name, and whether another one follows."""
        caller.must_be(Role.ADMIN)
        page = max(0, min(page, LAST_PAGE))
        async with self.storage.look(caller) as store:
            found = await store.audit.people(page * PEOPLE_SHOWN, PEOPLE_SHOWN + 1)
        return found[:PEOPLE_SHOWN], len(found) > PEOPLE_SHOWN


async def _page(store: Store, search: AuditSearch, place: int) -> AuditPage:
    if place < 0:
        newer = await _collect(store, search, place)
        if newer.more or len(newer.lines) >= LINES_SHOWN:
            lines = newer.lines[::-1]
            # Where nothing was found on the way, the next page begins where the search stopped.
            last = newer.stopped or lines[0]
            older = lines[-1].id if lines else -place + 1
            return AuditPage(lines, {}, last.id if newer.more else None, older, _at(newer))
        place = 0
    older_ = await _collect(store, search, place)
    lines = older_.lines
    first = lines[0].id if lines else place - 1
    last_id = older_.stopped.id if older_.stopped else lines[-1].id if lines else 0
    return AuditPage(
        lines, {}, first if place else None, last_id if older_.more else None, _at(older_)
    )


def _at(found: _Found) -> datetime | None:
    return found.stopped.entry.at if found.stopped else None


async def _collect(store: Store, search: AuditSearch, place: int) -> _Found:
    """Collect a page of lines on the way from *place*, back in time or (negative) forth."""
    subject_id, wanted = None, search
    number = search.text.removeprefix("#")
    if search.text.startswith("#") and number.isascii() and number.isdecimal():
        subject_id = await store.audit.lead_numbered(int(number[:NUMBER_DIGITS]))
        wanted = replace(search, text="") if subject_id else search
    size = AT_ONCE if wanted.text else LINES_SHOWN + 1
    found: list[AuditLine] = []
    last: AuditLine | None = None
    for _ in range(MOST_SEARCHED // size):
        if place < 0:
            some = await store.audit.after(wanted, subject_id, -place, size)
        else:
            some = await store.audit.before(wanted, subject_id, place or None, size)
        found += [each for each in some if wanted.finds(each.entry)]
        if len(found) > LINES_SHOWN or len(some) < size:
            return _Found(found[:LINES_SHOWN], len(found) > LINES_SHOWN)
        last = some[-1]
        place = -last.id if place < 0 else last.id
    return _Found(found, more=True, stopped=last)
