"""How sources look: the list, and the one message that shows a secret."""

import json
import shlex
from collections.abc import Sequence
from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import Card, bold
from cards.reader import Reader
from domain.signing import secret_key
from domain.source import Source

SHOWN = 20
EXAMPLE = {
    "event": "lead.created",
    "data": {"name": "Ada Example", "email": "ada@example.com", "message": "Please call me."},
}


class SourceMove(StrEnum):
    """What the buttons under the sources can ask for."""

    ROTATE = "rotate"
    PAUSE = "pause"
    RESUME = "resume"
    ROTATE_AGAIN = "again"


class SourceButton(CallbackData, prefix="source"):
    """A press on a button under the sources."""

    move: SourceMove
    source_id: UUID
    ending: int | None = None


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


def sources_card(reader: Reader, sources: Sequence[Source], *, private: bool) -> Card:
    """List the sources with what one may do to each; secrets change in private only."""
    if not sources:
        return Card(reader.say("No sources yet. <code>/newsource NAME</code> makes one."))
    lines = [_line(reader, source) for source in sources[:SHOWN]]
    if len(sources) > SHOWN:
        lines.append(reader.say("and {count} more", count=len(sources) - SHOWN))
    rows = [_row(reader, source, private=private) for source in sources[:SHOWN]]
    return Card("\n".join(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def choose_to_rotate(reader: Reader, sources: Sequence[Source], missed: str = "") -> Card:
    """Ask whose secret should be changed; *missed* is a name that no source has."""
    if not sources:
        return sources_card(reader, sources, private=True)
    rows = [[_rotate(reader, each)] for each in sources[:SHOWN]]
    ask = reader.say("Whose secret shall I change?")
    if missed:
        ask = f"{reader.say('There is no source {name}.', name=bold(missed, 64))} {ask}"
    return Card(ask, InlineKeyboardMarkup(inline_keyboard=rows))


def rotate_again(reader: Reader, source: Source, ending: int) -> Card:
    """Warn that the old secret, good until *ending*, would end now; ask for another press."""
    again = _button(reader.say("Rotate again"), source, SourceMove.ROTATE_AGAIN, ending)
    return Card(
        reader.say(
            "{source} got a new secret less than 24 hours ago, and the one before"
            " still works. If you rotate again, that one ends at once: change your senders first.",
            source=bold(source.name, 64),
        ),
        InlineKeyboardMarkup(inline_keyboard=[[again]]),
    )


def paused_or_not(reader: Reader, source: Source) -> str:
    """Tell the one who pressed what the source does now."""
    if source.paused:
        return reader.say("{name} is paused.", name=source.name)
    return reader.say("{name} is receiving again.", name=source.name)


def _line(reader: Reader, source: Source) -> str:
    state = (
        f"⏸ {reader.say('paused, posts are refused')}"
        if source.paused
        else f"▶️ {reader.say('receiving')}"
    )
    heard = source.last_event_at
    last = (
        reader.say("last lead {moment}", moment=reader.moment(heard))
        if heard
        else reader.say("no lead yet")
    )
    return f"{bold(source.name, 64)} · {state} · {last}"


def _row(reader: Reader, source: Source, *, private: bool) -> list[InlineKeyboardButton]:
    pause = (
        _button(reader.say("Resume {name}", name=source.name), source, SourceMove.RESUME)
        if source.paused
        else _button(reader.say("Pause {name}", name=source.name), source, SourceMove.PAUSE)
    )
    return [pause, _rotate(reader, source)] if private else [pause]


def _rotate(reader: Reader, source: Source) -> InlineKeyboardButton:
    return _button(reader.say("Rotate {name}", name=source.name), source, SourceMove.ROTATE)


def _button(
    text: str, source: Source, move: SourceMove, ending: int | None = None
) -> InlineKeyboardButton:
    data = SourceButton(move=move, source_id=source.id, ending=ending).pack()
    return InlineKeyboardButton(text=text, callback_data=data)
