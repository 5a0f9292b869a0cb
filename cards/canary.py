"""How canaries look: the message that flies, and how they fare."""

from cards.html import Card, bold
from domain.canary import Flight

BIRD = "🐤"


def canary_card() -> Card:
    """Return what is in a chat for a moment."""
    return Card(BIRD)


def canary_status(minutes: int | None, newest: Flight | None) -> Card:
    """Say whether canary leads are on, and how the newest one fared."""
    if minutes is None:
        return Card(
            f"{BIRD} Canary leads are off. <code>/canary on</code> sends one every 30 minutes,"
            " through each source in turn to every chat, where it is deleted at once."
            " You hear from me when one is missing."
        )
    how_often = f"{BIRD} Canary leads are on, every {minutes} minutes."
    return Card(f"{how_often} {_fared(newest)}" if newest else f"{how_often} The first is coming.")


def _fared(flight: Flight) -> str:
    began = flight.began_at.strftime("%d %b %H:%M UTC")
    way = (
        f"reached {flight.arrived} of {flight.chats} chats"
        if flight.sent_out
        else "is still on its way"
    )
    return f"The last one, of {bold(flight.source, 64)} at {began}, {way}."
