"""Requests of one person: a lead is linked to the first, by the same e-mail or phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.inbound import NewLead

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Which request of its person a lead is, and the number of the first."""

    first: int
    nth: int


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """How often the person of a lead asked again, and the number of the newest request."""

    times: int
    last: int


@dataclass(frozen=True, slots=True)
class Keeper:
    """The member who has an earlier request of the person in work, and its number."""

    member_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest lead that a person is known by; *requests* counts those of the chain so far."""

    number: int
    first: int
    requests: int
    received_at: datetime
    keeper: Keeper | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A lead that comes in now."""

    number: int
    keys: Sequence[Key]
    received_at: datetime


@dataclass(slots=True)
class Requests:
    """Links leads one after the other, so that it does not matter which came in together."""

    within: timedelta
    newest: dict[Key, Earlier] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def know(self, earlier: Iterable[tuple[Sequence[Key], Earlier]]) -> None:
        """Remember leads that came before, the oldest first."""
        for keys, each in earlier:
            self.counts[each.first] = max(self.counts.get(each.first, 1), each.requests)
            self.newest.update(dict.fromkeys(keys, each))

    def link(self, lead: Asking) -> tuple[Repeat, Keeper | None] | None:
        """Link a lead to the first request of its person; None if it is the first."""
        known = [self.newest[key] for key in lead.keys if key in self.newest]
        recent = [each for each in known if lead.received_at - each.received_at <= self.within]
        if not recent:
            self._remember(lead, Earlier(lead.number, lead.number, 1, lead.received_at))
            return None
        chain = min(recent, key=lambda each: each.first)
        keeper = next((each.keeper for each in [chain, *recent] if each.keeper), None)
        nth = self.counts[chain.first] + 1
        self._remember(lead, Earlier(lead.number, chain.first, nth, lead.received_at, keeper))
        return Repeat(chain.first, nth), keeper

    def _remember(self, lead: Asking, now: Earlier) -> None:
        self.counts[now.first] = now.requests
        # A lead that was held comes in late; what came after it stays the newest.
        for key in lead.keys:
            before = self.newest.get(key)
            if before is None or before.number < now.number:
                self.newest[key] = now
            elif before.keeper is None:
                self.newest[key] = replace(before, keeper=now.keeper)


def keys_of(contact: NewLead) -> Sequence[Key]:
    """Return by what the person of a lead is known."""
    found = (("e", contact.email_key), ("p", contact.phone_key))
    return [(kind, key) for kind, key in found if key]
