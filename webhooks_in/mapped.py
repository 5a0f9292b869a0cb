"""The format that an admin defines: a source's own map says what the values of its bodies are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import FieldProblem, Invalid
from domain.inbound import InboundEvent
from domain.mapped import read_mapped, read_unmapped
from domain.strict_json import read_json
from services.doors import SignedCall
from services.field_maps import FieldMaps

MAPPED = "mapped"
NO_MAP = "this source has no field map yet; an admin makes one with Fields, in /sources"


@dataclass(frozen=True, slots=True)
class MappedFormat:
    """Reads a body by the map of its source.

    While somebody maps it, the first body becomes the sample, and each is accepted: by the map
    from before, if it leads to anybody, or else with every value as a field of its own.
    """

    field_maps: FieldMaps
    now: Callable[[], datetime]

    async def read(self, call: SignedCall, body: bytes) -> InboundEvent:
        """Read a verified body; refuse as every format does."""
        document = read_json(body)
        source, known = call.source, call.source.field_map
        if source.is_being_mapped(self.now()):
            await self.field_maps.learn(call.caller, document)
            return _as_it_comes(call, document)
        if known is None:
            raise Invalid(FieldProblem("format", NO_MAP))
        return read_mapped(known, document)


def _as_it_comes(call: SignedCall, document: object) -> InboundEvent:
    if call.source.field_map:
        try:
            return read_mapped(call.source.field_map, document)
        except Invalid:
            pass  # Then it is kept as fields, like a body that nobody has mapped.
    return read_unmapped(document)
