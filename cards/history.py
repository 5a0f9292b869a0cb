"""How a lead's history reads."""

from collections.abc import Sequence

from cards.html import Card, line
from cards.lead import only_back
from domain.audit import AuditEntry
from domain.lead import CLOSED, Lead

ENTRY_LENGTH = 120


def history_card(lead: Lead, entries: Sequence[AuditEntry]) -> Card:
    """List what happened to the lead, the newest first."""
    head = f"<b>#{lead.number}</b> · history (UTC)"
    return Card("\n".join([head, "", *map(_line, entries)]), only_back(lead))


def _line(entry: AuditEntry) -> str:
    when = entry.at.strftime("%d %b %H:%M")
    if entry.action == "lead.created":
        return f"{when} · came in from {line(entry.details.get('source', '?'), 64)}"
    return f"{when} · {line(entry.actor.name, 40)} {_what(entry)}"


def _what(entry: AuditEntry) -> str:
    details = entry.details
    match entry.action:
        case "lead.taken":
            return "took it"
        case "lead.released":
            owner = details.get("owner", entry.actor.name)
            whose = f" from {line(owner, 40)}" if owner != entry.actor.name else ""
            return f"released it{whose}"
        case "lead.status_changed" if details["was"] in CLOSED:
            return f"reopened it, it was {details['was']}"
        case "lead.status_changed":
            reason = f" ({line(details['reason'], 32)})" if "reason" in details else ""
            return f"moved it from {details['was']} to {details['became']}{reason}"
        case "lead.noted":
            return f"noted: {line(details['text'], ENTRY_LENGTH)}"
        case other:
            return other
