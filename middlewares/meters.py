"""What this process counts about itself, in a registry of its own."""

import asyncio
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NoReturn

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import Metric

from middlewares.http import REFUSED

ACCEPTED, DUPLICATE, IGNORED = "accepted", "duplicate", "ignored"
NO_ROUTE = "none"
HASH_LENGTH = 8
MOST_HASHES = 50
OTHERS = "others"
NAP = 0.25
"""Seconds between two looks at how late the event loop is."""
LATE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meters:
    """Counters that only grow while the process runs.

    A new one is a line here and a call where the thing happens. Its labels
    are words of ours and few: nothing that a stranger wrote, no name, no id.
    *clock* gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "leadsbot_http_requests",
            "Requests that were answered, by route and status.",
            ["route", "status"],
            registry=self._registry,
        )
        self._refusals = Counter(
            "leadsbot_refusals",
            "Requests that were refused, by the code of the refusal.",
            ["code"],
            registry=self._registry,
        )
        self._events = Counter(
            "leadsbot_inbound_events",
            "Posted events, by their fate: accepted, duplicate, ignored or the refusal's code.",
            ["outcome"],
            registry=self._registry,
        )
        self._messages = Counter(
            "leadsbot_messages",
            "Attempts to bring something out, by its kind and by how they ended.",
            ["kind", "outcome"],
            registry=self._registry,
        )
        self._unknown = Counter(
            "leadsbot_telegram_unknown_errors",
            "Answers of Telegram that nobody knows, by a hash of their words.",
            ["hash"],
            registry=self._registry,
        )
        self._hashes: set[str] = set()
        self._late = Histogram(
            "leadsbot_event_loop_late_seconds",
            "How much too late the event loop wakes what waits for its time.",
            buckets=LATE,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        # What was never counted has no line, and nobody can tell a rate from that.
        for outcome in (ACCEPTED, DUPLICATE):
            self._events.labels(outcome)

    def collect(self) -> Iterable[Metric]:
        """Yield what was counted so far."""
        return self._registry.collect()

    def posted(self, outcome: str) -> None:
        """Count a posted event; *outcome* is accepted, duplicate, ignored or a refusal's code."""
        self._events.labels(outcome).inc()

    def carried(self, kind: str, outcome: str) -> None:
        """Count an attempt to bring something out."""
        self._messages.labels(kind, outcome).inc()

    def not_understood(self, words: str) -> str:
        """Count an answer that nobody knows; return the hash that stands for its words.

        Past MOST_HASHES all others share one, for what varies without end.
        """
        found = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH]
        known = found in self._hashes or len(self._hashes) < MOST_HASHES
        name = found if known else OTHERS
        self._hashes.add(name)
        self._unknown.labels(name).inc()
        return name

    @property
    def middleware(self) -> Middleware:
        """The aiohttp middleware that counts answers; it belongs outside of all others."""

        @web.middleware
        async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            resource = request.match_info.route.resource
            route = resource.canonical if resource else NO_ROUTE
            self._requests.labels(route, str(response.status)).inc()
            if code := request.get(REFUSED):
                self._refusals.labels(code).inc()
            return response

        return count

    async def watch_the_loop(self) -> NoReturn:
        """Measure for ever how late the event loop wakes whoever sleeps."""
        while True:
            began = self._clock()
            await asyncio.sleep(NAP)
            self._late.observe(max(0.0, self._clock() - began - NAP))
