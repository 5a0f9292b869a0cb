"""How tags look: the menu that sets them, and what is said then."""

from collections.abc import Sequence
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, cut, mention
from cards.lead import back
from cards.reader import Reader
from domain.caller import Person
from domain.lead import Lead
from domain.plain_text import one_line
from domain.tags import LENGTH, Tag, Tags

CHOSEN = "✓ "


class TagButton(CallbackData, prefix="tag"):
    """A press that gives a lead a tag or takes it away; without a *code* it asks for a new one."""

    lead_id: UUID
    code: int | None = None


def tag_buttons(
    reader: Reader, lead: Lead, tags: Tags, others: Sequence[Tag]
) -> InlineKeyboardMarkup:
    """Show the lead's tags, to take away, and others to give it."""

    def toggle(tag: Tag) -> InlineKeyboardButton:
        mark = CHOSEN if tags.has(tag) else ""
        data = TagButton(lead_id=lead.id, code=tag.code)
        return button(f"{mark}{_name(tag)}", data)

    all_tags = [toggle(each) for each in (*tags.all, *others)]
    rows = [all_tags[at : at + 2] for at in range(0, len(all_tags), 2)]
    new = button(reader.say("New tag"), TagButton(lead_id=lead.id))
    return keyboard([*rows, [new, back(reader, lead)]])


def tagged(reader: Reader, lead: Lead, tag: Tag, *, added: bool | None) -> str:
    """Say what became of a tag, on one line without markup."""
    said = {"number": lead.number, "tag": _name(tag)}
    if added is None:
        return reader.say("#{number} has the tag {tag} already.", **said)
    if added:
        return reader.say("#{number} has the tag {tag} now.", **said)
    return reader.say("#{number} has the tag {tag} no more.", **said)


def tagged_card(reader: Reader, lead: Lead, tag: Tag, *, added: bool | None) -> Card:
    """Confirm a tag that was typed."""
    name = bold(tag.name, 2 * LENGTH)
    if added is None:
        words = reader.say(
            "<b>#{number}</b> has the tag {tag} already.", number=lead.number, tag=name
        )
        return Card(words)
    return Card(
        reader.say("<b>#{number}</b> has the tag {tag} now.", number=lead.number, tag=name)
    )


def ask_for_tag(reader: Reader, lead: Lead, person: Person) -> str:
    """Ask one person for a tag; their client opens a reply to this message."""
    return reader.say(
        "{who}, reply to this message with a tag for <b>#{number}</b>.",
        who=mention(person.id, person.name, 64),
        number=lead.number,
    )


def _name(tag: Tag) -> str:
    return cut(one_line(tag.name), LENGTH) or "?"
