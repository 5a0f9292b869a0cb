"""How a lead's history reads."""

from collections.abc import Sequence

from cards.html import Card, line
from cards.lead import only_back
from domain.audit import AuditEntry
from domain.lead import Lead

ENTRY_LENGTH = 120


def history_card(lead: Lead, entries: Sequence[AuditEntry]) -> Card:
    """List what happened to the lead, the newest first."""
    head = f"<b>#{lead.number}</b> · history (UTC)"
    return Card("\n".join([head, "", *map(_line, entries)]), only_back(lead))


def _line(entry: AuditEntry) -> str:
    when = entry.at.strftime("%d %b %H:%M")
    return f"{when} · {line(entry.actor.name, 40)} {_what(entry)}"


def _what(entry: AuditEntry) -> str:
    details = entry.details
    match entry.action:
        case "lead.created":
            return f"received it from {line(details.get('source', '?'), 64)}"
        case "lead.taken":
            return "took it"
        case "lead.released":
            return "released it"
        case "lead.status_changed":
            reason = f" ({line(details['reason'], 32)})" if "reason" in details else ""
            return f"moved it from {details['was']} to {details['became']}{reason}"
        case "lead.noted":
            return f"noted: {line(details['text'], ENTRY_LENGTH)}"
        case other:
            return other
