"""What goes with every move of a lead that somebody makes, and what its card shows of it.

Each function works inside the transaction of whoever calls it.
"""

from datetime import datetime

from domain.change import Change
from domain.handling import Handling
from domain.lead import CLOSED, Lead
from domain.reminder import REMINDED, REMINDER, Reminder
from storage.store import Store


async def keep_move(store: Store, before: Lead, change: Change[Lead], now: datetime) -> None:
    """Keep a move; a reminder that has come was heeded, one of another owner is nobody's."""
    await store.keep(change, now)
    await settle_reminders(store, before, change.thing)


async def settle_reminders(store: Store, before: Lead, after: Lead) -> None:
    """Let go of reminders that a move made needless."""
    kept = after.owner == before.owner and after.status not in CLOSED
    await store.timers.cancel(after.id, REMINDED, *(() if kept else (REMINDER,)))


async def handling_of(store: Store, lead: Lead) -> Handling:
    """Read what the card shows beside the lead itself."""
    reminder = None
    for timer in await store.timers.of_lead(lead.id):
        if timer.kind in {REMINDER, REMINDED} and Reminder.of(timer).concerns(lead):
            reminder = Reminder.of(timer)
    return Handling(reminder, (await store.tags.of_lead(lead.id)).all)
