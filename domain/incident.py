"""Incidents: something unusual at a source, told once, ruled by people, and over at last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from domain.abuse import AGAIN, Amount, Trouble
from domain.abuse_events import IncidentOpened, IncidentRuled
from domain.change import Change
from domain.errors import DoneAlready, NotFound
from domain.measure import EVERYBODY, LASTS, AbuseResponse, Measure, Step, is_blockable, masked
from domain.traffic import is_sender

OVER_AFTER = timedelta(minutes=15)
STEP_AFTER = timedelta(minutes=5)
"""How long a milder step gets to help before the next one."""
FINE_FOR = timedelta(days=7)
GROWS_FOR = timedelta(minutes=10)
"""What is found within this time after the first sign is the same incident."""
KEPT = timedelta(days=30)

# A form is open to anybody, so what comes to it may be slowed down and held. What a source signs
# is its customer's own: only what repeats one sender is held, and nothing is turned away.
_OF_FORMS: Mapping[Trouble, tuple[Step, ...]] = MappingProxyType(
    {
        Trouble.HONEYPOT: (Step.SLOW,),
        Trouble.REPEATED: (Step.SLOW, Step.HOLD),
        Trouble.ONE_ADDRESS: (Step.SLOW, Step.HOLD),
        Trouble.MALFORMED: (Step.SLOW,),
        Trouble.HELD: (Step.SLOW,),
        Trouble.SPIKE: (Step.SLOW,),
    }
)
_OF_SIGNED: Mapping[Trouble, tuple[Step, ...]] = MappingProxyType({Trouble.REPEATED: (Step.HOLD,)})


class Ruling(StrEnum):
    """What people can do about an incident, each once."""

    BLOCKED = "blocked"
    PAUSED = "paused"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual that was just found; ``target`` is who stands out, if anybody does."""

    trouble: Trouble
    now: Amount
    usual: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Something unusual at one source.

    ``peak`` is the most there was within ten minutes, and ``usual`` what there is usually.
    """

    id: UUID
    source_id: UUID
    source_name: str
    trouble: Trouble
    opened_at: datetime
    seen_at: datetime
    peak: int
    usual: int
    target: str | None = None
    closed_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    stepped_at: datetime | None = None
    rulings: tuple[Ruling, ...] = ()
    fine_until: datetime | None = None

    def opened(self) -> Change["Incident"]:
        """Begin it."""
        event = IncidentOpened(self.id, self.source_name, self.trouble, self.peak, self.usual)
        return Change(self, event)

    def takes(self, found: Finding, now: datetime) -> bool:
        """Tell whether what is found belongs to this incident and is no new one."""
        if self.closed_at is not None or self.trouble.is_proven != found.trouble.is_proven:
            return False
        return found.trouble.rank >= self.trouble.rank or now - self.opened_at <= GROWS_FOR

    def grown(self, found: Finding, now: datetime) -> "Incident":
        """Return the incident with what was found just now; what says more names it."""
        says_more = found.trouble.rank < self.trouble.rank
        named = found if says_more or self.target is None else None
        return replace(
            self,
            trouble=found.trouble if says_more else self.trouble,
            target=named.target if named else self.target,
            peak=max(self.peak, found.now.ten, found.now.minute),
            seen_at=now,
        )

    def stepped(self, step: Step, now: datetime) -> "Incident":
        """Remember that the house has taken a step."""
        return replace(self, steps=(*self.steps, step), stepped_at=now)

    def ruled(self, ruling: Ruling, now: datetime, hours: int | None = None) -> Change["Incident"]:
        """Say what it is; refuse with DoneAlready what was said before, or after it was fine."""
        if ruling in self.rulings or Ruling.FINE in self.rulings:
            raise DoneAlready
        fine = ruling is Ruling.FINE
        new = replace(
            self,
            rulings=(*self.rulings, ruling),
            closed_at=(self.closed_at or now) if fine else self.closed_at,
            fine_until=now + FINE_FOR if fine else None,
        )
        target = masked(self.target) if hours and self.target else None
        event = IncidentRuled(self.id, self.source_name, self.trouble, ruling, target, hours)
        return Change(new, event)

    def block(self, measure_id: UUID, until: datetime, by: str) -> Measure:
        """Return the block of the address that stands out; refuse with NotFound if none does."""
        if self.target is None or not is_blockable(self.target):
            raise NotFound
        return Measure(measure_id, Step.BLOCK, self.target, until, incident_id=self.id, by=by)

    def measure(self, measure_id: UUID, step: Step, now: datetime) -> Measure:
        """Return what the house does by itself, against whoever stands out."""
        target = self.target
        if step is Step.SLOW and not is_blockable(target):
            target = None
        return Measure(measure_id, step, target or EVERYBODY, now + LASTS, self.source_id, self.id)

    @property
    def may_block(self) -> bool:
        """Whether there is an address that somebody may block, and nobody has."""
        return is_blockable(self.target) and not {*self.rulings} & {Ruling.BLOCKED, Ruling.FINE}

    @property
    def may_pause(self) -> bool:
        """Whether pausing the source would help, and nobody has done it.

        What nobody proved never gets in; pausing for it would only shut the customer out.
        """
        done = {*self.rulings} & {Ruling.PAUSED, Ruling.FINE} or Step.PAUSE in self.steps
        return self.trouble.is_proven and not done


def next_step(
    incident: Incident, response: AbuseResponse, now: datetime, *, is_form: bool
) -> Step | None:
    """Return what the house does next by itself: the mildest step untried, if any helps."""
    if Ruling.FINE in incident.rulings:
        return None
    if incident.stepped_at is not None and now - incident.stepped_at < STEP_AFTER:
        return None
    untried = (each for each in _ladder(incident, is_form=is_form) if each not in incident.steps)
    step = next(untried, None)
    return step if step and response.allows(step) else None


def _ladder(incident: Incident, *, is_form: bool) -> Iterable[Step]:
    known = _OF_FORMS if is_form else _OF_SIGNED
    steps = known.get(incident.trouble, ())
    # Many people send the words that a page puts into its form; a message alone holds nobody.
    only_words = incident.trouble is Trouble.REPEATED and not is_sender(incident.target or "")
    yield from (each for each in steps if not (only_words and each is Step.HOLD))
    if incident.trouble.is_proven and _lasts(incident):
        yield Step.PAUSE


def _lasts(incident: Incident) -> bool:
    """Tell whether it lasts: nobody's source is paused for one burst."""
    return incident.seen_at - incident.opened_at >= STEP_AFTER


def is_news(found: Finding, before: Iterable[Incident], now: datetime) -> bool:
    """Tell whether admins have to hear of this: not if they called as much fine within a week.

    What says more covers what says less: it was the same.
    """
    return all(
        max(found.now.ten, found.now.minute) >= AGAIN * each.peak
        for each in before
        if each.trouble.is_proven is found.trouble.is_proven
        and each.trouble.rank <= found.trouble.rank
        and each.fine_until
        and each.fine_until > now
    )
