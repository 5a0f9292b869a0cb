"""How deadlines read: on a card by the clock, and in a lead's history."""

from datetime import datetime

from cards.html import line
from cards.reader import Reader
from domain.audit import AuditEntry
from domain.lead import IN_WORK, Lead, Status
from domain.locale import UTC

NAME_LENGTH = 40
CHAT_LENGTH = 64


def deadline_line(reader: Reader, lead: Lead) -> str | None:
    """Say by when somebody must answer, or that nobody did; None where nobody must.

    The card is not sent anew every minute, so it names the time and counts nothing down.
    """
    if lead.respond_by is None:
        return None
    time = clock_time(reader, lead.respond_by, lead.received_at)
    if lead.status is Status.NEW and lead.overdue:
        return reader.say("⏰ Overdue since {time}", time=time)
    if lead.status is Status.NEW:
        return reader.say("⏳ Answer by {time}", time=time)
    if lead.status in IN_WORK and lead.overdue:
        return reader.say("⏰ Nothing happened by {time}", time=time)
    return None


def clock_time(reader: Reader, moment: datetime, beside: datetime) -> str:
    """Say a time of day, and the day where it is not that of the moment *beside*."""
    if reader.day(moment) != reader.day(beside):
        return reader.moment(moment)
    zone = " UTC" if reader.locale.zone == UTC else ""
    return reader.time(moment) + zone


def follow_up_line(reader: Reader, entry: AuditEntry) -> str | None:
    """Say in a history what the house did because nobody did anything; None for all else."""
    details = entry.details
    owner = line(details.get("owner", "?"), NAME_LENGTH)
    match entry.action:
        case "lead.overdue":
            return reader.say("nobody answered in time")
        case "lead.owner_reminded":
            return reader.say("{owner} was reminded", owner=owner)
        case "lead.returned":
            return reader.say("it went back to everybody, {owner} was silent", owner=owner)
        case "lead.admins_told":
            return reader.say("the admins were told that nobody took it")
        case "lead.escalated":
            chat = line(details.get("chat", "?"), CHAT_LENGTH)
            return reader.say("nobody took it, so {chat} shows it too", chat=chat)
        case _:
            return None
