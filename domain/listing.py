"""Lists of leads: which there are, and where a page of one begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.lead import IN_WORK, Lead, Status

PAGE = 8
"""Leads on one page of a list."""


class Listing(StrEnum):
    """A list of leads that somebody may ask for."""

    NEW = "new"
    HOT = "hot"
    MINE = "mine"
    WORK = "work"
    WON = "won"
    LOST = "lost"
    SPAM = "spam"
    ALL = "all"

    @classmethod
    def read(cls, typed: str | None) -> "Listing | None":
        """Return the list that somebody named; new leads if they named none."""
        word = (typed or cls.NEW).strip().lower()
        return next((each for each in cls if each == word), None)

    @property
    def statuses(self) -> Sequence[Status]:
        """The statuses whose leads it lists; none for leads of any status."""
        match self:
            case Listing.ALL:
                return ()
            case Listing.NEW | Listing.HOT:
                return (Status.NEW,)
            case Listing.MINE | Listing.WORK:
                return sorted(IN_WORK)
            case _:
                return (Status(self.value),)

    @property
    def oldest_first(self) -> bool:
        """Whether the lead that waits longest is on top: so it is with work that is mine."""
        return self is Listing.MINE


@dataclass(frozen=True, slots=True)
class Cursor:
    """The lead that a page comes after, or before when one turns *back*.

    A lead keeps its number and its score, so that a page begins where it should
    however many leads came meanwhile.
    """

    number: int
    score: int = 0
    back: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some leads of a list, and whether there are more on either side of them."""

    leads: Sequence[Lead]
    before: bool = False
    after: bool = False


def page_of(found: Sequence[Lead], cursor: Cursor | None, size: int = PAGE) -> Page:
    """Make a page of what was *found* from the cursor on, one more than fits if there is one."""
    more, leads = len(found) > size, list(found[:size])
    if cursor and cursor.back:
        return Page(leads[::-1], before=more, after=True)
    return Page(leads, before=cursor is not None, after=more)
