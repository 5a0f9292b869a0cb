"""How a lead's history reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cards.deadline import follow_up_line
from cards.html import Card, line
from cards.lead import LOST_REASONS, STATUSES, only_back
from cards.reader import Reader
from domain.audit import AuditEntry
from domain.lead import CLOSED, Lead

ENTRY_LENGTH = 120


def history_card(reader: Reader, lead: Lead, entries: Sequence[AuditEntry]) -> Card:
    """List what happened to the lead, the newest first."""
    head = f"<b>#{lead.number}</b> · {reader.say('history')}"
    lines = [f"{reader.moment(each.at)} · {_what(reader, each)}" for each in entries]
    return Card("\n".join([head, "", *lines]), only_back(reader, lead))


def _what(reader: Reader, entry: AuditEntry) -> str:  # noqa: C901, PLR0911 -- one table, a line an event
    details, who = entry.details, line(entry.actor.name, 40)
    match entry.action:
        case "lead.created":
            return reader.say("came in from {source}", source=line(details.get("source", "?"), 64))
        case "lead.taken":
            return reader.say("{who} took it", who=who)
        case "lead.assigned":
            owner = line(details.get("owner", "?"), 40)
            return reader.say("{who} gave it to {owner}", who=who, owner=owner)
        case "lead.released":
            return _released(reader, entry)
        case "lead.status_changed":
            return _status_changed(reader, entry)
        case "lead.snoozed":
            return _snoozed(reader, entry)
        case "lead.tagged":
            tag = line(details.get("tag", "?"), 40)
            if details.get("added") == "True":
                return reader.say("{who} tagged it {tag}", who=who, tag=tag)
            return reader.say("{who} took away the tag {tag}", who=who, tag=tag)
        case "lead.noted":
            text = line(details["text"], ENTRY_LENGTH)
            return reader.say("{who} noted: {text}", who=who, text=text)
        case "lead.emailed" | "lead.email_failed":
            return _emailed(reader, entry)
        case "lead.held" | "lead.let_in" | "lead.found_spam" | "lead.duplicate_linked":
            return _screened(reader, entry)
        case other:
            return follow_up_line(reader, entry) or f"{who} {other}"


def _emailed(reader: Reader, entry: AuditEntry) -> str:
    who, details = line(entry.actor.name, 40), entry.details
    if entry.action == "lead.email_failed":
        return reader.say("an e-mail did not arrive, or nobody knows")
    said = f"{details.get('subject', '?')}: {details.get('text', '')}"
    return reader.say("{who} wrote an e-mail: {text}", who=who, text=line(said, ENTRY_LENGTH))


def _screened(reader: Reader, entry: AuditEntry) -> str:
    """Say what became of a lead when it was screened, and what somebody said of that."""
    details, who = entry.details, line(entry.actor.name, 40)
    match entry.action:
        case "lead.held":
            source = line(details.get("source", "?"), 64)
            return reader.say("looked like spam and was held, from {source}", source=source)
        case "lead.let_in":
            return reader.say("{who} let it in", who=who)
        case "lead.found_spam":
            return reader.say("{who} found it to be spam", who=who)
        case _:
            nth, first = details["nth"], details["first"]
            return reader.say(
                "request {nth} of this person, the first was #{first}", nth=nth, first=first
            )


def _released(reader: Reader, entry: AuditEntry) -> str:
    who, owner = entry.actor.name, entry.details.get("owner", entry.actor.name)
    if owner == who:
        return reader.say("{who} released it", who=line(who, 40))
    others = line(owner, 40)
    return reader.say("{who} released it from {owner}", who=line(who, 40), owner=others)


def _snoozed(reader: Reader, entry: AuditEntry) -> str:
    who, until = line(entry.actor.name, 40), entry.details.get("until")
    if until is None:
        return reader.say("{who} took the reminder away", who=who)
    moment = reader.moment(datetime.fromisoformat(until))
    return reader.say("{who} snoozed it until {moment}", who=who, moment=moment)


def _status_changed(reader: Reader, entry: AuditEntry) -> str:
    details, who = entry.details, line(entry.actor.name, 40)
    was = _said(reader, STATUSES, details["was"])
    if details["was"] in CLOSED:
        return reader.say("{who} reopened it, it was {was}", who=who, was=was)
    became = _said(reader, STATUSES, details["became"])
    if "reason" in details:
        became += f" ({_said(reader, LOST_REASONS, details['reason'])})"
    return reader.say("{who} moved it from {was} to {became}", who=who, was=was, became=became)


def _said(reader: Reader, words: Mapping[Any, str], stored: str) -> str:
    """Say what was stored as a word of ours; whatever else it is, it stays as it is."""
    return reader.say(words[stored]) if stored in words else line(stored, 32)
