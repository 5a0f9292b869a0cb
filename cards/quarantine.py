"""How held leads look: each with its reasons, and what was learned from people's answers."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, cut, line
from cards.lead import NO_NAME
from cards.pages import turns
from cards.reader import Reader
from domain.inbound import NewLead
from domain.lead import Lead
from domain.phrases import phrase
from domain.plain_text import one_line
from domain.quarantine import HeldLead, Rule
from domain.spam import HELD_FROM, Sign, Verdict

RULES_ON_PAGE = 8
SIGNS = {
    Sign.LINKS: phrase("links"),
    Sign.PHRASES: phrase("phrases of spam"),
    Sign.CAPITALS: phrase("all in capitals"),
    Sign.NAME: phrase("a name that is none"),
    Sign.MAIL: phrase("throw-away address"),
    Sign.SCRIPTS: phrase("letters of two alphabets in one word"),
    Sign.REPEATED: phrase("the same words from many senders"),
    Sign.TRAP: phrase("a hidden field is filled in"),
    Sign.GOTCHA: phrase("a field is filled in that people do not see"),
    Sign.HASTE: phrase("filled in faster than people can"),
    Sign.FLOOD: phrase("it came in a flood that is held"),
    Sign.SENDER: phrase("an earlier lead of this sender was marked as spam"),
}


class HeldMove(StrEnum):
    """What the buttons about held leads can ask for."""

    SHOW = "show"
    LET_IN = "in"
    SPAM = "spam"
    RULES = "rules"
    FORGET = "forget"


class HeldButton(CallbackData, prefix="held"):
    """A press about held leads; *id* is the lead, or the source that is to forget."""

    move: HeldMove
    page: int = 0
    id: UUID | None = None


def held_card(
    reader: Reader, leads: Sequence[HeldLead], count: int, page: int, pages: int
) -> Card:
    """Show a page of held leads, with the reasons for each and what one may say about it."""
    if not leads:
        nothing = reader.say("🛡 No lead is held. What looks like spam waits here.")
        return Card(nothing, keyboard([[_learned(reader)]]))
    head = reader.count(
        count, "🛡 <b>{number} lead is held</b>", "🛡 <b>{number} leads are held</b>"
    )
    means = reader.say(
        "They look like spam: at least two reasons and {points} points, or a sender you marked."
        " Nobody was alerted, and nothing is lost.",
        points=HELD_FROM,
    )
    body = ["\n".join(_told(reader, each)) for each in leads]
    rows = [_answers(reader, each.lead, page) for each in leads]
    return Card(
        "\n\n".join([head, means, *body]),
        keyboard(
            [
                *rows,
                turns(page, pages, lambda to: HeldButton(move=HeldMove.SHOW, page=to)),
                [_learned(reader)],
            ]
        ),
    )


def answered(reader: Reader, lead: Lead, move: HeldMove) -> str:
    """Tell the one who pressed what became of the lead."""
    if move is HeldMove.LET_IN:
        return reader.say("#{number} is let in; its card is on its way.", number=lead.number)
    return reader.say("#{number} is spam; its sender is known now.", number=lead.number)


def rules_card(reader: Reader, rules: Sequence[Rule], page: int = 0) -> Card:
    """Show what each source has learned, and let it forget."""
    pages = max(-(-len(rules) // RULES_ON_PAGE), 1)
    page = min(max(page, 0), pages - 1)
    shown = rules[page * RULES_ON_PAGE :][:RULES_ON_PAGE]
    means = reader.say(
        "📚 <b>What was learned</b>\n\nA reason that was wrong weighs half for its source from"
        " then on, down to an eighth. Whoever sent what you called spam is held next time."
    )
    nothing = [] if shown else [reader.say("Nothing yet.")]
    body = ["\n".join(_rule(reader, each)) for each in shown]
    rows = [
        [
            button(
                reader.say("Forget: {source}", source=cut(one_line(each.source_name), 40)),
                HeldButton(move=HeldMove.FORGET, page=page, id=each.source_id),
            )
        ]
        for each in shown
    ]
    back = button(reader.say("« Held leads"), HeldButton(move=HeldMove.SHOW))
    return Card(
        "\n\n".join([means, *nothing, *body]),
        keyboard(
            [
                *rows,
                turns(page, pages, lambda to: HeldButton(move=HeldMove.RULES, page=to)),
                [back],
            ]
        ),
    )


def review_button(reader: Reader) -> InlineKeyboardMarkup:
    """Lead from a notice to what is held."""
    return keyboard([[button(reader.say("Review"), HeldButton(move=HeldMove.SHOW))]])


def reasons(reader: Reader, verdict: Verdict) -> str:
    """Say why, the weightiest first, and what it adds up to."""
    found = sorted(verdict.reasons, key=lambda each: -each.points)
    said = ", ".join(f"{reader.say(SIGNS[each.sign])} {each.points:+d}" for each in found)
    return f"{said} = {verdict.points}"


def _told(reader: Reader, held: HeldLead) -> Iterator[str]:
    lead, contact = held.lead, held.lead.contact
    yield f"<b>#{lead.number}</b> {bold(contact.name or reader.say(NO_NAME), 60)}"
    reach = _reach(contact)
    if reach:
        yield reach
    if contact.message:
        yield f"💬 {line(contact.message, 160)}"
    yield f"📥 {line(lead.source_name, 64)} · {reader.moment(lead.received_at)}"
    yield f"🛡 {reasons(reader, held.verdict)}"


def _reach(contact: NewLead) -> str:
    return " · ".join(line(each, 60) for each in (contact.phone, contact.email) if each)


def _rule(reader: Reader, rule: Rule) -> Iterator[str]:
    yield bold(rule.source_name, 64)
    for sign, percent in rule.weakened():
        yield f"▫️ {reader.say(SIGNS[sign])}: {percent} %"
    if rule.senders:
        marked = reader.count(
            rule.senders, "{number} mark of a sender", "{number} marks of senders"
        )
        yield f"▫️ {marked}"


def _answers(reader: Reader, lead: Lead, page: int) -> list[InlineKeyboardButton]:
    let_in = reader.say("✅ Not spam #{number}", number=lead.number)
    spam = reader.say("🚫 Spam #{number}", number=lead.number)
    return [
        button(let_in, HeldButton(move=HeldMove.LET_IN, page=page, id=lead.id)),
        button(spam, HeldButton(move=HeldMove.SPAM, page=page, id=lead.id)),
    ]


def forgotten(reader: Reader) -> str:
    """Tell the one who pressed that a source has forgotten what it learned."""
    return reader.say("Forgotten.")


def _learned(reader: Reader) -> InlineKeyboardButton:
    return button(reader.say("What was learned"), HeldButton(move=HeldMove.RULES))
