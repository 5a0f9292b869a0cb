"""What one may ask about abuse: the last day, its incidents, and what is to be done about them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.abuse import TEN
from domain.caller import Caller
from domain.errors import NotFound, TooMany
from domain.incident import Incident, Ruling
from domain.measure import HOURS, MOST_BLOCKS, Measure, Step
from domain.roles import Role
from domain.traffic import (
    ASIDE,
    HOURS_SHOWN,
    AbuseDay,
    Kind,
    Seen,
    by_hour,
    is_refused,
    minute_of,
)
from services.doors import Doors
from storage.database import Storage
from storage.store import Store

SHOWN, SAMPLES_SHOWN = 5, 6
DAY = timedelta(hours=HOURS_SHOWN)


@dataclass(frozen=True, slots=True)
class AbuseView:
    """The last day, the newest incidents in it, and what is done about abuse now."""

    day: AbuseDay
    incidents: Sequence[Incident]
    measures: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident, and who stood out in it."""

    incident: Incident
    samples: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class Abuse:
    """Each verb is one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def overview(self, caller: Caller) -> AbuseView:
        """Show the last day."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.look(caller) as store:
            day = await self._day(store, now)
            incidents = await store.incidents.newest(now - DAY, SHOWN)
            measures = await store.measures.lasting(now)
        return AbuseView(day, incidents, measures)

    async def _day(self, store: Store, now: datetime) -> AbuseDay:
        zone = await store.workspaces.zone_of(store.workspace_id)
        here = now.astimezone(ZoneInfo(zone))
        first = here.replace(minute=0, second=0, microsecond=0) - DAY + timedelta(hours=1)
        since = minute_of(first)
        names = await store.sources.names()
        kinds: Counter[str] = Counter()
        sources: Counter[str] = Counter()
        for (source_id, kind), many in (await store.traffic.by_source(since)).items():
            if kind not in ASIDE and kind != Kind.HELD:
                sources[names.get(source_id, "?")] += many
            if is_refused(kind):
                kinds[kind] += many
        accepted, held, refused = by_hour(await store.traffic.hours(since))
        name = await store.workspaces.name_of(store.workspace_id)
        top = kinds.most_common(SHOWN), sources.most_common(SHOWN)
        return AbuseDay(name, first, zone, accepted, held, refused, *top)

    async def look(self, caller: Caller, incident_id: UUID) -> IncidentView:
        """Show one incident; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            incident = await store.incidents.get(incident_id)
            since = minute_of(incident.opened_at - timedelta(minutes=TEN))
            until = minute_of(incident.seen_at)
            samples = await store.traffic.samples(incident.source_id, since, until, SAMPLES_SHOWN)
        return IncidentView(incident, samples)

    async def block(self, caller: Caller, incident_id: UUID, hours: int) -> Incident:
        """Take nothing from the address that stands out, for some hours, at no source of ours.

        Refuse with NotFound, DoneAlready or TooMany.
        """
        caller.must_be(Role.ADMIN)
        if hours not in HOURS:
            raise NotFound
        now = self.now()
        async with self.storage.open(caller) as store:
            incident = await store.incidents.get(incident_id)
            ruled = incident.ruled(Ruling.BLOCKED, now, hours)
            lasting = await store.measures.lasting(now)
            if sum(each.step is Step.BLOCK for each in lasting) >= MOST_BLOCKS:
                raise TooMany(MOST_BLOCKS)
            until = now + timedelta(hours=hours)
            block = incident.block(self.new_id(), until, caller.actor.name)
            await store.keep(ruled, now)
            # The line about the incident tells of the block, too.
            await store.measures.save(block)
        self.doors.forget_measures(caller.workspace_id)
        return ruled.thing

    async def pause(self, caller: Caller, incident_id: UUID) -> Incident:
        """Pause the source of an incident; refuse with NotFound or DoneAlready."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            incident = await store.incidents.get(incident_id)
            if not incident.trouble.is_proven:
                raise NotFound
            ruled = incident.ruled(Ruling.PAUSED, now)
            source = await store.sources.get(incident.source_id)
            await store.keep(source.paused_is(True), now)
            await store.incidents.save(ruled.thing)
        self.doors.forget(incident.source_id)
        return ruled.thing

    async def fine(self, caller: Caller, incident_id: UUID) -> Incident:
        """Say that there is nothing wrong, end what the house did, and let it learn from that."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            ruled = (await store.incidents.get(incident_id)).ruled(Ruling.FINE, now)
            ours = await store.measures.of_incident(incident_id, now)
            await store.keep(ruled, now)
            for each in ours:
                await store.measures.save(each.lifted(now).thing)
        self.doors.forget_measures(caller.workspace_id)
        return ruled.thing

    async def lift(self, caller: Caller, measure_id: UUID) -> Measure:
        """End a block or another measure; refuse with NotFound what is over already."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            change = (await store.measures.get(measure_id, now)).lifted(now)
            await store.keep(change, now)
        self.doors.forget_measures(caller.workspace_id)
        return change.thing
