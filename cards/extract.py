"""What a long message comes to, above the message itself, in the words of whoever wrote it."""

from collections.abc import Iterator

from cards.html import line
from cards.reader import Reader
from domain.extract import MOST, extract
from domain.lead import Lead

HINT_LENGTH = 120


def in_short(reader: Reader, lead: Lead) -> Iterator[str]:
    """Say what is wanted, and how urgent it is and how to answer where the message says so."""
    found = extract(lead.contact.message)
    if found is None:
        return
    yield f"💬 {reader.say('In short: {words}', words=line(found.wish, MOST + 1))}"
    hints = {"⏱": found.hurry, "↩️": found.reach}
    said = [f"{mark} {line(words, HINT_LENGTH)}" for mark, words in hints.items() if words]
    if said:
        yield " · ".join(said)
