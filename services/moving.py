"""What goes with every move of a lead that somebody makes.

Each function works inside the transaction of whoever calls it.
"""

from datetime import datetime

from domain.caller import Caller
from domain.change import Change
from domain.errors import NotAnAgent, NothingToUndo
from domain.lead import CLOSED, Lead
from domain.reminder import REMINDED, REMINDER, Reminder
from domain.timer import Timer
from domain.undo import UNDO, WITHIN, Undo
from services import teaching
from storage.store import Store


async def keep_move(
    store: Store, before: Lead, change: Change[Lead], caller: Caller, now: datetime
) -> Lead:
    """Keep a move and what it teaches, and let its maker undo it for a while; return the lead.

    A reminder that has come was heeded; one of another owner, or of a lead that
    is closed, is nobody's.
    """
    after = await teaching.keep(store, before, change, caller.workspace_id, now)
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
    return after


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
        await store.deadlines.begin_again(lead.id, now)
    return change.thing


async def too_late_to_undo(store: Store, timer: Timer, now: datetime) -> None:
    """Take the button away."""
    await store.follow(timer.lead_id, now)
