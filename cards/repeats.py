"""How repeated requests and held leads are marked on a card."""

from collections.abc import Iterator

from cards.html import line
from cards.reader import Reader
from domain.lead import Lead


def repeat_lines(reader: Reader, lead: Lead, keeper: str | None = None) -> Iterator[str]:
    """Say which request of its person a lead is, who has an earlier one, and what came later."""
    if lead.is_held:
        yield f"🛡 {reader.say('Held: it looks like spam')}"
    if lead.repeat:
        nth, first = lead.repeat.nth, lead.repeat.first
        said = reader.say(
            "Request {nth} of this person, the first was #{first}", nth=nth, first=first
        )
        yield f"🔁 {said}"
        if keeper:
            yield f"🙋 {reader.say('{who} is in touch with them', who=line(keeper, 64))}"
    if lead.asked_again:
        times, last = lead.asked_again.times, lead.asked_again.last
        yield "🔁 " + reader.count(
            times, "asked again: #{last}", "asked again {number} times, last #{last}", last=last
        )
