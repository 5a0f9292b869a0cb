"""The guard: looks at what every source gets, opens incidents, and does what is mildest."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from domain.abuse import TEN, Amount, Trouble, is_unusual, reaches, usual
from domain.caller import WorkspaceId
from domain.errors import NotFound
from domain.incident import FINE_FOR, OVER_AFTER, Finding, Incident, Ruling, is_news, next_step
from domain.measure import LASTS, AbuseResponse, Step
from domain.notice import NoticeKind
from domain.source import Source
from domain.traffic import MALFORMED, Kind, Minute, minute_of
from services import telling
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.store import Store
from storage.traffic import Heavy, Key

COUNTED: Mapping[Trouble, frozenset[str]] = {
    Trouble.HONEYPOT: frozenset({Kind.HONEYPOT}),
    Trouble.MALFORMED: MALFORMED,
    Trouble.HELD: frozenset({Kind.HELD}),
    Trouble.SPIKE: frozenset({Kind.ACCEPTED}),
    Trouble.SIGNATURES: frozenset({Kind.UNPROVEN}),
}
STANDS_OUT: Mapping[str, Trouble] = {
    Kind.ACCEPTED: Trouble.ONE_ADDRESS,
    Kind.REPEATED: Trouble.REPEATED,
}
"""What it is when one address, or one thing that is repeated, makes that much of a kind."""
REMEMBERED = 5_000

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Seen:
    """What came to one source within ten minutes: by kind, and who stood out."""

    counts: dict[str, Amount] = field(default_factory=dict)
    heavy: list[Heavy] = field(default_factory=list)

    def amounts(self) -> Iterator[tuple[Trouble, Amount, str | None]]:
        """Yield each trouble that is worth a look, and who makes most of it."""
        for trouble, kinds in COUNTED.items():
            found = [self.counts[kind] for kind in kinds if kind in self.counts]
            now = Amount(sum(each.minute for each in found), sum(each.ten for each in found))
            if reaches(trouble, now):
                yield trouble, now, self._who(kinds, now.ten)
        for each in self.heavy:
            now = Amount(0, each.count)
            one = STANDS_OUT.get(each.key.kind)
            if one and reaches(one, now):
                yield one, now, each.target

    def _who(self, kinds: frozenset[str], total: int) -> str | None:
        """Return who makes at least half of it; nobody if no single one does."""
        targets: dict[str, int] = defaultdict(int)
        for each in self.heavy:
            if each.key.kind in kinds:
                targets[each.target] += each.count
        most = max(targets, key=lambda each: targets[each], default=None)
        return most if most is not None and targets[most] * 2 >= total else None


@dataclass(slots=True)
class Guard:
    """Makes rounds over what was counted; every process counts, one at a time makes a round."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell
    _rhythms: dict[tuple[Key, Trouble, int], Amount | None] = field(
        default_factory=dict, init=False
    )

    async def watch(self) -> None:
        """Make one round."""
        now = self.now()
        for (workspace_id, source_id), seen in (await self._seen(minute_of(now))).items():
            found = await self._findings(Key(workspace_id, source_id, ""), seen)
            if found:
                await self._act(workspace_id, source_id, found)
        await self._close_what_is_over(now)

    async def _close_what_is_over(self, now: datetime) -> None:
        before = now - OVER_AFTER
        async with self.storage.look_system() as system:
            over = await system.incidents.any_over(before)
        if over:
            async with self.storage.open_system() as system:
                await system.incidents.close(before, now)

    async def clear(self) -> None:
        """Forget what is long ago."""
        async with self.storage.open_system() as system:
            now = self.now()
            await system.traffic.clear(now)
            await system.incidents.clear(now)
            await system.measures.clear(now)

    async def _seen(self, minute: Minute) -> Mapping[tuple[WorkspaceId, UUID], _Seen]:
        async with self.storage.look_system() as system:
            much = await system.traffic.much(minute)
            heavy = await system.traffic.heavy(minute)
        seen: dict[tuple[WorkspaceId, UUID], _Seen] = defaultdict(_Seen)
        for key, amount in much.items():
            seen[key.workspace_id, key.source_id].counts[key.kind] = amount
        for each in heavy:
            seen[each.key.workspace_id, each.key.source_id].heavy.append(each)
        return seen

    async def _findings(self, key: Key, seen: _Seen) -> Sequence[Finding]:
        """Return what is unusual, the most telling first; rhythms are only read where need be."""
        found = []
        for trouble, now, target in seen.amounts():
            rhythm = await self._usual(key, trouble) if trouble in COUNTED else None
            if is_unusual(trouble, now, rhythm):
                found.append(Finding(trouble, now, rhythm.ten if rhythm else 0, target))
        # Of several who stand out alike, the one who makes most of it comes first.
        return sorted(found, key=lambda each: (each.trouble.rank, -each.now.ten))

    async def _usual(self, key: Key, trouble: Trouble) -> Amount | None:
        """Return how much there is usually; remembered for ten minutes."""
        minute = minute_of(self.now())
        slot = (key, trouble, minute // TEN)
        if slot not in self._rhythms:
            if len(self._rhythms) >= REMEMBERED:
                self._rhythms.clear()
            async with self.storage.look_system() as system:
                counts = await system.traffic.history(key, COUNTED[trouble])
                store = system.of(self.doors.house(key.workspace_id))
                since = self.now() - FINE_FOR - timedelta(days=1)
                past = await store.incidents.of_source(key.source_id, since)
            calm = _without(
                counts,
                [each for each in past if each.trouble.is_proven is trouble.is_proven],
                minute,
            )
            self._rhythms[slot] = usual(calm, min(counts, default=minute), minute)
        return self._rhythms[slot]

    async def _act(
        self, workspace_id: WorkspaceId, source_id: UUID, found: Sequence[Finding]
    ) -> None:
        # What nobody proved is told by itself: junk must not hide what a source does, or its form.
        for proven in (True, False):
            first = next((each for each in found if each.trouble.is_proven is proven), None)
            if first is None:
                continue
            async with self.storage.open(self.doors.house(workspace_id)) as store:
                try:
                    source = await store.sources.get(source_id)
                except NotFound:
                    return
                if not source.paused:
                    await self._judge(store, source, first)
            self.doors.forget_measures(workspace_id)
        self.outgoing.ring()

    async def _judge(self, store: Store, source: Source, found: Finding) -> None:
        now = self.now()
        past = await store.incidents.of_source(source.id, now - FINE_FOR - OVER_AFTER)
        # The one of the same name first: there is one open of each.
        alike = sorted(past, key=lambda each: each.trouble is not found.trouble)
        incident = next((each for each in alike if each.takes(found, now)), None)
        if incident is None:
            if not is_news(found, past, now):
                return
            incident = self._new(source, found, now)
            await store.keep(incident.opened(), now)
            await self._tell(store, incident, await self._step(store, source, incident))
        else:
            incident = incident.grown(found, now)
            await store.measures.prolong(incident.id, now, now + LASTS)
            await self._step(store, source, incident)

    def _new(self, source: Source, found: Finding, now: datetime) -> Incident:
        peak = max(found.now.minute, found.now.ten)
        log.warning("incident", trouble=found.trouble.value, source=str(source.id), count=peak)
        return Incident(
            id=self.new_id(),
            source_id=source.id,
            source_name=source.name,
            trouble=found.trouble,
            opened_at=now,
            seen_at=now,
            peak=peak,
            usual=found.usual,
            target=found.target,
        )

    async def _tell(self, store: Store, incident: Incident, step: Step | None) -> None:
        """Tell admins, once; of who stands out only what tells of nobody."""
        buttons = {"block": incident.may_block, "pause": incident.may_pause}
        details = {
            "source": incident.source_name,
            "what": incident.trouble.value,
            "many": str(incident.peak),
            "usually": str(incident.usual),
            "did": (step or Step.TELL).value,
            "incident": incident.id.hex,
            "buttons": " ".join(name for name, shown in buttons.items() if shown),
        }
        key, kind = f"incident:{incident.id.hex}", NoticeKind.INCIDENT
        await telling.tell_admins(store, kind, details, key, self.now(), self.new_id)

    async def _step(self, store: Store, source: Source, incident: Incident) -> Step | None:
        """Take the next step, if there is one, and remember what was seen."""
        now = self.now()
        response = (await store.settings.all()).of(AbuseResponse)
        step = next_step(incident, response, now, is_form=source.form is not None)
        if step is None:
            await store.incidents.save(incident)
            return None
        await store.incidents.save(incident.stepped(step, now))
        if step is Step.PAUSE:
            await store.keep(source.paused_is(True), now)
            self.doors.forget(source.id)
        else:
            await store.keep(incident.measure(self.new_id(), step, now).taken(), now)
        return step


def _without(counts: Mapping[int, int], past: Sequence[Incident], now: int) -> Mapping[int, int]:
    """Leave out the minutes of past troubles: what was no good is nobody's rhythm."""
    bad = [
        (minute_of(each.opened_at) - TEN, minute_of(each.closed_at) if each.closed_at else now)
        for each in past
        if Ruling.FINE not in each.rulings
    ]
    return {
        minute: many
        for minute, many in counts.items()
        if not any(first <= minute <= last for first, last in bad)
    }
