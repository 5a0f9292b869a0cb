"""How owners are told in private: what happened, what it means, what heals it."""

from collections.abc import Mapping
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import Card, bold, line
from cards.lead import LeadButton, Move
from cards.reader import phrase
from domain.notice import DETAILS, NoticeKind

WORDS = {
    NoticeKind.CHAT_PARKED: "⏸ I cannot post in {chat}: {reason}."
    " Add me again or send /connect there; what waits comes then, in order.",
    NoticeKind.CHAT_HEALED: "▶️ I can post in {chat} again. {waited}",
    NoticeKind.TOPIC_CLOSED: "🔒 The topic {topic} in {chat} is closed."
    " Its leads come to the group's general topic until somebody opens it again.",
    NoticeKind.TOPIC_GONE: "🗑 The topic {topic} in {chat} is gone."
    " Its leads come to the group's general topic now.",
    NoticeKind.NO_TOPIC_RIGHTS: "🔧 I may not make topics in {chat}. Make me an admin of the group"
    " who may manage topics; until then its leads come to the general topic.",
    NoticeKind.LEAD_DEAD: "❗ The card of <b>#{number}</b> did not get to {chat}: {error}."
    " I have given it up; the lead itself is kept.",
    NoticeKind.CANARY_LATE: "🐤 The canary lead of {source} did not reach {chat} within"
    " {seconds} s. Real leads may be late too.",
    NoticeKind.CANARY_BACK: "🐤 The canary leads of {source} reach {chat} in time again.",
    NoticeKind.SOURCE_SILENT: "🤫 {source} has brought no lead for {lasted}. It usually brings"
    " {per_day} a day and was never quiet for longer than {longest}. Please try its form.",
    NoticeKind.SOURCE_BACK: "👋 {source} brings leads again.",
    NoticeKind.LEAD_ASSIGNED: "👉 {by} gave you the lead <b>#{number}</b>, {who}.",
    NoticeKind.ROLE_CHANGED: phrase("👥 Your role in {workspace} is now: {role}."),
    NoticeKind.REMOVED: phrase(
        "👋 You are no longer in the team of {workspace}. Leads that you had are open again."
    ),
}
NAMES = {"chat", "topic", "source", "who", "by", "workspace"}
NAME_LENGTH = 64
REASONS = {"reason", "error"}
REASON_LENGTH = 200
FIGURE_LENGTH = 24
UNKNOWN = "?"
OPEN = phrase("Open")


def notice_card(kind: NoticeKind, details: Mapping[str, str]) -> Card:
    """Tell what happened; all details come from outside, and one that is missing is a ``?``."""
    told = {name: _shown(name, details.get(name) or UNKNOWN) for name in DETAILS[kind]}
    return Card(WORDS[kind].format_map(told), _buttons(details))


def _buttons(details: Mapping[str, str]) -> InlineKeyboardMarkup | None:
    """Return the button that opens the lead, if the notice is about one."""
    if "lead" not in details:
        return None
    opening = LeadButton(move=Move.BACK, lead_id=UUID(details["lead"])).pack()
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=OPEN, callback_data=opening)]]
    )


def _shown(name: str, text: str) -> str:
    if name in NAMES:
        return bold(text, NAME_LENGTH)
    if name == "waited":
        return _waited(text)
    return line(text, REASON_LENGTH if name in REASONS else FIGURE_LENGTH)


def _waited(count: str) -> str:
    match count:
        case "0":
            return "Nothing waited."
        case "1":
            return "One lead waited and comes now."
        case _:
            return f"{line(count, FIGURE_LENGTH)} leads waited and come now, in order."
