"""A lead as its card shows it: the lead, and all that there is beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.lead import Lead, Note
from domain.reminder import Reminder
from domain.tags import Tag


@dataclass(frozen=True, slots=True)
class LeadView:
    """What a card shows; nothing but the lead itself changes the lead's version.

    ``notes`` are the newest of ``note_count``; ``keeper`` has an earlier lead of the same
    person in work, and ``may_undo`` says that somebody can still take back what they did.
    """

    lead: Lead
    notes: Sequence[Note] = ()
    note_count: int = 0
    reminder: Reminder | None = None
    tags: tuple[Tag, ...] = ()
    may_undo: bool = False
    keeper: str | None = None
