"""What a client would like to get: media types and languages by their weights (RFC 9110)."""

import re
from collections.abc import Iterator

HTML = ("text/html", "application/xhtml+xml")
JSON = ("application/json", "application/problem+json")

_MOST_ENTRIES = 32
_LONGEST = 2000
_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def weighted(header: str) -> Iterator[tuple[str, float]]:
    """Yield what a header lists, in small letters, each with its weight."""
    for entry in header[:_LONGEST].split(",")[:_MOST_ENTRIES]:
        name = entry.partition(";")[0].strip().lower()
        weight = _WEIGHT.search(entry)
        if name:
            yield name, float(weight[1]) if weight else 1.0


def weight_of(header: str, kinds: tuple[str, ...]) -> float:
    """Return how much one of the *kinds* is wished for by its own name; 0 if it is not."""
    return max((weight for name, weight in weighted(header) if name in kinds), default=0.0)


def asks_for_json(accept: str, *, sent_json: bool) -> bool:
    """Tell whether the answer is to be JSON: named or sent, and no page wished more."""
    page = weight_of(accept, HTML)
    return weight_of(accept, JSON) > page or (sent_json and not page)


def asks_for_page(accept: str) -> bool:
    """Tell whether a page is wished for by name, as browsers do where they go somewhere."""
    return weight_of(accept, HTML) > weight_of(accept, JSON)


def languages(header: str) -> list[str]:
    """Return the tags of the languages that somebody reads, the dearest first."""
    wished = [(weight, name) for name, weight in weighted(header) if weight > 0]
    return [name for _, name in sorted(wished, key=lambda each: -each[0])]
