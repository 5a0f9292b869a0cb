"""A lead and the few moves it knows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.caller import Caller, MemberId
from domain.change import Change
from domain.errors import LeadAlreadyTaken, LeadHeldByOther, MoveNotPossible
from domain.inbound import NewLead
from domain.lead_events import (
    LeadAssigned,
    LeadFoundSpam,
    LeadLetIn,
    LeadReleased,
    LeadReopened,
    LeadStatusChanged,
    LeadTaken,
)
from domain.repeats import AskedAgain, Repeat
from domain.roles import Role
from domain.scoring import USUAL, Temperature

LeadId = NewType("LeadId", UUID)


class Status(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    TAKEN = "taken"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
    SPAM = "spam"


IN_WORK = frozenset({Status.TAKEN, Status.CONTACTED, Status.QUALIFIED})
OPEN = frozenset({Status.NEW, *IN_WORK})
CLOSED = frozenset({Status.WON, Status.LOST, Status.SPAM})
# What somebody may move a lead to, beside Take, Release and Reopen, which have moves of their own.
MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.SPAM}),
    Status.TAKEN: frozenset({Status.CONTACTED, Status.QUALIFIED, *CLOSED}),
    Status.CONTACTED: frozenset({Status.QUALIFIED, *CLOSED}),
    Status.QUALIFIED: frozenset({Status.CONTACTED, *CLOSED}),
    Status.WON: frozenset(),
    Status.LOST: frozenset(),
    Status.SPAM: frozenset(),
}


class LostReason(StrEnum):
    """Why a lead was lost."""

    PRICE = "price"
    NO_ANSWER = "no answer"
    WENT_ELSEWHERE = "went elsewhere"
    NOT_A_FIT = "not a fit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Owner:
    """The member who has the lead."""

    id: MemberId
    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a member wrote about a lead."""

    id: UUID
    lead_id: LeadId
    author: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """One person who asked for something.

    ``number`` counts from 1 within the workspace; ``score`` is what the
    lead was given when it came; ``version`` grows with every stored change
    and decides races. Somebody must do something about it by ``respond_by``;
    it is ``overdue`` once everybody could see that nobody did. ``judged`` is
    the temperature by the thresholds of its workspace when it came; a lead is
    held since ``held_at`` if it looked like spam.
    """

    id: LeadId
    number: int
    contact: NewLead
    source_id: UUID
    source_name: str
    received_at: datetime
    status: Status = Status.NEW
    owner: Owner | None = None
    lost_reason: LostReason | None = None
    score: int = 0
    version: int = 1
    respond_by: datetime | None = None
    overdue: bool = False
    judged: Temperature | None = None
    held_at: datetime | None = None
    repeat: Repeat | None = None
    asked_again: AskedAgain | None = None

    @property
    def temperature(self) -> Temperature:
        """How promising the lead is, in one word."""
        return self.judged or USUAL.temperature(self.score)

    @property
    def is_held(self) -> bool:
        """Tell whether the lead looked like spam, and nobody let it in."""
        return self.held_at is not None

    @property
    def is_hot(self) -> bool:
        """Tell whether the lead should be seen before others."""
        return self.temperature is Temperature.HOT

    @property
    def who(self) -> str:
        """The first thing that names the person; empty if nothing does."""
        contact = self.contact
        return contact.name or contact.company or contact.email or contact.phone or ""

    def is_owned_by(self, member_id: MemberId | None) -> bool:
        """Tell whether this member has the lead."""
        return self.owner is not None and self.owner.id == member_id

    def is_in_hands_of(self, caller: Caller) -> bool:
        """Tell whether nobody owns the lead, or the caller does, or the caller is an admin."""
        free_or_own = self.owner is None or self.is_owned_by(caller.member_id)
        return free_or_own or caller.is_at_least(Role.ADMIN)

    def taken_by(self, caller: Caller) -> Change["Lead"]:
        """Give a new lead to the calling member; refuse with LeadAlreadyTaken otherwise."""
        owner = Owner(caller.required_member(), caller.actor.name)
        if self.owner is not None:
            raise LeadAlreadyTaken(self.owner.name, yourself=self.owner.id == owner.id)
        if self.status is not Status.NEW:
            raise MoveNotPossible(self.status, Status.TAKEN)
        taken = replace(self, status=Status.TAKEN, owner=owner)
        return Change(taken, LeadTaken(self.id, owner.name))

    def assigned_to(self, owner: Owner, caller: Caller) -> Change["Lead"]:
        """Give the lead to a member: one that is free or the caller's own, or any by an admin."""
        self._must_be_in_hands_of(caller)
        if self.owner is not None and self.owner.id == owner.id:
            raise LeadAlreadyTaken(owner.name, yourself=owner.id == caller.member_id)
        if self.status in CLOSED:
            raise MoveNotPossible(self.status, Status.TAKEN)
        status = Status.TAKEN if self.status is Status.NEW else self.status
        assigned = replace(self, status=status, owner=owner)
        was = self.owner.name if self.owner else None
        return Change(assigned, LeadAssigned(self.id, owner.name, was))

    def moved_to(
        self, status: Status, caller: Caller, reason: LostReason | None = None
    ) -> Change["Lead"]:
        """Bring the lead to *status*; refuse with MoveNotPossible or LeadHeldByOther."""
        self._must_be_in_hands_of(caller)
        if status not in MOVES[self.status]:
            raise MoveNotPossible(self.status, status)
        moved = replace(self, status=status, lost_reason=reason)
        return Change(moved, LeadStatusChanged(self.id, self.status, status, reason))

    def released(self, caller: Caller) -> Change["Lead"]:
        """Put a lead in work back for everybody."""
        self._must_be_in_hands_of(caller)
        if self.status not in IN_WORK or self.owner is None:
            raise MoveNotPossible(self.status, Status.NEW)
        free = replace(self, status=Status.NEW, owner=None)
        return Change(free, LeadReleased(self.id, self.owner.name))

    def reopened(self, caller: Caller, *, owner_left: bool = False) -> Change["Lead"]:
        """Bring a closed lead back: to its owner if it has one in the team, else to everybody."""
        if owner_left:
            return replace(self, owner=None).reopened(caller)
        self._must_be_in_hands_of(caller)
        if self.is_held:
            return self.let_in()
        back = Status.TAKEN if self.owner else Status.NEW
        if self.status not in CLOSED:
            raise MoveNotPossible(self.status, back)
        again = replace(self, status=back, lost_reason=None)
        return Change(again, LeadReopened(self.id, self.status, back))

    def let_in(self) -> Change["Lead"]:
        """Make a held lead the new lead that it is; refuse with MoveNotPossible otherwise."""
        self._must_be_held(Status.NEW)
        free = replace(self, status=Status.NEW, held_at=None)
        return Change(free, LeadLetIn(self.id, self.source_name))

    def found_spam(self) -> Change["Lead"]:
        """Say that a held lead is spam indeed; refuse with MoveNotPossible otherwise."""
        self._must_be_held(Status.SPAM)
        return Change(self, LeadFoundSpam(self.id))

    def _must_be_held(self, wanted: Status) -> None:
        if not self.is_held or self.status is not Status.SPAM:
            raise MoveNotPossible(self.status, wanted)

    def _must_be_in_hands_of(self, caller: Caller) -> None:
        """Refuse unless nobody owns the lead, or the caller does, or the caller is an admin."""
        if self.owner is not None and not self.is_in_hands_of(caller):
            raise LeadHeldByOther(self.owner.name)
