"""LeadsBot's own format: JSON, an envelope around the lead or the lead alone."""

from collections.abc import Mapping

from domain.inbound import InboundEvent, read_event
from domain.strict_json import read_json


def read(body: bytes, headers: Mapping[str, str]) -> InboundEvent:  # noqa: ARG001 -- one shape
    """Read the event in a verified body."""
    return read_event(read_json(body))
