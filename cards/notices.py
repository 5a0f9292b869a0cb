"""How people are told in private: what happened, what it means, what heals it."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from aiogram.types import InlineKeyboardMarkup

from cards.abuse import DID, TROUBLES, incident_buttons
from cards.buttons import button, keyboard
from cards.endpoint import trouble_words
from cards.field_map import sample_button
from cards.form import origin_buttons
from cards.html import Card, bold, line
from cards.lead import LeadButton, Move
from cards.mail import trouble_words as mail_trouble_words
from cards.overdue import OverdueButton
from cards.quarantine import review_button
from cards.reader import Reader, phrase
from cards.roles import role_word
from domain.abuse import Trouble
from domain.canary import ANY_CHAT
from domain.chat import Unreachable
from domain.measure import Step
from domain.notice import DETAILS, NoticeKind
from domain.roles import Role

WORDS = {
    NoticeKind.CHAT_PARKED: phrase(
        "⏸ I cannot post in {chat}: {reason}."
        " Add me again or send /connect there; what waits comes then, in order."
    ),
    NoticeKind.CHAT_HEALED: phrase("▶️ I can post in {chat} again. {waited}"),
    NoticeKind.TOPIC_CLOSED: phrase(
        "🔒 The topic {topic} in {chat} is closed."
        " Its leads come to the group's general topic until somebody opens it again."
    ),
    NoticeKind.TOPIC_GONE: phrase(
        "🗑 The topic {topic} in {chat} is gone. Its leads come to the group's general topic now."
    ),
    NoticeKind.NO_TOPIC_RIGHTS: phrase(
        "🔧 I may not make topics in {chat}. Make me an admin of the group"
        " who may manage topics; until then its leads come to the general topic."
    ),
    NoticeKind.LEAD_DEAD: phrase(
        "❗ The card of <b>#{number}</b> did not get to {chat}: {error}."
        " I have given it up; the lead itself is kept."
    ),
    NoticeKind.CANARY_LATE: phrase(
        "🐤 The canary lead of {source} did not reach {chat} within"
        " {seconds} s. Real leads may be late too."
    ),
    NoticeKind.CANARY_BACK: phrase("🐤 The canary leads of {source} reach {chat} in time again."),
    NoticeKind.SOURCE_SILENT: phrase(
        "🤫 {source} has brought no lead for {lasted}. It usually brings"
        " {per_day} a day and was never quiet for longer than {longest}. Please try its form."
    ),
    NoticeKind.SOURCE_BACK: phrase("👋 {source} brings leads again."),
    NoticeKind.LEAD_ASSIGNED: phrase("👉 {by} gave you the lead <b>#{number}</b>, {who}."),
    NoticeKind.ROLE_CHANGED: phrase("👥 Your role in {workspace} is now: {role}."),
    NoticeKind.REMOVED: phrase(
        "👋 You are no longer in the team of {workspace}. Leads that you had are open again."
    ),
    NoticeKind.REMINDER: phrase("⏰ It is time for the lead <b>#{number}</b>, {who}."),
    NoticeKind.REMINDER_WITH_TEXT: phrase(
        "⏰ It is time for the lead <b>#{number}</b>, {who}: {text}."
    ),
    NoticeKind.WORKSPACE_ENDING: phrase(
        "🗑 {by} deletes {workspace}: all of it is erased on {until}. Its sources are closed from"
        " now on. Any owner can take it back until then: /delete_workspace."
    ),
    NoticeKind.WORKSPACE_ENDS_SOON: phrase(
        "🗑 {workspace} is erased on {until}. To keep it, press Keep it below /delete_workspace."
    ),
    NoticeKind.WORKSPACE_KEPT: phrase(
        "👍 {workspace} stays: {by} took the deletion back. Its sources are open again."
    ),
    NoticeKind.WORKSPACE_DELETED: phrase(
        "🗑 {workspace} is deleted now, with everything in it. What stands in chats stays there."
    ),
    NoticeKind.LEADS_HELD: phrase(
        "🛡 Held because they look like spam: {held}. Nothing is lost:"
        " /quarantine shows why, and lets them in."
    ),
    NoticeKind.ASKED_AGAIN: phrase(
        "🔁 {person}, whose <b>#{number}</b> you have, asked again: <b>#{again}</b>."
    ),
    NoticeKind.FORM_ORIGIN: phrase(
        "🌐 {origin} posts to the form {source}, which is not for that site. It was refused."
    ),
    NoticeKind.FORM_CHANGED: phrase(
        "🧩 The form {source} looks different on {page}. Fields that are gone: {gone}."
        " New ones: {added}. Please try it there."
    ),
    NoticeKind.ENDPOINT_FAILING: phrase(
        "🔌 Nothing has reached your endpoint {endpoint} for two and a half days: {trouble}."
        " If this lasts as long again, I switch it off. /endpoints shows it."
    ),
    NoticeKind.ENDPOINT_DISABLED: phrase(
        "🔌 I switched your endpoint {endpoint} off: {trouble}. What waited for it is kept in"
        " /deliveries; Resume in /endpoints calls it again."
    ),
    NoticeKind.WEBHOOK_GIVEN_UP: phrase(
        "🔌 I gave up telling {endpoint} of something after three days: {trouble}."
        " /deliveries shows it, and sends it again."
    ),
    NoticeKind.SAMPLE_CAME: phrase(
        "🧾 The example from {source} is here. Say now which value is what."
    ),
    NoticeKind.MAIL_PARKED: phrase(
        "📮 The mail server {server} turned us away: {said}. E-mails wait and nothing is lost;"
        " /email shows it. A test, or other settings, let them go."
    ),
    NoticeKind.MAIL_FAILED: phrase("📮 Your e-mail to <b>#{number}</b> did not leave: {said}."),
    NoticeKind.MAIL_UNSURE: phrase(
        "📮 I do not know whether your e-mail to <b>#{number}</b> arrived: {said}. I tried twice"
        " and send it no more."
    ),
    NoticeKind.INCIDENT: phrase(
        "🚨 {source}: {what}. {did} Within ten minutes: {many}, usually at most {usually}."
    ),
    NoticeKind.LEAD_SILENT: phrase(
        "⏰ You have #{number} {who}, and nothing has happened for too long. Go on with it, or"
        " release it."
    ),
    NoticeKind.LEADS_SILENT: phrase("⏰ Leads of yours that wait for you: {count}."),
    NoticeKind.LEAD_UNTAKEN: phrase("⏰ Nobody took #{number} {who} in time."),
    NoticeKind.LEADS_UNTAKEN: phrase("⏰ Overdue leads that nobody took: {count}."),
}
NAMES = {"chat", "topic", "source", "who", "by", "workspace", "person", "endpoint", "server"}
NAME_LENGTH = 64
REASON_LENGTH = 200
FIGURE_LENGTH = 24
LENGTHS = {"origin": 100, "page": 200, "gone": 200, "added": 200}
UNKNOWN = "?"

_PARTS = re.compile(r"([0-9]{1,9}) (days|h|min)\b")


def notice_card(reader: Reader, kind: NoticeKind, details: Mapping[str, str]) -> Card:
    """Tell what happened; all details come from outside, and one that is missing is a ``?``."""
    told = {name: _shown(reader, name, details.get(name) or UNKNOWN) for name in DETAILS[kind]}
    return Card(reader.say(WORDS[kind], **told), _buttons(reader, kind, details))


def _buttons(
    reader: Reader, kind: NoticeKind, details: Mapping[str, str]
) -> InlineKeyboardMarkup | None:
    """Return the button that shows what the notice is about, if there is one."""
    match kind:
        case NoticeKind.LEADS_HELD:
            return review_button(reader)
        case NoticeKind.INCIDENT:
            return incident_buttons(reader, details)
        case NoticeKind.LEADS_SILENT | NoticeKind.LEADS_UNTAKEN:
            opening = button(reader.say("Show them"), OverdueButton(page=0))
        case NoticeKind.SAMPLE_CAME if "sample" in details:
            opening = sample_button(reader, UUID(details["sample"]))
        case NoticeKind.FORM_ORIGIN if "form" in details:
            return origin_buttons(reader, UUID(details["form"]), details["origin"])
        case _ if "lead" in details:
            lead = LeadButton(move=Move.BACK, lead_id=UUID(details["lead"]))
            opening = button(reader.say("Open"), lead)
        case _:
            return None
    return keyboard([[opening]])


def _shown(reader: Reader, name: str, text: str) -> str:  # noqa: C901, PLR0911 -- one table, a line a detail
    if name in NAMES:
        return bold(reader.say(ANY_CHAT) if text == ANY_CHAT else text, NAME_LENGTH)
    match name:
        case "waited":
            return _waited(reader, text)
        case "what":
            return (
                reader.say(TROUBLES[Trouble(text)])
                if text in {*TROUBLES}
                else line(text, FIGURE_LENGTH)
            )
        case "did":
            return reader.say(DID[Step(text)]) if text in {*DID} else line(text, FIGURE_LENGTH)
        case "role":
            return _role(reader, text)
        case "until":
            return _moment(reader, text)
        case "trouble":
            return trouble_words(reader, text)
        case "said":
            return mail_trouble_words(reader, text)
        case "reason":
            return line(_reason(reader, text), REASON_LENGTH)
        case "lasted" | "longest":
            return line(_duration(reader, text), FIGURE_LENGTH)
        case "error" | "text":
            return line(text, REASON_LENGTH)
        case _:
            return line(text, LENGTHS.get(name, FIGURE_LENGTH))


def _waited(reader: Reader, text: str) -> str:
    if not text.isdecimal():
        return f"{line(text, FIGURE_LENGTH)}."
    count = int(text[:FIGURE_LENGTH])
    if count == 0:
        return reader.say("Nothing waited.")
    return reader.count(
        count,
        "One lead waited and comes now.",
        "{number} leads waited and come now, in order.",
    )


def _role(reader: Reader, text: str) -> str:
    role = Role.read(text)
    return role_word(reader, role) if role else line(text, FIGURE_LENGTH)


def _moment(reader: Reader, text: str) -> str:
    """Say a moment by the reader's clock that is told in ISO 8601."""
    try:
        return reader.moment(datetime.fromisoformat(text))
    except ValueError:
        return line(text, FIGURE_LENGTH)


def _reason(reader: Reader, text: str) -> str:
    ours = {each.words for each in Unreachable}
    return reader.say(text) if text in ours else text


def _duration(reader: Reader, text: str) -> str:
    """Say a duration as ``domain.silence`` spells it, such as ``2 days 3 h``."""
    found = _PARTS.findall(text)
    if " ".join(f"{number} {unit}" for number, unit in found) != text:
        return text
    return " ".join(_part(reader, int(number), unit) for number, unit in found)


def _part(reader: Reader, number: int, unit: str) -> str:
    match unit:
        case "days":
            return reader.count(number, "{number} day", "{number} days")
        case "h":
            return reader.say("{number} h", number=number)
        case _:
            return reader.say("{number} min", number=number)
