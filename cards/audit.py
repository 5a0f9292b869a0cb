"""How the audit reads: a page of lines, and the members to choose from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from string import Formatter
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from cards.abuse import DONE, TOOK, TROUBLES
from cards.buttons import button, keyboard
from cards.html import Card, bold, code, cut, line
from cards.reader import Reader, phrase
from domain.audit import AuditEntry, AuditLine, AuditPage, AuditSearch, Topic
from domain.payload_presets import OWN, STANDARD
from domain.plain_text import one_line

SEARCHED = "🔎 "
"""Begins a page of lines that were searched for a text, which follows as code."""
TEXT_LENGTH, NAME_LENGTH, VALUE_LENGTH, NOTE_LENGTH = 64, 40, 64, 100
LABEL_LENGTH = 32
ARROW = " → "

TOPICS = {
    Topic.ALL: phrase("Everything"),
    Topic.LEADS: phrase("Leads"),
    Topic.TEAM: phrase("Team"),
    Topic.SETTINGS: phrase("Settings"),
    Topic.DENIED: phrase("Denied"),
}
# What happened, by its event; the values are the event's own fields.
HAPPENED = {
    "lead.created": phrase("{lead}: came in from {source}"),
    "lead.taken": phrase("{lead}: taken"),
    "lead.released": phrase("{lead}: free again, {owner} had it"),
    "lead.status_changed": phrase("{lead}: status"),
    "lead.noted": phrase("{lead}: note “{text}”"),
    "lead.erased": phrase("{lead}: erased"),
    "leads.unfinished_erased": phrase("erased what was accepted of a person and was no lead"),
    "workspace.created": phrase("workspace {title} begun"),
    "workspace.locale_changed": phrase("language or time zone of the workspace"),
    "member.invited": phrase("invitation as {role}, until {expires_at}"),
    "member.joined": phrase("{member} joined as {role}"),
    "chat.connected": phrase("{title}: connected"),
    "chat.disconnected": phrase("{title}: disconnected"),
    "chat.parked": phrase("{title}: cannot be reached, {reason}"),
    "chat.healed": phrase("{title}: can be reached again"),
    "chat.resumed": phrase("{title}: gets new cards again"),
    "chat.moved": phrase("{title}: became a supergroup"),
    "chat.tested": phrase("{title}: test message"),
    "chat.changed": phrase("{title}: {what}"),
    "source.created": phrase("source {source}: made"),
    "source.secret_rotated": phrase(
        "source {source}: new secret, the one before counts until {previous_until}"
    ),
    "source.sender_chosen": phrase("source {source}: takes what {sender} sends"),
    "source.sender_secret_changed": phrase(
        "source {source}: new secret of {sender}, the one before counts until {previous_until}"
    ),
    "source.sender_removed": phrase("source {source}: takes nothing of {sender} any more"),
    "form.created": phrase("form {source}: made, for {origins}"),
    "form.unfinished_changed": phrase("form {source}: take what visitors left unfinished"),
    "form.token_renewed": phrase("form {source}: new token"),
    "form.origins_changed": phrase("form {source}: sites"),
    "source.mapping_begun": phrase("source {source}: fields begun to be named"),
    "source.mapping_cancelled": phrase("source {source}: naming of fields given up"),
    "source.mapped": phrase("source {source}: fields named, {fields}"),
    "source.map_removed": phrase("source {source}: names of fields removed"),
    "incident.opened": phrase("incident at {source}: {trouble}, {count} within ten minutes"),
    "incident.ruled": phrase("incident at {source}, {trouble}: {ruling}"),
    "abuse.measure_taken": phrase("against abuse by {target}: {measure}, until {until}"),
    "abuse.measure_lifted": phrase("against abuse by {target}: {measure} lifted"),
    "source.paused": phrase("source {source}: paused"),
    "endpoint.created": phrase("endpoint {endpoint}: made, events {events}"),
    "endpoint.changed": phrase("endpoint {endpoint}: events"),
    "endpoint.source_chosen": phrase("endpoint {endpoint}: hears of source {source}"),
    "endpoint.statuses_chosen": phrase("endpoint {endpoint}: statuses"),
    "endpoint.shaped": phrase("endpoint {endpoint}: body, with events {events}"),
    "endpoint.paused": phrase("endpoint {endpoint}: paused"),
    "endpoint.secret_rotated": phrase(
        "endpoint {endpoint}: new secret, the one before signs too until {previous_until}"
    ),
    "endpoint.disabled": phrase("endpoint {endpoint}: switched off, {why}"),
    "endpoint.removed": phrase("endpoint {endpoint}: removed"),
    "lead.emailed": phrase("{lead}: e-mail “{subject}”"),
    "lead.email_failed": phrase("{lead}: an e-mail did not arrive"),
    "email.set_up": phrase("e-mail: sent by {host}:{port} as {sender}"),
    "email.removed": phrase("e-mail: {host} removed"),
    "email.parked": phrase("e-mail: {host} turned us away"),
    "email.healed": phrase("e-mail: {host} takes mail again"),
    "canary.changed": phrase("canary leads, minutes between them"),
    "leads.export_asked": phrase("export asked for: {format}, {period}"),
    "leads.exported": phrase("exported {leads} leads: {format}, {period}, to the {to}"),
    "leads.export_ended": phrase("export came to nothing: {format}, {why}"),
    "action.denied": phrase("denied: {action}, {reason}"),
    "key.created": phrase("key {key}: made, may {scopes}"),
    "key.rotated": phrase("key {key}: new secret, the one before counts until {previous_until}"),
    "key.revoked": phrase("key {key}: revoked"),
    "key.refused": phrase("key {key}: refused, {reason}"),
}
# Words that stand in the fields of events.
VALUES = {
    **{each.value: words for each, words in TROUBLES.items()},
    **{each.value: words for each, words in DONE.items()},
    **{each.value: words for each, words in TOOK.items()},
    "new": phrase("new"),
    "taken": phrase("taken"),
    "contacted": phrase("contacted"),
    "qualified": phrase("qualified"),
    "won": phrase("won"),
    "lost": phrase("lost"),
    "spam": phrase("spam"),
    "price": phrase("price"),
    "no answer": phrase("no answer"),
    "went elsewhere": phrase("went elsewhere"),
    "not a fit": phrase("not a fit"),
    "other": phrase("other"),
    "viewer": phrase("viewer"),
    "agent": phrase("agent"),
    "admin": phrase("admin"),
    "owner": phrase("owner"),
    "active": phrase("active"),
    "paused": phrase("paused"),
    "parked": phrase("out of reach"),
    "True": phrase("yes"),
    "False": phrase("no"),
    "off": phrase("off"),
    "left open": phrase("left open"),
    STANDARD: phrase("as it is"),
    OWN: phrase("by a template of your own"),
    "hot": phrase("hot"),
    "warm": phrase("warm"),
    "cold": phrase("cold"),
    "kicked": phrase("the bot was removed"),
    "not a member": phrase("the bot is no member"),
    "deleted": phrase("it was deleted"),
    "not found": phrase("Telegram does not find it"),
    "no right to write": phrase("the bot may not write there"),
    "blocked": phrase("the bot is blocked"),
    "deactivated": phrase("the account is deactivated"),
    "revoked": phrase("revoked"),
    "expired": phrase("expired"),
}
CHANGED = {
    "paused": phrase("paused"),
    "title": phrase("title"),
    "fallback": phrase("fallback"),
    "route": phrase("chosen sources and temperatures"),
    "topic_per_lead": phrase("a topic for each lead"),
    "quiet": phrase("quiet hours"),
    "summary": phrase("summaries"),
}
# Fields whose values are words of ours; all others hold what people wrote.
OF_OURS = frozenset(
    {"was", "became", "role", "reason", "paused", "minutes", "trouble", "ruling", "measure"}
)
# Fields that may hold a moment.
MOMENTS = ("_at", "until", "was")
# Fields that hold what something became, where they are not called so.
BECAME = ("became", "paused", "minutes")


class AuditButton(CallbackData, prefix="audit"):
    """A press for a page: the newest lines (0), those before a line, or those after (negative)."""

    topic: Topic
    place: int
    member_id: UUID | None = None


class AuditPeopleButton(CallbackData, prefix="auditors"):
    """A press for a page of members to choose from."""

    topic: Topic
    page: int


def audit_card(reader: Reader, page: AuditPage, search: AuditSearch) -> Card:
    """Show a page of lines, day by day, with buttons to turn and to choose."""
    head = [f"<b>{reader.say('Audit')}</b>", reader.say(TOPICS[search.topic])]
    if search.member_id:
        head.append(line(page.member or "?", NAME_LENGTH))
    head.append(line(reader.locale.zone, NAME_LENGTH))
    lines = [" · ".join(head)]
    if search.text:
        lines.insert(0, SEARCHED + code(search.text, TEXT_LENGTH))
    lines += _by_day(reader, page)
    if page.searched_to:
        moment = reader.moment(page.searched_to)
        lines += ["", reader.say("Searched as far as {moment}; turn to go on.", moment=moment)]
    elif not page.lines:
        lines += ["", reader.say("Nothing here.")]
    return Card("\n".join(lines), _buttons(reader, page, search))


def people_card(
    reader: Reader, people: Sequence[tuple[UUID, str]], topic: Topic, page: int, *, more: bool
) -> Card:
    """Ask whose lines should be shown."""
    rows = [
        [button(_label(name), AuditButton(topic=topic, place=0, member_id=member_id))]
        for member_id, name in people
    ]
    turns = []
    if page > 0:
        turns.append(button("«", AuditPeopleButton(topic=topic, page=page - 1)))
    if more:
        turns.append(button("»", AuditPeopleButton(topic=topic, page=page + 1)))
    back = button(reader.say("« Back"), AuditButton(topic=topic, place=0))
    rows += [turns, [back]] if turns else [[back]]
    return Card(reader.say("Whose lines shall I show?"), keyboard(rows))


def _by_day(reader: Reader, page: AuditPage) -> Sequence[str]:
    shown: list[str] = []
    day = ""
    for each in page.lines:
        if (found := reader.day(each.entry.at)) != day:
            day = found
            shown += ["", f"<i>{day}</i>"]
        shown.append(_line(reader, each, page.numbers))
    return shown


def _line(reader: Reader, shown: AuditLine, numbers: Mapping[UUID, int]) -> str:
    entry = shown.entry
    number = numbers.get(shown.subject_id)
    lead = f"#{number}" if number else reader.say("a lead")
    time, who = reader.time(entry.at), bold(entry.actor.name, NAME_LENGTH)
    return f"{time} {who} · {what_happened(reader, entry, lead)}"


def what_happened(reader: Reader, entry: AuditEntry, lead: str) -> str:
    """Say what happened to what, and from what it changed to what."""
    values = {name: _value(reader, name, text) for name, text in entry.details.items()}
    said = HAPPENED.get(entry.action)
    if said is None:
        return _in_general(entry, values)
    words = reader.say(said, **_filled(said, {**values, "lead": lead}))
    if "was" not in values and "became" not in values:
        return words
    became = next((values[name] for name in BECAME if name in values), "")
    arrow = f"{values.get('was', '')}{ARROW}{became}".strip()
    reason = f" ({values['reason']})" if "reason" in values and "{reason}" not in said else ""
    return f"{words}: {arrow}{reason}" if became else words


def _in_general(entry: AuditEntry, values: Mapping[str, str]) -> str:
    """Say something of which nobody wrote words, by the names of its fields."""
    shown = {"was", "became"} if "became" in values else set()
    told = [f"{name}: {value}" for name, value in values.items() if name not in shown]
    if "became" in values:
        told.append(f"{values.get('was', '')}{ARROW}{values['became']}")
    return " · ".join([code(entry.action, VALUE_LENGTH), *told])


def _filled(said: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the phrase asks for; lines of long ago may lack something."""
    names = (name for _, name, _, _ in Formatter().parse(said) if name)
    return {name: values.get(name, "?") for name in names}


def _value(reader: Reader, name: str, text: str) -> str:
    if name == "what":
        return reader.say(CHANGED[text]) if text in CHANGED else line(text, VALUE_LENGTH)
    if name in OF_OURS and text in VALUES:
        return reader.say(VALUES[text])
    if name in {"was", "became"} and ", " in text:
        return ", ".join(_value(reader, name, part) for part in text.split(", "))
    if moment := _moment(text) if name.endswith(MOMENTS) else None:
        return reader.moment(moment)
    return line(text, NOTE_LENGTH if name == "text" else VALUE_LENGTH)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _buttons(reader: Reader, page: AuditPage, search: AuditSearch) -> InlineKeyboardMarkup:
    def to(place: int, topic: Topic = search.topic) -> AuditButton:
        return AuditButton(topic=topic, place=place, member_id=search.member_id)

    turns = []
    if page.newer:
        turns.append(button(reader.say("« Newer"), to(-page.newer)))
    if page.older:
        turns.append(button(reader.say("Older »"), to(page.older)))
    topics = [
        button(("• " if each is search.topic else "") + reader.say(words), to(0, each))
        for each, words in TOPICS.items()
    ]
    who = (
        button(reader.say("Of everybody"), AuditButton(topic=search.topic, place=0))
        if search.member_id
        else button(reader.say("Of one member"), AuditPeopleButton(topic=search.topic, page=0))
    )
    rows = [turns, topics[:3], topics[3:], [who]]
    return keyboard(rows)


def _label(name: str) -> str:
    return cut(one_line(name), LABEL_LENGTH)
