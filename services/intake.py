"""Intake: accept events so that they are never lost, and turn them into leads."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

import structlog

from domain.caller import ActorKind, Caller, WorkspaceId
from domain.errors import Draining, Forbidden, IdConflict, Overloaded, Refusal
from domain.inbound import NewLead
from domain.screening import Screening
from domain.traffic import Kind as TrafficKind
from services.bell import Bell
from services.doors import Doors
from services.hatch import Hatch, Held, Ready
from services.screening import Arrival, screen
from services.traffic import Tally
from storage.database import Storage
from storage.inbox import Accepted, Kind, Receipt, Waiting
from storage.system_store import SystemStore
from storage.traffic import Key

LONGEST_QUEUE = 5_000
LARGEST_BATCH = 500
LEADS_AT_ONCE = 100
FEW = 10
"""So many events become leads in the transaction that accepts them, if no others wait."""
LOOK_EVERY = 1.0
TRIES = 3
UNFINISHED_AFTER = timedelta(minutes=15)
"""How long what a visitor left unfinished waits for the whole of it."""
RETRY_AFTER = timedelta(seconds=5)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Commit:
    """One event on its way into the database, and the request that waits for it."""

    event: Accepted
    receipt: asyncio.Future[Receipt] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def settle(self, outcome: Receipt | Exception) -> None:
        """Tell the request, if it still waits."""
        if self.receipt.done():
            return
        if isinstance(outcome, Receipt):
            self.receipt.set_result(outcome)
        else:
            self.receipt.set_exception(outcome)


class Intake:
    """Accepts events in group commits and processes them in batches."""

    def __init__(  # noqa: PLR0913, PLR0917 -- intake is made of that much
        self,
        storage: Storage,
        doors: Doors,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        outgoing: Bell,
        hatch: Hatch,
        tally: Tally | None = None,
    ) -> None:
        self._storage = storage
        self._doors = doors
        self._now = now
        self._new_id = new_id
        self._outgoing = outgoing
        self._hatch = hatch
        self._tally = tally
        self._queue: list[_Commit] = []
        self._asked = Bell()
        self._accepted = Bell()
        self._at_ease = False
        self._draining = False

    async def accept(
        self,
        caller: Caller,
        event_id: str,
        body_hash: str,
        lead: NewLead,
        *,
        canary: UUID | None = None,
        visit: str | None = None,
    ) -> Receipt:
        """Promise to keep the lead; return only once it is on disk.

        Refuses with IdConflict when the id came before with another body,
        and with Overloaded, StorageFull or Draining when nothing can be
        promised; then nothing was kept. Only a source hands in leads. What
        names the *canary* that it is goes the same way and becomes no lead.
        What the *visit* left unfinished before becomes none any more.
        """
        if self._draining:
            raise Draining
        if len(self._queue) >= LONGEST_QUEUE:
            raise Overloaded
        event = self._event(caller, event_id, body_hash, lead, canary)
        commit = _Commit(replace(event, visit=visit) if visit else event)
        self._queue.append(commit)
        self._asked.ring()
        receipt = await commit.receipt
        if receipt.conflict:
            raise IdConflict
        return receipt

    async def keep_back(self, caller: Caller, visit: str, body_hash: str, lead: NewLead) -> None:
        """Keep what somebody left unfinished; a lead of it is made if nothing follows for a while.

        Refuses as ``accept`` does.
        """
        if self._draining:
            raise Draining
        event = replace(self._event(caller, "", body_hash, lead, None), visit=visit)
        async with self._storage.open_system() as system:
            system.inbox.keep_back(event, event.received_at + UNFINISHED_AFTER)

    def _event(
        self,
        caller: Caller,
        event_id: str,
        body_hash: str,
        lead: NewLead,
        canary: UUID | None,
    ) -> Accepted:
        if caller.actor.kind is not ActorKind.SOURCE or caller.actor.id is None:
            raise Forbidden
        return Accepted(
            workspace_id=caller.workspace_id,
            source_id=caller.actor.id,
            event_id=event_id,
            body_hash=body_hash,
            lead_id=canary or self._new_id(),
            lead=lead.model_dump_json(exclude_defaults=True),
            received_at=self._now(),
            kind=Kind.CANARY if canary else Kind.LEAD,
        )

    async def commit_forever(self) -> None:
        """Commit what waits, all of it in one transaction, again and again until drained."""
        while not (self._draining and not self._queue):
            await self._asked.wait()
            while self._queue:
                batch, self._queue = self._queue[:LARGEST_BATCH], self._queue[LARGEST_BATCH:]
                await self._commit(batch)

    def drain(self) -> None:
        """Promise nothing more; what was asked before is still committed."""
        self._draining = True
        self._asked.ring()

    async def _commit(self, batch: Sequence[_Commit]) -> None:
        try:
            receipts = await self._kept([each.event for each in batch])
        except Refusal as refusal:
            for each in batch:
                each.settle(refusal)
        except Exception as error:
            # One bad event must not sink its neighbours: each gets a transaction of its own.
            if len(batch) == 1:
                log.exception("intake_commit_failed", event_id=batch[0].event.event_id)
                batch[0].settle(error)
                return
            for each in batch:
                await self._commit([each])
        else:
            for each, receipt in zip(batch, receipts, strict=True):
                each.settle(receipt)

    async def _kept(self, events: Sequence[Accepted]) -> list[Receipt]:
        """Keep the events; the few that come while nothing waits become leads at once."""
        if self._at_ease and len(events) <= FEW:
            try:
                return await self._kept_as_leads(events)
            except Exception as error:  # noqa: BLE001 -- what it is shows on the usual way
                log.warning("intake_goes_the_long_way", reason=type(error).__name__)
        self._at_ease = False
        async with self._storage.open_system() as system:
            receipts = await system.inbox.add(events)
        self._accepted.ring()
        return receipts

    async def _kept_as_leads(self, events: Sequence[Accepted]) -> list[Receipt]:
        async with self._storage.open_system() as system:
            receipts = await system.inbox.add(events)
            waiting = await system.inbox.waiting(self._now(), LEADS_AT_ONCE)
            held = await self._make_leads(system, waiting)
        self._pass_on(held)
        return receipts

    async def process_forever(self) -> None:
        """Turn accepted events into leads as they come; look at least once a second."""
        while True:
            self._at_ease = True
            rung = await self._accepted.wait(LOOK_EVERY)
            self._at_ease = not rung
            if rung or await self._something_waits():
                while await self.process_some() >= LEADS_AT_ONCE:
                    pass

    async def _something_waits(self) -> bool:
        """Look without disturbing anybody who writes."""
        try:
            async with self._storage.look_system() as system:
                return await system.inbox.something_waits(self._now())
        except Refusal as refusal:
            log.warning("intake_waits", reason=refusal.code)
            return False

    async def process_some(self) -> int:
        """Turn the oldest waiting events into leads; return how many were looked at."""
        try:
            async with self._storage.open_system() as system:
                waiting = await system.inbox.waiting(self._now(), LEADS_AT_ONCE)
                held = await self._make_leads(system, waiting)
        except Refusal as refusal:
            log.warning("intake_waits", reason=refusal.code)
            return 0
        except Exception:
            log.exception("intake_batch_failed")
            return await self._one_by_one()
        if waiting:
            self._pass_on(held)
        return len(waiting)

    def _pass_on(self, held: Held) -> None:
        """Hand over what the sender holds already; let it look for the rest."""
        if self._tally:
            for each in held.doubtful:
                self._tally.count(each)
        self._hatch.hand_over(held.cards)
        if held.others:
            self._outgoing.ring()

    async def _make_leads(self, system: SystemStore, waiting: Sequence[Waiting]) -> Held:
        def workspace(event: Waiting) -> WorkspaceId:
            return event.workspace_id

        cards: list[Ready] = []
        doubtful: list[Key] = []
        others = 0
        for workspace_id, group in groupby(sorted(waiting, key=workspace), key=workspace):
            held = await self._send_on(system, workspace_id, list(group))
            cards += held.cards
            doubtful += held.doubtful
            others += held.others
        system.inbox.done([each.id for each in waiting])
        return Held(cards, others, doubtful)

    async def _send_on(
        self, system: SystemStore, workspace_id: WorkspaceId, events: Sequence[Waiting]
    ) -> Held:
        """Turn what people left into leads, and let our own canaries fly on."""
        canaries = [each for each in events if each.kind is Kind.CANARY]
        leads = [each for each in events if each.kind is Kind.LEAD]
        held = await self._make_leads_of(system, workspace_id, leads) if leads else Held()
        store = system.of(self._doors.house(workspace_id))
        for each in canaries:
            await store.send_out_canary(each.lead_id, self._now())
        return held._replace(others=held.others + len(canaries))

    async def _make_leads_of(
        self, system: SystemStore, workspace_id: WorkspaceId, events: Sequence[Waiting]
    ) -> Held:
        store = system.of(self._doors.house(workspace_id))
        now = self._now()
        known = await store.reception.receive(len(events))
        screening = Screening.of(known.settings)
        arrivals = [
            Arrival.of(event, number, screening)
            for event, number in zip(events, known.numbers, strict=True)
        ]
        doubtful = await screen(store, screening, known, arrivals, self._new_id, now)
        for source_id in {each.source_id for each in events}:
            latest = max(each.received_at for each in events if each.source_id == source_id)
            store.sources.heard_from(source_id, latest)
        held = await self._hatch.hold(store, workspace_id, known.wishes.settled(), now)
        counted = [Key(workspace_id, each, TrafficKind.HELD) for each in doubtful]
        return held._replace(doubtful=counted)

    async def _one_by_one(self) -> int:
        """Find the event that spoils the batch, and set it aside."""
        async with self._storage.look_system() as system:
            waiting = await system.inbox.waiting(self._now(), LEADS_AT_ONCE)
        for event in waiting:
            try:
                async with self._storage.open_system() as system:
                    held = await self._make_leads(system, [event])
            except Refusal:
                return 0
            except Exception as error:
                log.exception("intake_event_failed", intake_id=event.id)
                await self._set_aside(event, error)
            else:
                self._pass_on(held)
        return len(waiting)

    async def _set_aside(self, event: Waiting, error: Exception) -> None:
        last = event.failures + 1 >= TRIES
        due_at = None if last else self._now() + RETRY_AFTER
        async with self._storage.open_system() as system:
            await system.inbox.set_aside(event.id, _reason(error), due_at)


def _reason(error: Exception) -> str:
    """Say what went wrong; later lines may quote the lead, and this outlives it."""
    first, _, _ = str(error).partition("\n")
    return f"{type(error).__name__}: {first}"
