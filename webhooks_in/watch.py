"""Tells the tally what came and what became of it, and says every refusal once and sparingly."""

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from domain.addresses import limit_key
from domain.errors import AddressBlocked, Refusal
from domain.inbound import Caught, NewLead
from domain.limits import Quota
from domain.measure import SLOWED, Measure, is_blocked, is_slowed
from domain.traffic import Heard, Kind, repeated_keys
from middlewares.http import ADDRESS, REQUEST_ID
from middlewares.meters import ACCEPTED, DUPLICATE, IGNORED, Meters
from services.traffic import Tally
from storage.inbox import Receipt
from storage.traffic import Key

HEARD = web.RequestKey("heard", Heard)
STANDING_OUT = 5
"""Leads of one visitor within minutes before anybody remembers where they came from."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Watches one door for leads; only what is known to be a source's counts for that source."""

    tally: Tally
    meters: Meters

    def took(self, request: web.Request, lead: NewLead, receipt: Receipt) -> None:
        """Count a lead that was accepted, and what about it may come again and again."""
        self.meters.posted(DUPLICATE if receipt.duplicate else ACCEPTED)
        heard = request.get(HEARD)
        if heard is None:
            return
        if receipt.duplicate:
            self.tally.count(_key(heard, Kind.DUPLICATE))
            return
        accepted, request_id = _key(heard, Kind.ACCEPTED), request[REQUEST_ID]
        self.tally.count(accepted)
        for each in repeated_keys(lead):
            repeated = _key(heard, Kind.REPEATED)
            self.tally.watch(repeated, each, request_id, least=STANDING_OUT)
        if not heard.is_form:
            return
        address = limit_key(request[ADDRESS])
        self.tally.watch(accepted, address, request_id, least=STANDING_OUT)
        if Caught.GOTCHA in lead.caught:
            honeypot = _key(heard, Kind.HONEYPOT)
            self.tally.count(honeypot)
            self.tally.watch(honeypot, address, request_id)

    def ignored(self) -> None:
        """Count what told of no lead."""
        self.meters.posted(IGNORED)

    def refused(self, request: web.Request, refusal: Refusal) -> None:
        """Count a refusal; what nobody proved counts against its address alone."""
        self.meters.posted(refusal.code)
        heard = request.get(HEARD)
        if heard is None:
            return
        known = heard.proven or heard.is_form
        key = _key(heard, refusal.code if known else Kind.UNPROVEN)
        self.tally.count(key)
        self.tally.watch(key, limit_key(request[ADDRESS]), request[REQUEST_ID])


def must_not_be_blocked(measures: tuple[Measure, ...], request: web.Request) -> None:
    """Refuse with AddressBlocked what comes from an address that an admin blocked."""
    if measures and is_blocked(measures, limit_key(request[ADDRESS])):
        raise AddressBlocked


def slowing(source_id: UUID, measures: tuple[Measure, ...], address: str) -> tuple[Quota, ...]:
    """Return what a visitor is charged besides while they are slowed down."""
    if not (measures and is_slowed(measures, address)):
        return ()
    return (Quota("slowed", f"{address} {source_id}", SLOWED),)


def _key(heard: Heard, kind: str) -> Key:
    return Key(heard.workspace_id, heard.source_id, kind)
