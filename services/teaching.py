"""What people's Spam and Not spam teach: of senders, and of reasons that were wrong."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.caller import WorkspaceId
from domain.change import Change
from domain.lead import Lead, Status
from domain.lead_events import LeadFoundSpam, LeadLetIn
from domain.quarantine import Ruling
from domain.repeats import AskedAgain, Asking, keys_of
from domain.screening import Screening
from domain.spam import lessons_after, sender_keys
from services.screening import link, linked
from storage.store import Store


async def keep(
    store: Store, was: Lead, change: Change[Lead], workspace_id: WorkspaceId, now: datetime
) -> Lead:
    """Keep what somebody did to a lead, and what it teaches; return what the lead became."""
    if isinstance(change.event, LeadLetIn):
        return await _let_in(store, change, workspace_id, now)
    became = change.thing
    await store.keep(change, now)
    if isinstance(change.event, LeadFoundSpam):
        await store.quarantine.rule(was.id, Ruling.SPAM)
    if became.status is Status.SPAM:
        await store.quarantine.mark(was.source_id, sender_keys(was.contact), now)
    elif was.status is Status.SPAM:
        await store.quarantine.unmark(was.source_id, sender_keys(was.contact))
    return became


async def _let_in(
    store: Store, change: Change[Lead], workspace_id: WorkspaceId, now: datetime
) -> Lead:
    """Make a held lead a new one: linked and shown like any other, and a lesson for its source."""
    lead = change.thing
    await store.workspaces.hold(workspace_id)
    screening = Screening.of(await store.settings.all())
    asking = Asking(lead.number, keys_of(lead.contact), lead.received_at)
    links = await link(store, screening, [asking])
    repeat = links.repeats.get(lead.number)
    lead = replace(lead, repeat=repeat)
    changes: list[Change[Any]] = [replace(change, thing=lead)]
    if repeat:
        changes.append(linked(lead, repeat))
    await store.keep_all(changes, now)
    chains = {repeat.first: AskedAgain(repeat.nth - 1, lead.number)} if repeat else {}
    await store.asked_again(chains, now)
    await _learn(store, lead)
    return lead


async def _learn(store: Store, lead: Lead) -> None:
    """Let the reasons that were wrong weigh less for the source, and trust the sender."""
    await store.quarantine.rule(lead.id, Ruling.NOT_SPAM)
    wrong = (await store.quarantine.verdict_on(lead.id)).reasons
    lessons = await store.quarantine.lessons_of(lead.source_id)
    await store.quarantine.learn(lead.source_id, lessons_after(lessons, wrong))
    await store.quarantine.unmark(lead.source_id, sender_keys(lead.contact))
