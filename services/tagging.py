"""What one may ask about tags: to see which there are, and to tag a lead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.caller import Caller
from domain.errors import NotFound
from domain.lead import Lead, LeadId
from domain.question import Asked
from domain.roles import Role
from domain.tags import MOST, Tag, Tags
from services.bell import Bell
from storage.database import Storage

OFFERED = 12


@dataclass(frozen=True, slots=True)
class Tagged:
    """What became of a tag; ``added`` is ``None`` where the lead had it already."""

    lead: Lead
    tag: Tag
    added: bool | None


@dataclass(frozen=True, slots=True)
class Tagging:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    outgoing: Bell

    async def choices(self, caller: Caller, lead_id: LeadId) -> tuple[Lead, Tags, Sequence[Tag]]:
        """Show the lead's tags, and those that the workspace uses most beside them."""
        caller.must_be(Role.AGENT)
        async with self.storage.look(caller) as store:
            lead = await store.leads.get(lead_id)
            tags = await store.tags.of_lead(lead_id)
            used = await store.tags.most_used(OFFERED + MOST)
        others = [each for each in used if not tags.has(each)]
        return lead, tags, others[: OFFERED - len(tags.all)]

    async def toggle(self, caller: Caller, lead_id: LeadId, code: int) -> Tagged:
        """Give the lead a tag that the workspace uses, or take it away."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            tags, tag = await store.tags.of_lead(lead_id), await store.tags.coded(code)
            if tag is None:
                raise NotFound
            change = tags.without(tag) if tags.has(tag) else tags.with_tag(tag)
            if change is not None:
                await store.keep(change, self.now())
        self.outgoing.ring()
        return Tagged(lead, tag, added=not tags.has(tag))

    async def answer(self, caller: Caller, chat_id: int, question: int, text: str) -> Tagged:
        """Give the lead that our question is about a tag in somebody's words."""
        caller.must_be(Role.AGENT)
        tag = Tag.read(text)
        async with self.storage.open(caller) as store:
            asked = await store.questions.find(chat_id, question)
            if asked is None or asked.asked is not Asked.TAG:
                raise NotFound
            lead = await store.leads.get(asked.lead_id)
            tag = await store.tags.coded(tag.code) or tag
            change = (await store.tags.of_lead(lead.id)).with_tag(tag)
            if change is not None:
                await store.keep(change, self.now())
        self.outgoing.ring()
        return Tagged(lead, tag, added=True if change else None)
