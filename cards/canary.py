"""How canaries look: the message that flies, and how they fare."""

from cards.html import Card, bold
from cards.reader import Reader
from domain.canary import Flight

BIRD = "🐤"


def canary_card() -> Card:
    """Return what is in a chat for a moment."""
    return Card(BIRD)


def canary_status(reader: Reader, minutes: int | None, newest: Flight | None) -> Card:
    """Say whether canary leads are on, and how the newest one fared."""
    if minutes is None:
        off = reader.say(
            "Canary leads are off. <code>/canary on</code> sends one every 30 minutes,"
            " through each source in turn to every chat, where it is deleted at once."
            " You hear from me when one is missing."
        )
        return Card(f"{BIRD} {off}")
    on = reader.count(
        minutes,
        "Canary leads are on, every minute.",
        "Canary leads are on, every {number} minutes.",
    )
    return Card(f"{BIRD} {on} {_fared(reader, newest)}")


def _fared(reader: Reader, flight: Flight | None) -> str:
    if flight is None:
        return reader.say("The first is coming.")
    told = {"source": bold(flight.source, 64), "began": reader.moment(flight.began_at)}
    if not flight.sent_out:
        return reader.say("The last one, of {source} at {began}, is still on its way.", **told)
    return reader.say(
        "The last one, of {source} at {began}, reached {arrived} of {chats} chats.",
        **told,
        arrived=flight.arrived,
        chats=flight.chats,
    )
