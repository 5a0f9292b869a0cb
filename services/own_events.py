"""Events of our own: signed as their source signs, and handed in at the same door."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from domain.errors import FieldProblem, Invalid
from domain.inbound import read_event
from domain.phrases import phrase
from domain.sender import OWN_FORMAT
from domain.signing import (
    ID_HEADER,
    LEADSBOT_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    SignatureHeaders,
    sign,
    verify,
)
from domain.source import Source
from domain.strict_json import read_json
from services.doors import Doors, Proof
from services.intake import Intake


async def hand_in(
    doors: Doors,
    intake: Intake,
    source: Source,
    event: tuple[str, datetime],
    body: bytes,
    *,
    canary: UUID | None = None,
) -> None:
    """Sign the body, check it at the door, and promise to keep it; *event* is its id and moment.

    Refuses as the door and the intake do, and with Invalid when there is no secret to sign with.
    """
    event_id, now = event
    keys = source.live_keys(now)
    if not keys:
        raise Invalid(FieldProblem(phrase("secret"), phrase("it cannot be read; rotate it")))
    signed = sign(keys, event_id, int(now.timestamp()), body)
    headers = SignatureHeaders(
        id=signed[ID_HEADER],
        timestamp=signed[TIMESTAMP_HEADER],
        signature=signed[SIGNATURE_HEADER],
        leadsbot=signed[LEADSBOT_HEADER],
    )
    proof = Proof(OWN_FORMAT, lambda keys, at: verify(keys, headers, body, at))
    call = await doors.signed(str(source.id), proof, suspect=False)
    lead = read_event(read_json(body)).lead
    await intake.accept(call.caller, event_id, sha256(body).hexdigest(), lead, canary=canary)
