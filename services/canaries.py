"""Canaries: leads of our own on the whole way, and an alarm when one is missing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from domain.caller import Caller, WorkspaceId
from domain.canary import ALARMED, LATE_AFTER, Canary, CanaryRun, Flight, Missing
from domain.errors import Refusal
from domain.notice import NoticeKind
from domain.roles import Role
from domain.source import Source
from services import telling
from services.doors import Doors
from services.intake import Intake
from services.own_events import hand_in
from storage.canaries import event_id_of
from storage.database import Storage
from storage.store import Store

BODY = json.dumps(
    {"event": "lead.created", "data": {"name": "Canary", "message": "Does the way lead through?"}}
).encode()

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CanaryStatus:
    """Whether canaries fly, how often, and how the newest one fared."""

    minutes: int | None
    newest: Flight | None = None


@dataclass(frozen=True, slots=True)
class Canaries:
    """Each verb is one role and one transaction; the rounds are made by the house itself."""

    storage: Storage
    doors: Doors
    intake: Intake
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def status(self, caller: Caller) -> CanaryStatus:
        """Say whether canaries fly and how the newest one fared."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            canary = await store.canaries.get()
            newest = await store.canaries.newest()
        return CanaryStatus(canary.minutes if canary else None, newest)

    async def switch_on(self, caller: Caller, minutes: int) -> None:
        """Let a canary fly every so many minutes, the first one soon; refuse with Invalid."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            was = await store.canaries.get()
            await store.keep(Canary.every(caller.workspace_id, minutes, now, was), now)

    async def switch_off(self, caller: Caller) -> None:
        """Let no more canaries fly."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            was = await store.canaries.get()
            await store.keep(Canary.never(caller.workspace_id, now, was), now)

    async def fly(self) -> None:
        """Make one round: raise the alarm for what is missing, and begin what is due."""
        async with self.storage.look_system() as system:
            missing = await system.aviary.missing(self.now() - LATE_AFTER)
            due = await system.aviary.due(self.now())
        for each in missing:
            await self._raise_alarm(each)
        for workspace_id in due:
            begun = await self._begin(workspace_id)
            if begun:
                await self._send(*begun)

    async def _raise_alarm(self, missing: Missing) -> None:
        now = self.now()
        log.warning("canary_missing", run=str(missing.run.id), chat=str(missing.chat_id))
        async with self.storage.open(self.doors.house(missing.workspace_id)) as store:
            canary = await store.canaries.get()
            if canary is None:
                return
            await store.canaries.add_alarm(missing.chat_id, now)
            if canary.due_at > now + ALARMED:
                source_id = canary.last_source_id or missing.run.source_id
                await store.canaries.save(canary.sent_by(source_id, now, alarmed=True))
            waited = now - missing.run.began_at
            names = await store.sources.names()
            details = {
                "source": names[missing.run.source_id],
                "chat": missing.chat,
                "seconds": str(int(waited.total_seconds())),
            }
            key = f"canary:{missing.chat_id.hex}:{now.isoformat()}"
            kind = NoticeKind.CANARY_LATE
            await telling.tell_owners(store, kind, details, key, now, self.new_id)

    async def _begin(self, workspace_id: WorkspaceId) -> tuple[CanaryRun, Source] | None:
        """Give the next source its turn."""
        now = self.now()
        async with self.storage.open(self.doors.house(workspace_id)) as store:
            canary = await store.canaries.get()
            if canary is None or canary.due_at > now:
                return None
            source = _next(await store.sources.all(), canary.last_source_id)
            if source is None:
                return None
            run = CanaryRun(self.new_id(), source.id, now)
            alarmed = await store.canaries.alarmed()
            await store.begin_canary(canary.sent_by(source.id, now, alarmed=alarmed), run)
        return run, source

    async def _send(self, run: CanaryRun, source: Source) -> None:
        """Sign the canary as its source would, and hand it in at the door."""
        event = event_id_of(run.id), run.began_at
        try:
            await hand_in(self.doors, self.intake, source, event, BODY, canary=run.id)
        except (Refusal, ValueError) as error:
            # It stays missing, and that raises the alarm.
            log.warning("canary_not_accepted", run=str(run.id), reason=type(error).__name__)


def _next(sources: Sequence[Source], last: UUID | None) -> Source | None:
    """Choose the source after the *last* one, all round; one that is paused is left alone."""
    able = sorted((each for each in sources if not each.paused), key=lambda source: source.id)
    after = [each for each in able if last is None or each.id > last]
    return next(iter(after or able), None)


async def arrived(store: Store, copy_id: UUID, now: datetime, new_id: Callable[[], UUID]) -> None:
    """Remember that a canary reached its chat; in time, it ends the alarm."""
    copy = await store.canaries.copy(copy_id)
    run = await store.canaries.run(copy.run_id) if copy else None
    if copy is None or run is None:
        return
    await store.canaries.arrived(copy_id, now)
    await store.chats.was_reached(copy.chat_id, now)
    in_time = now - run.began_at <= LATE_AFTER
    if not in_time or not await store.canaries.end_alarms(copy.chat_id):
        return
    chat = await store.chats.get(copy.chat_id)
    details = {"source": (await store.sources.names())[run.source_id], "chat": chat.title}
    key = f"canary:{copy_id.hex}"
    await telling.tell_owners(store, NoticeKind.CANARY_BACK, details, key, now, new_id)
