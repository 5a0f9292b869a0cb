"""What a team does with a lead beside moving it, as its card shows it."""

from dataclasses import dataclass

from domain.reminder import Reminder
from domain.tags import Tag


@dataclass(frozen=True, slots=True)
class Handling:
    """What there is beside the lead itself; none of it changes the lead's version."""

    reminder: Reminder | None = None
    tags: tuple[Tag, ...] = ()
    may_undo: bool = False


UNTOUCHED = Handling()
