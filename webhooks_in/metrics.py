"""Figures for whoever runs us: counts alone, and only for this machine or who knows the token."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hmac import compare_digest

import structlog
from aiohttp import web
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder

from domain.addresses import is_loopback
from domain.errors import Forbidden, Refusal, TokenInvalid
from domain.figures import Figures, Pile
from middlewares.http import ADDRESS, HEADERS, REQUEST_ID
from middlewares.meters import Meters
from services.figures import Observer

Piles = Iterable[tuple[tuple[str, ...], Pile]]

PATIENCE = 2.0
OPEN_METRICS = "application/openmetrics-text"
# Whoever sets one of these speaks for somebody else.
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MetricsDoor:
    """Shows what this process counted and what waits in the database.

    With a token everybody must bring it. Without one only this machine gets
    an answer, and nothing that a proxy forwards, whoever it is for. A
    database that says nothing for *patience* seconds has its figures left out.
    """

    meters: Meters
    observer: Observer
    token: str | None = field(repr=False)
    patience: float = PATIENCE

    async def show(self, request: web.Request) -> web.Response:
        """Answer in the text format of Prometheus, or in OpenMetrics for those who ask."""
        self._must_be_allowed(request)
        page = _Page(self.meters, await self._figures())
        body, kind = _written(page, request.headers.get("Accept", ""))
        headers = {"Content-Type": kind, "Cache-Control": "no-store"}
        return web.Response(body=body, headers=headers)

    def _must_be_allowed(self, request: web.Request) -> None:
        if self.token is None:
            if _is_from_here(request):
                return
            _note(request, "not_from_here")
            raise Forbidden
        if not compare_digest(_bearer(request), self.token.encode()):
            _note(request, "token")
            request[HEADERS]["WWW-Authenticate"] = "Bearer"
            raise TokenInvalid

    async def _figures(self) -> Figures | None:
        try:
            async with asyncio.timeout(self.patience):
                return await self.observer.figures()
        except (TimeoutError, Refusal) as trouble:
            log.warning("figures_missing", reason=type(trouble).__name__)
        except Exception:
            log.exception("figures_failed")
        return None


def _is_from_here(request: web.Request) -> bool:
    forwarded = any(name in request.headers for name in FORWARDING)
    return is_loopback(request[ADDRESS]) and not forwarded


def _bearer(request: web.Request) -> bytes:
    """Return the token that was sent, as bytes: headers may hold anything."""
    given = request.headers.getall("Authorization", [])
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return token.strip().encode("utf-8", "surrogatepass") if scheme.lower() == "bearer" else b""


def _note(request: web.Request, reason: str) -> None:
    log.info(
        "security_event",
        kind="metrics_refused",
        reason=reason,
        address=request[ADDRESS],
        request_id=request[REQUEST_ID],
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """Everything on one page, as prometheus_client collects it."""

    meters: Meters
    figures: Figures | None

    def collect(self) -> Iterator[Metric]:
        yield from self.meters.collect()
        told = float(self.figures is not None)
        yield _gauge("leadsbot_database_up", "1 if the database gave its figures.", told)
        if self.figures:
            yield from _families(self.figures)


def _families(figures: Figures) -> Iterator[Metric]:
    """Yield what the database says; a new figure is a line here and one in domain/figures.py."""
    yield from _piles(
        "leadsbot_intake", "Accepted events that are no leads", [((), figures.intake)]
    )
    yield from _piles("leadsbot_updates", "Updates from Telegram", [((), figures.updates)])
    by_kind = [((kind,), pile) for kind, pile in sorted(figures.parcels.items())]
    yield from _piles("leadsbot_parcels", "What must leave", by_kind, "kind")
    yield _gauge(
        "leadsbot_leads_without_state",
        "Leads that were neither shown nor given up and do not wait.",
        figures.gaps,
    )
    yield _gauge(
        "leadsbot_leads_overdue",
        "Leads that somebody should have answered by now.",
        figures.unanswered,
    )
    yield _gauge(
        "leadsbot_telegram_paused_seconds",
        "How long the longest rest lasts that Telegram's answers asked for.",
        figures.rest,
    )


def _gauge(name: str, what: str, amount: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what)
    family.add_metric([], amount)
    return family


def _piles(name: str, what: str, piles: Piles, *labels: str) -> tuple[Metric, Metric]:
    """Make the two families of some piles, each under the values of its labels."""
    amount = GaugeMetricFamily(name, f"{what}, by state.", labels=[*labels, "state"])
    overdue = GaugeMetricFamily(
        f"{name}_overdue_seconds", f"{what}: how long the first has been due.", labels=labels
    )
    for values, pile in piles:
        for state, count in (("due", pile.due), ("later", pile.later), ("dead", pile.dead)):
            amount.add_metric([*values, state], count)
        overdue.add_metric(values, pile.overdue.total_seconds())
    return amount, overdue


def _written(page: _Page, accept: str) -> tuple[bytes, str]:
    """Write the page; what a stranger asks for chooses between two formats and nothing else."""
    encode, kind = choose_encoder(OPEN_METRICS if OPEN_METRICS in accept else "")
    return encode(page), kind
