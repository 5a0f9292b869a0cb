"""How sources look: the list, and the one message that shows a secret."""

import json
import shlex
from collections.abc import Sequence
from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.field_map import fields_row
from cards.form import form_rows, sites_line, unfinished_line
from cards.html import Card, bold
from cards.pages import page_of
from cards.reader import Reader
from cards.sender_buttons import SenderButton, SenderMove
from domain.signing import secret_key
from domain.source import Source
from domain.team import NAME_LENGTH

SHOWN = 20
RENAME_MARK = "✏️"
"""Begins the question for a name, so that an answer to it is known."""
EXAMPLE = {
    "event": "lead.created",
    "data": {"name": "Ada Example", "email": "ada@example.com", "message": "Please call me."},
}


class SourceMove(StrEnum):
    """What the buttons under the sources can ask for."""

    SHOW = "show"
    RENAME = "name"
    TEST = "test"
    ROTATE = "rotate"
    PAUSE = "pause"
    RESUME = "resume"
    ROTATE_AGAIN = "again"


class SourceButton(CallbackData, prefix="source"):
    """A press on a button under the sources."""

    move: SourceMove
    source_id: UUID
    ending: int | None = None


class SourcesButton(CallbackData, prefix="sources"):
    """A press on a button that shows a page of the list."""

    page: int


def inbound_url(public_url: str, source: Source) -> str:
    """Return where the source posts its events."""
    return f"{public_url.rstrip('/')}/api/inbound/w/{source.id}/leads"


def secret_card(reader: Reader, source: Source, public_url: str, *, rotated: bool) -> Card:
    """Show a new secret, the only time it is shown, with a command line that works as pasted."""
    url = inbound_url(public_url, source)
    head, overlap = bold(source.name, 64), ""
    if rotated:
        head = reader.say("New secret for {source}", source=head)
        overlap = f"\n{reader.say('The old secret works for 24 hours more.')}"
    return Card(
        f"{head}\n\n{reader.say('Post signed leads to')}\n<code>{escape(url)}</code>\n\n"
        f"{reader.say('Secret (shown only this once)')}\n"
        f"<code>{escape(source.secret)}</code>{overlap}\n\n"
        f"{reader.say('Try it:')}\n<pre>{escape(curl_line(url, source.secret), quote=False)}</pre>"
    )


def curl_line(url: str, secret: str) -> str:
    """Write shell lines that sign and post an example; needs curl and openssl."""
    body = json.dumps(EXAMPLE, separators=(",", ":"))
    return (
        f"BODY={shlex.quote(body)}\n"
        f'SIG=$(printf %s "$BODY" | openssl dgst -sha256 -mac HMAC'
        f" -macopt hexkey:{secret_key(secret).hex()} | sed 's/.* //')\n"
        f"curl -sS {shlex.quote(url)} -H 'Content-Type: application/json'"
        f' -H "X-LeadsBot-Signature: sha256=$SIG" --data-binary "$BODY"'
    )


def sources_card(reader: Reader, sources: Sequence[Source], page: int = 0) -> Card:
    """List the sources of one page, each with its button."""
    if not sources:
        return Card(reader.say("No sources yet. <code>/newsource NAME</code> makes one."))
    shown = page_of(sources, page)
    many = reader.count(len(sources), "1 source", "{number} sources")
    lines = [f"📥 <b>{many}</b>", "", *(_line(reader, each) for each in shown.entries)]
    rows = [[_button(label(each.name), each, SourceMove.SHOW)] for each in shown.entries]
    rows += shown.turns(lambda to: SourcesButton(page=to))
    return Card("\n".join(lines), keyboard(rows))


def source_card(
    reader: Reader, source: Source, lately: int, page: int = 0, *, private: bool
) -> Card:
    """Show one source and what one may do; its secret and its name change in private only."""
    heard = source.last_event_at
    lines = [
        bold(source.name, 64),
        "",
        _state(reader, source),
        reader.say(
            "Last lead: {last}", last=reader.moment(heard) if heard else reader.say("none yet")
        ),
        reader.say("Leads within 7 days: {count}", count=lately),
        _door(reader, source),
    ]
    rows = _actions(reader, source, private=private)
    rows.append([button(reader.say("Back"), SourcesButton(page=page))])
    return Card("\n".join(lines), keyboard(rows))


def _door(reader: Reader, source: Source) -> str:
    """Say what lets somebody post: the secret, or the sites of a form."""
    if source.form:
        return f"{sites_line(reader, source.form)}\n{unfinished_line(reader, source.form)}"
    if changed := source.secret_changed_at:
        return reader.say("Secret changed: {moment}", moment=reader.moment(changed))
    return reader.say("Secret: the one it began with")


def rename_card(reader: Reader, source: Source) -> Card:
    """Ask for another name; whoever answers, replies to this."""
    # It is the whole name, however it counts, for the answer is about the source of this name.
    name = bold(source.name, 2 * NAME_LENGTH)
    ask = reader.say("What shall {source} be called? Reply to this message.", source=name)
    return Card(f"{RENAME_MARK} {ask}")


def test_lead(reader: Reader, source: Source) -> tuple[str, str]:
    """Return name and message of a lead that says of itself that it is a test."""
    name = reader.say("Test lead from {source}", source=source.name)
    return name, reader.say("This is a test. You can move it to spam.")


def choose_to_rotate(reader: Reader, sources: Sequence[Source], missed: str = "") -> Card:
    """Ask whose secret should be changed; *missed* is a name that no source has."""
    if not sources:
        return sources_card(reader, sources)
    rows = [[_rotate(reader, each)] for each in sources[:SHOWN]]
    ask = reader.say("Whose secret shall I change?")
    if missed:
        ask = f"{reader.say('There is no source {name}.', name=bold(missed, 64))} {ask}"
    return Card(ask, keyboard(rows))


def rotate_again(reader: Reader, source: Source, ending: int) -> Card:
    """Warn that the old secret, good until *ending*, would end now; ask for another press."""
    again = _button(reader.say("Rotate again"), source, SourceMove.ROTATE_AGAIN, ending)
    return Card(
        reader.say(
            "{source} got a new secret less than 24 hours ago, and the one before"
            " still works. If you rotate again, that one ends at once: change your senders first.",
            source=bold(source.name, 64),
        ),
        keyboard([[again]]),
    )


def paused_or_not(reader: Reader, source: Source) -> str:
    """Tell the one who pressed what the source does now."""
    if source.paused:
        return reader.say("{name} is paused.", name=source.name)
    return reader.say("{name} is receiving again.", name=source.name)


def _line(reader: Reader, source: Source) -> str:
    heard = source.last_event_at
    last = (
        reader.say("last lead {moment}", moment=reader.moment(heard))
        if heard
        else reader.say("no lead yet")
    )
    mark = "📝 " if source.form else ""
    return f"{mark}{bold(source.name, 64)} · {_state(reader, source)} · {last}"


def _state(reader: Reader, source: Source) -> str:
    if source.paused:
        return f"⏸ {reader.say('paused, posts are refused')}"
    return f"▶️ {reader.say('receiving')}"


def _actions(reader: Reader, source: Source, *, private: bool) -> list[list[InlineKeyboardButton]]:
    if source.paused:
        first = [_button(reader.say("Resume"), source, SourceMove.RESUME)]
    else:
        test = _button(reader.say("Send a test lead"), source, SourceMove.TEST)
        first = [_button(reader.say("Pause"), source, SourceMove.PAUSE), test]
    if not private:
        return [first]
    rename = _button(reader.say("Rename"), source, SourceMove.RENAME)
    if source.form:
        first_of_form, second_of_form, *others = form_rows(reader, source)
        return [first, first_of_form, [*second_of_form, rename], *others]
    rotate = _button(reader.say("New secret"), source, SourceMove.ROTATE)
    senders = SenderButton(move=SenderMove.LIST, source_id=source.id)
    sender = button(reader.say("Sender"), senders)
    return [first, [rotate, rename], [*fields_row(reader, source), sender]]


def test_under_way(reader: Reader) -> str:
    """Tell the one who pressed what comes now."""
    return reader.say("A test lead is on its way; its card comes to your chats.")


def _rotate(reader: Reader, source: Source) -> InlineKeyboardButton:
    return _button(reader.say("Rotate {name}", name=source.name), source, SourceMove.ROTATE)


def _button(
    text: str, source: Source, move: SourceMove, ending: int | None = None
) -> InlineKeyboardButton:
    data = SourceButton(move=move, source_id=source.id, ending=ending)
    return button(text, data)
