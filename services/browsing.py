"""What programs ask about many things: leads, what happened to one, and the audit, in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.audit import AuditLine, AuditSearch
from domain.caller import Caller
from domain.lead import LeadId
from domain.lead_filter import LeadFilter, Spot
from domain.roles import Role
from domain.search import wanted as read_words
from domain.tags import Tag
from storage.database import Storage
from storage.lead_pages import LeadsFound


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some leads with their tags, and after which one the next page comes, if there is one."""

    found: LeadsFound
    tags: Mapping[UUID, Sequence[Tag]]


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some lines of the audit, the newest first, and before which line the next page begins."""

    lines: Sequence[AuditLine]
    more: int | None = None


@dataclass(frozen=True, slots=True)
class Browsing:
    """Each method is one verb, one role and one transaction."""

    storage: Storage

    async def leads(
        self, caller: Caller, wanted: LeadFilter, after: Spot | None, count: int
    ) -> LeadPage:
        """Return some leads, the newest first."""
        caller.must_be(Role.VIEWER)
        words = read_words(wanted.text)
        async with self.storage.look(caller) as store:
            found = await store.lead_pages.page(wanted, words, after, count)
            tags = await store.tags.of_leads([each.id for each in found.leads])
        return LeadPage(found, tags)

    async def timeline(
        self, caller: Caller, lead_id: LeadId, before: int | None, count: int
    ) -> LinePage:
        """Return some of what happened to a lead, the newest first; refuse with NotFound."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            await store.leads.get(lead_id)
            lines = await store.audit.before(AuditSearch(), lead_id, before, count + 1)
        return _cut(lines, count)

    async def audit(
        self, caller: Caller, search: AuditSearch, before: int | None, count: int
    ) -> LinePage:
        """Return some lines of the audit, the newest first, whatever their text."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            lines = await store.audit.before(search, None, before, count + 1)
        return _cut(lines, count)


def _cut(lines: Sequence[AuditLine], count: int) -> LinePage:
    shown = lines[:count]
    return LinePage(shown, shown[-1].id if len(lines) > count else None)
