"""What was posted at a door, before anybody believes it."""

from dataclasses import dataclass
from datetime import datetime

from domain.signing import ManyHeaders, only


@dataclass(frozen=True, slots=True)
class Posted:
    """One request as it came in: nothing of it is proven, and every text is a stranger's."""

    body: bytes
    headers: ManyHeaders
    query: ManyHeaders
    media_type: str
    at: datetime

    def header(self, name: str) -> str | None:
        """Return a header; one that was sent twice is ambiguous, hence SignatureInvalid."""
        return only(self.headers.getall(name, []))

    def asked(self, name: str) -> str | None:
        """Return a parameter of the address, judged like a header."""
        return only(self.query.getall(name, []))
