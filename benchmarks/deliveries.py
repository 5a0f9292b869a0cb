"""Webhooks: endpoints put into a database, what waits for them, and what a receiver heard."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic, sleep

from benchmarks import floor
from benchmarks.databases import OWNER, caller_of
from benchmarks.load import HOST
from benchmarks.processes import BenchmarkFailed, fetch
from benchmarks.receiver import HANG, HOOK
from bot.assemble import House, assemble
from bot.clock import new_id, now
from bot.settings import load
from domain.caller import Caller
from domain.change import Change
from domain.endpoint import MOST_ENDPOINTS, Endpoint
from domain.endpoint_events import EndpointCreated
from domain.signing import new_secret

ENDPOINTS = MOST_ENDPOINTS
"""How many hear of things; as many hang where some do."""

LEAD_RATE = 5.0
WARM_UP_SECONDS = 2.0
PINGS_AT_ONCE = 500
HANGING_EACH = 20
"""What waits for each that hangs: more than can be tried while it is measured."""

PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receiver heard until now: moments, endpoints and numbers of leads."""

    arrivals: Sequence[tuple[float, int, int | None]]
    hanging: int

    def rate(self, warm_up: int) -> float:
        """Return how many came in a second, after the first *warm_up* of them."""
        moments = [at for at, _, _ in self.arrivals][warm_up:]
        return (len(moments) - 1) / (moments[-1] - moments[0])

    def took(self, sent: Mapping[int, float], warm_up: int) -> list[float]:
        """Return how long after its POST each endpoint heard of each lead but the first few."""
        return [
            at - sent[number]
            for at, _, number in self.arrivals
            if number is not None and number >= warm_up
        ]


async def wait_in_line(url: str, master_key: str, port: int, each: int) -> None:
    """Let *each* webhooks wait for every endpoint of the team."""
    async with _house(url, master_key) as (house, caller):
        made = await _endpoints(house, caller, f"http://{HOST}:{port}{HOOK}")
        await _pings(house, caller, made, each)


async def hear_beside(url: str, master_key: str, port: int, *, hanging: bool) -> None:
    """Let endpoints of the team hear of leads; beside them, those of another one may hang."""
    async with _house(url, master_key) as (house, caller):
        await _endpoints(house, caller, f"http://{HOST}:{port}{HOOK}")
        if hanging:
            services = house.services
            visitor = await services.doors.visitor(OWNER, OWNER.id)
            await services.workspaces.create(visitor, "Others")
            other = await caller_of(services.doors)
            made = await _endpoints(house, other, f"http://{HOST}:{port}{HANG}")
            await _pings(house, other, made, HANGING_EACH)


def heard(port: int, wanted: int) -> Heard:
    """Wait until the receiver has heard that much; return it."""
    until = monotonic() + PATIENCE
    while True:
        told: Mapping[str, list[tuple[float, int, int | None]]]
        told = json.loads(fetch(port, "/heard")[1])
        arrivals = told["arrivals"]
        if len(arrivals) >= wanted:
            return Heard(arrivals, int(str(told["hanging"])))
        if monotonic() > until:
            raise BenchmarkFailed(f"{wanted} webhooks were to come, {len(arrivals)} came")
        sleep(0.2)


def must_have_come_once(found: Heard, wanted: int) -> None:
    """Refuse a figure if anything came twice, or was missing."""
    if len(found.arrivals) != wanted:
        raise BenchmarkFailed(f"{wanted} webhooks were to come, {len(found.arrivals)} came")


@asynccontextmanager
async def _house(url: str, master_key: str) -> AsyncIterator[tuple[House, Caller]]:
    """Assemble the house without running it, for the owner of the team."""
    house = assemble(
        load(database_url=url, master_keys=master_key, bot_token=None, redis_url=None)
    )
    try:
        yield house, await caller_of(house.services.doors)
    finally:
        await house.storage.close()


async def _endpoints(house: House, caller: Caller, base: str) -> Sequence[Endpoint]:
    """Make the endpoints, with a secret that the receiver knows."""
    secret = new_secret(floor.KEY)
    made = [Endpoint(new_id(), f"{base}/{number}", secret) for number in range(ENDPOINTS)]
    async with house.storage.open(caller) as store:
        for each in made:
            told = EndpointCreated(each.id, each.host, each.events_in_words)
            await store.keep(Change(each, told), now())
    return made


async def _pings(house: House, caller: Caller, to: Sequence[Endpoint], each: int) -> None:
    for _ in range(0, each, PINGS_AT_ONCE):
        async with house.storage.open(caller) as store:
            for _ in range(min(each, PINGS_AT_ONCE)):
                for endpoint in to:
                    store.announcing.ping(endpoint.id, caller.actor, now())
