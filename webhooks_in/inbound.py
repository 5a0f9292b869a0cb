"""The door of signed events: each in the format of its sender, with the proof of that sender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from aiohttp import web

from domain.addresses import limit_key
from domain.errors import FieldProblem, Invalid, Refusal, UnsupportedMediaType
from domain.inbound import InboundEvent
from domain.measure import held_back
from domain.posted import Posted
from domain.sender import OWN_FORMAT
from middlewares.http import ADDRESS, Doorkeeper
from services.doors import Proof, SignedCall
from services.intake import Intake
from storage.inbox import Receipt
from webhooks_in import formats
from webhooks_in.formats import Format
from webhooks_in.gate import Gate
from webhooks_in.mapped import MAPPED, MappedFormat
from webhooks_in.media import JSON, is_json
from webhooks_in.receipts import accepted, ignored
from webhooks_in.watch import Watch

MOST_BYTES = 64 * 1024
FORMAT = "format"
PLAIN = {"X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Inbound:
    """Receives signed events."""

    doorkeeper: Doorkeeper
    gate: Gate
    intake: Intake
    watch: Watch
    mapped: MappedFormat
    now: Callable[[], datetime]

    async def receive(self, request: web.Request) -> web.Response:
        """Accept what was posted: durable by the time of the answer, be it new or a repeat."""
        try:
            format_, receipts = await self._accepted(request)
        except Refusal as refusal:
            self.watch.refused(request, refusal)
            raise
        if not receipts:
            self.watch.ignored()
            return ignored()
        # Whoever sends several at once hears of the first that is new.
        told = next((each for each in receipts if not each.duplicate), receipts[0])
        return accepted(told, format_.ACCEPTED)

    async def greet(self, request: web.Request) -> web.Response:
        """Answer a sender that asks, before it posts anything, whether the address is ours."""
        name = request.query.get(FORMAT, OWN_FORMAT)
        greeter = formats.greeter_named(name)
        if greeter is None:
            raise web.HTTPMethodNotAllowed(request.method, ["POST"])
        self.doorkeeper.must_be_open()
        posted = self._posted(request, b"")
        proof = Proof(name, lambda keys, now: greeter.prove_greeting(posted, keys, now))
        await self.gate.pass_signed(request, proof)
        return web.Response(text=greeter.greeting(posted), headers=PLAIN)

    async def _accepted(self, request: web.Request) -> tuple[Format, Sequence[Receipt]]:
        self.doorkeeper.must_be_open()
        name = request.query.get(FORMAT, OWN_FORMAT)
        known = formats.format_named(name)
        # Bodies of a source's own shape are signed in our way. So is a format that nobody has
        # written, and whoever names one hears of it once they have signed.
        format_, proven_as = (
            (known, name) if known else (formats.formats()[OWN_FORMAT], OWN_FORMAT)
        )
        if _media_type(request) not in format_.TAKES:
            raise UnsupportedMediaType
        posted = self._posted(request, await self.doorkeeper.body(request, MOST_BYTES))
        proof = Proof(proven_as, lambda keys, now: format_.prove(posted, keys, now))
        call = await self.gate.pass_signed(request, proof)
        if name == MAPPED:
            events: Sequence[InboundEvent] = [await self.mapped.read(call, posted.body)]
        elif known is None:
            raise Invalid(FieldProblem(FORMAT, "there is no such format"))
        else:
            events = format_.read(posted)
        return format_, [await self._keep(request, call, each, posted) for each in events]

    async def _keep(
        self, request: web.Request, call: SignedCall, event: InboundEvent, posted: Posted
    ) -> Receipt:
        content = event.content_hash or sha256(posted.body).hexdigest()
        key = _key(call, event, content)
        lead = event.lead
        if call.measures:
            lead = held_back(lead, call.measures, limit_key(request[ADDRESS]))
        receipt = await self.intake.accept(call.caller, key, content, lead)
        self.watch.took(request, event.lead, receipt)
        return receipt

    def _posted(self, request: web.Request, body: bytes) -> Posted:
        return Posted(body, request.headers, request.query, _media_type(request), self.now())


def _media_type(request: web.Request) -> str:
    """Return the media type; every kind of JSON is JSON."""
    return JSON if is_json(request.content_type) else request.content_type


def _key(call: SignedCall, event: InboundEvent, content: str) -> str:
    """Choose what makes the event the same event: a signed id, its own id, or its content.

    An id that somebody chose for this counts first.
    """
    if call.event_id is not None and not (event.id_first and event.id):
        return call.event_id
    return event.id if event.id is not None else f"sha256:{content}"
