"""What goes with every move of a lead that somebody makes, and what its card shows of it.

Each function works inside the transaction of whoever calls it.
"""

from datetime import datetime

from domain.caller import Caller
from domain.change import Change
from domain.errors import NotAnAgent, NothingToUndo
from domain.handling import Handling
from domain.lead import CLOSED, Lead
from domain.reminder import REMINDED, REMINDER, Reminder
from domain.timer import Timer
from domain.undo import UNDO, WITHIN, Undo
from services import teaching
from storage.store import Store


async def keep_move(
    store: Store, before: Lead, change: Change[Lead], caller: Caller, now: datetime
) -> None:
    """Keep a move, which its maker may undo for a while.

    A reminder that has come was heeded; one of another owner, or of a lead that
    is closed, is nobody's.
    """
    await store.keep(change, now)
    await settle(store, before, change.thing, caller, now)


async def settle(store: Store, before: Lead, after: Lead, caller: Caller, now: datetime) -> None:
    """Let go of what a move made needless, and let its maker undo it for a while."""
    by = caller.member_id
    kept = after.owner == before.owner and after.status not in CLOSED
    gone = await store.timers.cancel(after.id, REMINDED, *(() if kept else (REMINDER,)))
    reminders = [Reminder.of(each) for each in gone if each.kind == REMINDER]
    if by is not None:
        undo = Undo(
            after.id,
            by,
            now + WITHIN,
            before.version + 1,
            before.status,
            before.owner,
            before.lost_reason,
            next(iter(reminders), None),
        )
        await store.timers.set(undo.as_timer())


async def undo_move(store: Store, lead: Lead, caller: Caller, now: datetime) -> Lead:
    """Bring back what was before the newest move, with the reminder that went then."""
    held = [each for each in await store.timers.of_lead(lead.id) if each.kind == UNDO]
    if not held:
        raise NothingToUndo
    undo = Undo.of(held[0])
    change = undo.undone(lead, caller, now)
    owner = change.thing.owner
    if owner is not None and owner != lead.owner:
        team = {each.member.id for each in await store.turns.colleagues()}
        if owner.id not in team:
            raise NotAnAgent
    await teaching.keep(store, lead, change, caller.workspace_id, now)
    await store.timers.cancel(lead.id, UNDO, REMINDED)
    if undo.reminder:
        await store.remember(undo.reminder)
    return change.thing


async def too_late_to_undo(store: Store, timer: Timer, now: datetime) -> None:
    """Take the button away."""
    await store.follow(timer.lead_id, now)


async def handling_of(store: Store, lead: Lead) -> Handling:
    """Read what the card shows beside the lead itself."""
    reminder, may_undo = None, False
    # Nothing was done with a lead of the first version, so there is nothing to look for.
    for timer in await store.timers.of_lead(lead.id) if lead.version > 1 else ():
        if timer.kind in {REMINDER, REMINDED} and Reminder.of(timer).concerns(lead):
            reminder = Reminder.of(timer)
        may_undo |= timer.kind == UNDO and Undo.of(timer).concerns(lead)
    tags = await store.tags.of_lead(lead.id)
    return Handling(reminder, tags.all, may_undo)
