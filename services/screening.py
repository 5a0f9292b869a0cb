"""Screens what comes in: how hot it is, whether it looks like spam, who asked before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from domain.change import Change
from domain.inbound import NewLead
from domain.lead import Lead, LeadId, Status
from domain.lead_events import LeadCreated, LeadDuplicateLinked, LeadHeld
from domain.notice import Notice, NoticeKind
from domain.quarantine import SAME_WORDS_WITHIN, Desk, Echo, HeldLead, sender_of
from domain.repeats import AskedAgain, Asking, Keeper, Repeat, Requests, keys_of
from domain.scoring import score
from domain.screening import OFF, Screening
from domain.spam import Reason, Surroundings, Verdict, message_key, sender_keys, signs, verdict
from storage.inbox import Waiting
from storage.quarantine import MOST_ECHOES
from storage.reception import Received
from storage.store import Store

NewId = Callable[[], UUID]
TELL_KEEPER_EVERY = "%Y-%m-%dT%H"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that comes in now, as it was accepted, with what speaks against it by itself."""

    event: Waiting
    number: int
    contact: NewLead
    own: Sequence[Reason]
    words: str | None

    @classmethod
    def of(cls, event: Waiting, number: int, screening: Screening) -> "Arrival":
        """Read an accepted event; what is not suspicious needs no look at its words."""
        contact = NewLead.model_validate_json(event.lead)
        own = signs(contact) if screening.spam_check else ()
        return cls(event, number, contact, own, message_key(contact) if own else None)


@dataclass(slots=True)
class Links:
    """Who asked before: each repeat by its number, chains as they stand, and who is to be told."""

    repeats: dict[int, Repeat] = field(default_factory=dict)
    chains: dict[int, AskedAgain] = field(default_factory=dict)
    keepers: dict[int, Keeper] = field(default_factory=dict)


async def screen(
    store: Store,
    screening: Screening,
    known: Received,
    arrivals: Sequence[Arrival],
    new_id: NewId,
    now: datetime,
) -> Sequence[UUID]:
    """Keep the leads: those that look like spam are held, the others linked and shown.

    Return the source of each that is held.
    """
    desks = known.desks
    verdicts = await _verdicts(store, desks, arrivals, new_id, now) if screening.spam_check else {}
    through = [each for each in arrivals if each.number not in verdicts]
    asking = [
        Asking(each.number, keys_of(each.contact), each.event.received_at) for each in through
    ]
    links = await link(store, screening, asking)
    ours = {each.number for each in through}
    changes: list[Change[Any]] = []
    for each in arrivals:
        lead = _lead(each, desks[each.event.source_id].name, screening, links)
        if each.number in verdicts:
            changes.append(_held(lead, verdicts[each.number], now))
            continue
        changes.append(Change(lead, LeadCreated(lead.id, lead.source_name)))
        if lead.repeat:
            changes.append(linked(lead, lead.repeat))
    await store.keep_all(changes, now, known)
    await store.asked_again(
        {first: each for first, each in links.chains.items() if first not in ours}, now
    )
    await tell_keepers(store, links, {each.number: each.contact for each in through}, new_id, now)
    return [each.event.source_id for each in arrivals if each.number in verdicts]


def _lead(
    arrival: Arrival, source_name: str, screening: Screening, links: Links | None = None
) -> Lead:
    event, contact, number = arrival.event, arrival.contact, arrival.number
    found = score(contact, screening.thresholds)
    return Lead(
        id=LeadId(event.lead_id),
        number=number,
        contact=contact,
        source_id=event.source_id,
        source_name=source_name,
        received_at=event.received_at,
        score=found.points,
        judged=found.temperature,
        repeat=links.repeats.get(number) if links else None,
        asked_again=links.chains.get(number) if links else None,
    )


def _held(lead: Lead, found: Verdict, now: datetime) -> Change[HeldLead]:
    held = HeldLead(replace(lead, status=Status.SPAM, held_at=now), found)
    reasons = ", ".join(f"{each.sign} {each.points}" for each in found.reasons)
    return Change(held, LeadHeld(lead.id, lead.source_name, reasons))


def linked(lead: Lead, repeat: Repeat) -> Change[Lead]:
    """Say that a lead is linked to the first request of its person."""
    return Change(lead, LeadDuplicateLinked(lead.id, repeat.first, repeat.nth))


# --- spam -----------------------------------------------------------------------------------


async def _verdicts(
    store: Store,
    desks: Mapping[UUID, Desk],
    arrivals: Sequence[Arrival],
    new_id: NewId,
    now: datetime,
) -> Mapping[int, Verdict]:
    """Judge each lead; only what is suspicious costs a look at what others said."""
    heard = await _heard(store, arrivals)
    marked = await _marked(store, desks, arrivals)
    new: list[tuple[UUID, Echo]] = []
    found = {}
    for each in arrivals:
        senders = _count_senders(each, heard, new, new_id)
        known = each.number in marked
        if not (each.own or known):
            continue
        lessons = desks[each.event.source_id].lessons
        judged = verdict(each.own, Surroundings(senders, known, lessons))
        if judged.is_spam:
            found[each.number] = judged
    if new:
        await store.quarantine.hear(new, now)
    return found


async def _marked(
    store: Store, desks: Mapping[UUID, Desk], arrivals: Sequence[Arrival]
) -> set[int]:
    """Find the leads of senders that people of the workspace called spam before."""
    keys = {
        each.number: sender_keys(each.contact).all
        for each in arrivals
        if desks[each.event.source_id].marked
    }
    if not any(keys.values()):
        return set()
    marked = await store.quarantine.marked(key for own in keys.values() for key in own)
    return {
        each.number
        for each in arrivals
        if any((each.event.source_id, key) in marked for key in keys.get(each.number, ()))
    }


Heard = dict[tuple[UUID, str], dict[str, datetime]]


async def _heard(store: Store, arrivals: Sequence[Arrival]) -> Heard:
    said = [each for each in arrivals if each.words]
    if not said:
        return {}
    since = min(each.event.received_at for each in said) - SAME_WORDS_WITHIN
    heard: Heard = {}
    for echo in await store.quarantine.echoes({each.words or "" for each in said}, since):
        heard.setdefault((echo.source_id, echo.key), {})[echo.sender] = echo.at
    return heard


def _count_senders(
    arrival: Arrival, heard: Heard, new: list[tuple[UUID, Echo]], new_id: NewId
) -> int:
    """Count who said the same lately, this one included, and remember it."""
    if arrival.words is None:
        return 0
    event = arrival.event
    said = heard.setdefault((event.source_id, arrival.words), {})
    since = event.received_at - SAME_WORDS_WITHIN
    lately = {sender for sender, at in said.items() if at > since}
    sender = sha256(sender_of(arrival.contact, event.lead_id).encode()).hexdigest()[:32]
    if sender not in lately and len(lately) < MOST_ECHOES:
        said[sender] = event.received_at
        new.append((new_id(), Echo(event.source_id, arrival.words, sender, event.received_at)))
    return len(lately | {sender})


# --- who asked before -----------------------------------------------------------------------


async def link(store: Store, screening: Screening, asking: Sequence[Asking]) -> Links:
    """Find for each lead, in their order, the first request of its person; one look for all."""
    links = Links()
    keys = {key for each in asking for key in each.keys}
    if screening.repeat_days == OFF or not keys:
        return links
    requests = Requests(timedelta(days=screening.repeat_days))
    requests.know(await store.repeats.earlier(keys))
    for each in asking:
        found = requests.link(each)
        if found is None:
            continue
        repeat, keeper = found
        links.repeats[each.number] = repeat
        links.chains[repeat.first] = AskedAgain(repeat.nth - 1, each.number)
        if keeper:
            links.keepers[each.number] = keeper
    return links


async def tell_keepers(
    store: Store, links: Links, contacts: Mapping[int, NewLead], new_id: NewId, now: datetime
) -> None:
    """Tell whoever has an earlier request in work that their person asked again."""
    if not links.keepers:
        return
    people = await store.members.people_of({each.member_id for each in links.keepers.values()})
    newest = {keeper: number for number, keeper in links.keepers.items()}
    for keeper, number in newest.items():
        person_id = people.get(keeper.member_id)
        if person_id is None:
            continue
        contact = contacts[number]
        name = contact.name or contact.company or contact.email or contact.phone or ""
        details = {"number": str(keeper.number), "again": str(number), "person": name}
        notice = Notice(new_id(), person_id, NoticeKind.ASKED_AGAIN, details)
        # Whoever asks a hundred times is told of once an hour.
        key = f"again:{keeper.number}:{now.strftime(TELL_KEEPER_EVERY)}"
        await store.tell([notice], key, now)
