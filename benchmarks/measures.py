"""What is measured: each measure runs its own processes and gives one figure a round."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep

import uvloop

from benchmarks import deliveries, floor
from benchmarks.databases import Shelf
from benchmarks.flood import Watch, sandbox
from benchmarks.load import HOST, Outcome, Plan
from benchmarks.processes import BenchmarkFailed, fetch, generate, running
from bot.settings import PREFIX
from scripts.servers import free_port

TOKEN = "1000000001:benchmark-token-that-opens-nothing0"  # noqa: S105 -- opens the stand-in only
UNREFUSING = "1000000/s:1000000"
ARRIVAL_SECONDS = 120.0
ALL_ROLES = "bot,web,worker"
UNPACED = "100000/100000/1000000"
"""Telegram's limits, for a house whose Bot API limits nothing."""
FLOOD, FLOOD_RATE = 2000, 100.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One result: a rate per second or a time in seconds, and how single requests fared.

    ``first`` is when the first of many arrived, ``ratio`` what the value comes to beside the
    best that is possible; a rate is compared with the floor instead.
    """

    value: float
    p50: float | None = None
    p99: float | None = None
    first: float | None = None
    ratio: float | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of the table; *goal* is met by a ratio at least, or a time at most."""

    key: str
    title: str
    run: Callable[[], Figure]
    ratio_goal: float | None = None
    p50_goal: float | None = None
    p99_goal: float | None = None
    value_goal: float | None = None
    first_goal: float | None = None
    most_ratio: float | None = None
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is posted: more takes longer and wavers less."""

    floor: int
    accepts: int
    seconds: float
    webhooks: int

    @property
    def warm_up(self) -> int:
        """How many leads go first and are not timed."""
        return self.accepts // 10


FULL = Sizes(floor=60_000, accepts=30_000, seconds=10.0, webhooks=500)
QUICK = Sizes(floor=10_000, accepts=4_000, seconds=3.0, webhooks=100)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where measurements happen: a folder, the databases and what belongs to all of them."""

    folder: Path
    master_key: str
    sizes: Sizes
    sqlite: Shelf
    postgres: Shelf | None = None
    redis_url: str | None = None

    def measures(self) -> list[Measure]:
        """Return every measure that this machine allows, the floor first."""
        listed = [
            Measure("floor", "bare aiohttp: one HMAC, stores nothing", self.floor, is_rate=True),
            self._accepts("P1", "accepted, SQLite FULL, role web", "web", self.sqlite, 0.50),
            self._accepts("P1", "accepted, SQLite FULL, all roles", ALL_ROLES, self.sqlite),
            Measure("P1", "forms accepted, SQLite FULL, role web", self.forms, is_rate=True),
        ]
        if self.postgres and self.redis_url:
            title = "accepted, PostgreSQL + Redis, role web"
            listed.append(self._accepts("P2", title, "web", self.postgres, 0.40))
        latencies = [self._latency(rate) for rate in (20, 200)]
        start = Measure("P9", "start to /readyz 200, all roles", self.start, value_goal=1.5)
        title = f"{FLOOD:,} leads in {FLOOD / FLOOD_RATE:g} s into one group"
        flood = Measure("P5", title, self.flood, first_goal=1.0, most_ratio=1.15)
        return [*listed, *latencies, flood, start, *self._webhooks()]

    def floor(self) -> Figure:
        """Measure the least that a server can do."""
        port = free_port()
        with running("benchmarks.floor", [str(port)], port, self.folder, {}):
            outcome = generate(
                Plan(
                    port=port,
                    path=floor.PATH,
                    key=floor.KEY,
                    count=self.sizes.floor,
                    warm_up=self.sizes.warm_up,
                )
            )
        _all_accepted(outcome, self.sizes.floor + self.sizes.warm_up)
        return _rate(outcome)

    def accepts(self, roles: str, shelf: Shelf) -> Figure:
        """Measure how fast leads are accepted for good, and count them in the database."""
        sizes = self.sizes
        with shelf.fresh() as url, self._house(roles, url) as port:
            outcome = generate(self._plan(shelf, port, sizes.accepts, sizes.warm_up))
            _all_accepted(outcome, sizes.accepts + sizes.warm_up)
            _all_kept(outcome, shelf.leads_in(url))
        return _rate(outcome)

    def forms(self) -> Figure:
        """Measure how fast posts of a page's form are accepted for good."""
        sizes = self.sizes
        with self.sqlite.fresh() as url, self._house("web", url) as port:
            path = self.sqlite.customer.form_path
            plan = self._plan(self.sqlite, port, sizes.accepts, sizes.warm_up)
            outcome = generate(plan.model_copy(update={"path": path, "key": None}))
            _all_accepted(outcome, sizes.accepts + sizes.warm_up)
            _all_kept(outcome, self.sqlite.leads_in(url))
        return _rate(outcome)

    def latency(self, rate: float) -> Figure:
        """Measure from the moment a POST leaves to the moment its card comes to the Bot API."""
        count = int(rate * self.sizes.seconds)
        with self.sqlite.fresh() as url, self._stand_in() as api:
            with self._house(ALL_ROLES, url, api) as port:
                plan = self._plan(self.sqlite, port, count, 0)
                outcome = generate(plan.model_copy(update={"rate": rate}))
                _all_accepted(outcome, count)
                arrivals = _arrivals(api, count)
            _all_kept(outcome, self.sqlite.leads_in(url))
        took = [arrivals[number] - sent for number, sent in outcome.sent.items()]
        p50, p99 = _middle_and_worst(took)
        return Figure(p50, p50, p99)

    def flood(self) -> Figure:
        """Measure from the first POST until a person in the group can see the last lead."""
        with self.sqlite.fresh() as url, sandbox(self.folder, TOKEN) as watch:
            with self._house(ALL_ROLES, url, watch.port, limits="") as port, watch.looking():
                plan = self._plan(self.sqlite, port, FLOOD, 0)
                outcome = generate(plan.model_copy(update={"rate": FLOOD_RATE}))
                _all_accepted(outcome, FLOOD)
                watch.until(FLOOD)
            _all_kept(outcome, self.sqlite.leads_in(url))
        return _flooded(outcome, watch)

    def start(self) -> Figure:
        """Measure from the command to the first 200 of /readyz, on a database with tables."""
        port = free_port()
        with self.sqlite.fresh() as url, self._stand_in() as api:
            settings = self._settings(port, url, api)
            with running("bot", ["run"], port, self.folder, settings) as seconds:
                return Figure(seconds)

    def deliveries(self, shelf: Shelf) -> Figure:
        """Measure how fast webhooks that wait leave for a receiver that answers at once."""
        each = self.sizes.webhooks
        count = each * deliveries.ENDPOINTS
        with shelf.fresh() as url, self._receiver() as receiver:
            uvloop.run(deliveries.wait_in_line(url, self.master_key, receiver, each))
            with self._house("web,worker", url):
                found = deliveries.heard(receiver, count)
            deliveries.must_have_come_once(deliveries.heard(receiver, count), count)
        return Figure(found.rate(count // 10))

    def beside_hanging(self) -> Figure:
        """Measure how soon endpoints hear of leads, alone and beside as many that hang."""
        alone, _ = self._told_after(hanging=False)
        (p50, p99), held_up = self._told_after(hanging=True)
        if not held_up:
            raise BenchmarkFailed("nothing hung")
        notes = f"{alone[1] * 1000:.1f} ms where none hangs, {held_up} calls hung"
        return Figure(p99, p50, p99, ratio=p99 / alone[1], notes=notes)

    def _told_after(self, *, hanging: bool) -> tuple[tuple[float, float], int]:
        """Return median and 99th percentile from POST to webhook, and how many calls hung."""
        rate, endpoints = deliveries.LEAD_RATE, deliveries.ENDPOINTS
        warm_up = int(rate * deliveries.WARM_UP_SECONDS)
        count = int(rate * self.sizes.seconds) + warm_up
        with self.sqlite.fresh() as url, self._receiver() as receiver:
            uvloop.run(deliveries.hear_beside(url, self.master_key, receiver, hanging=hanging))
            with self._house(ALL_ROLES, url) as port:
                plan = self._plan(self.sqlite, port, count, 0)
                outcome = generate(plan.model_copy(update={"rate": rate}))
                _all_accepted(outcome, count)
                deliveries.heard(receiver, count * endpoints)
            found = deliveries.heard(receiver, count * endpoints)
            deliveries.must_have_come_once(found, count * endpoints)
        return _middle_and_worst(found.took(outcome.sent, warm_up)), found.hanging

    def _webhooks(self) -> Iterator[Measure]:
        places = {"SQLite FULL": self.sqlite, "PostgreSQL": self.postgres}
        for name, shelf in places.items():
            if shelf:
                run = partial(self.deliveries, shelf)
                yield Measure("P11", f"webhooks told, {name}", run, is_rate=True)
        title = f"POST to webhook beside {deliveries.ENDPOINTS} that hang"
        yield Measure("P12", title, self.beside_hanging, most_ratio=2.0)

    @contextmanager
    def _receiver(self) -> Iterator[int]:
        port = free_port()
        with running("benchmarks.receiver", [str(port)], port, self.folder, {}):
            yield port

    def _accepts(
        self, key: str, title: str, roles: str, shelf: Shelf, goal: float | None = None
    ) -> Measure:
        run = partial(self.accepts, roles, shelf)
        return Measure(key, title, run, ratio_goal=goal, is_rate=True)

    def _latency(self, rate: int) -> Measure:
        run = partial(self.latency, float(rate))
        title = f"POST to sendMessage at {rate}/s, all roles"
        return Measure("P4", title, run, p50_goal=0.008, p99_goal=0.025)

    @contextmanager
    def _house(
        self, roles: str, url: str, api: int | None = None, limits: str = UNPACED
    ) -> Iterator[int]:
        """Run the house as anybody would; yield its port."""
        port = free_port()
        if api is None and roles != "web":
            with self._stand_in() as own, self._house(roles, url, own) as served:
                yield served
            return
        settings = self._settings(port, url, api, limits)
        with running("bot", ["run", "--roles", roles], port, self.folder, settings):
            yield port

    @contextmanager
    def _stand_in(self) -> Iterator[int]:
        port = free_port()
        with running("benchmarks.stand_in", [str(port)], port, self.folder, {}):
            yield port

    def _settings(
        self, port: int, url: str, api: int | None, limits: str = UNPACED
    ) -> dict[str, str]:
        """Switch nothing off: limits are counted as ever, and only stand high."""
        chosen = {
            "DATABASE_URL": url,
            "MASTER_KEYS": self.master_key,
            "PORT": str(port),
            "LIMIT_ADDRESS": UNREFUSING,
            "LIMIT_SOURCE": UNREFUSING,
            "LIMIT_FORM": UNREFUSING,
            "LIMIT_WORKSPACE": UNREFUSING,
            "LOG_LEVEL": "warning",
            "ALLOW_PRIVATE_TARGETS": f"{HOST}/32",
        }
        if api is not None:
            chosen |= {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"http://{HOST}:{api}"}
        if limits:
            chosen["TELEGRAM_LIMITS"] = limits
        if self.redis_url and url.startswith("postgresql"):
            chosen["REDIS_URL"] = self.redis_url
        return {PREFIX + name: value for name, value in chosen.items()}

    def _plan(self, shelf: Shelf, port: int, count: int, warm_up: int) -> Plan:
        customer = shelf.customer
        return Plan(port=port, path=customer.path, key=customer.key, count=count, warm_up=warm_up)


def _all_accepted(outcome: Outcome, wanted: int) -> None:
    if outcome.accepted != wanted:
        raise BenchmarkFailed(f"wanted {wanted} times 202, got {outcome.statuses}")


def _all_kept(outcome: Outcome, kept: int) -> None:
    if kept != outcome.accepted:
        raise BenchmarkFailed(f"{outcome.accepted} accepted, {kept} in the database")


def _arrivals(api: int, count: int) -> dict[int, float]:
    """Wait until every lead's card has arrived; return when each did."""
    until = monotonic() + ARRIVAL_SECONDS
    while True:
        arrived = json.loads(fetch(api, "/arrivals")[1])
        if len(arrived) == count:
            return {int(number): at for number, at in arrived.items()}
        if monotonic() > until:
            raise BenchmarkFailed(f"{count} accepted, {len(arrived)} cards arrived")
        sleep(0.1)


def _flooded(outcome: Outcome, watch: Watch) -> Figure:
    if watch.refused:
        raise BenchmarkFailed(f"{len(watch.refused)} calls were answered 429")
    began, ended = min(outcome.sent.values()), max(outcome.sent.values())
    took = max(watch.seen.values()) - began
    shortest = watch.shortest(ended - began)
    notes = (
        f"no 429, {len(watch.seen):,} of {FLOOD:,} visible in {len(watch.messages)} messages,"
        f" the fullest of {max(watch.messages.values())}, possible in {shortest:.1f} s"
    )
    first = min(watch.seen.values()) - began
    return Figure(took, first=first, ratio=took / shortest, notes=notes)


def _rate(outcome: Outcome) -> Figure:
    return Figure(len(outcome.took) / outcome.seconds, *_middle_and_worst(outcome.took))


def _middle_and_worst(times: list[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[98]
