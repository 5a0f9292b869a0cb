"""Held leads: what looks like spam waits here until somebody says what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.change import Change
from domain.events import SourceRuleForgotten
from domain.inbound import NewLead
from domain.lead import Lead
from domain.spam import DECIDED, MOST_LESSONS, Sign, Verdict

SAME_WORDS_WITHIN = timedelta(hours=24)
TELL_EVERY = timedelta(hours=1)
HOUSES_FROM = 2
"""Leads of one mail house that people called spam before its next one is held."""


class Ruling(StrEnum):
    """What somebody said about a held lead."""

    NOT_SPAM = "not spam"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class HeldLead:
    """A lead that came and is held, with the reasons."""

    lead: Lead
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """What intake knows of a source: its name, what it learned, whether senders are marked."""

    name: str
    lessons: Mapping[str, int]
    marked: bool


@dataclass(frozen=True, slots=True)
class Echo:
    """Somebody said something: *key* is the message, *sender* who it was."""

    source_id: UUID
    key: str
    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """What a source's rule about spam has learned from people."""

    source_id: UUID
    source_name: str
    lessons: Mapping[str, int]
    senders: int

    def __str__(self) -> str:
        learned = [f"{sign} {percent} %" for sign, percent in self.weakened()]
        return ", ".join([*learned, f"{self.senders} senders"])

    def weakened(self) -> Sequence[tuple[Sign, int]]:
        """Return each sign that was wrong, and the percent of its weight that is left."""
        known = [each for each in Sign if each not in DECIDED]
        found = [(each, min(self.lessons.get(each, 0), MOST_LESSONS)) for each in known]
        return [(sign, 100 >> times) for sign, times in found if times]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A source whose rule about spam begins anew; ``rule`` is what it had learned, if anything."""

    source_id: UUID
    source_name: str
    rule: Rule | None = None

    def now(self) -> Change["Forgotten"]:
        """Forget what was learned."""
        learned = str(self.rule) if self.rule else None
        return Change(self, SourceRuleForgotten(self.source_id, self.source_name, learned))


def sender_of(contact: NewLead, otherwise: UUID) -> str:
    """Return by what different senders are told apart."""
    return contact.email_key or contact.phone_key or str(otherwise)
