"""How sources look: the list, and the one message that shows a secret."""

import json
import shlex
from collections.abc import Sequence
from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import Card, bold, line
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


def secret_card(source: Source, public_url: str, *, rotated: bool) -> Card:
    """Show a new secret, the only time it is shown, with a command line that works as pasted."""
    url = inbound_url(public_url, source)
    head = f"New secret for {bold(source.name, 64)}" if rotated else bold(source.name, 64)
    overlap = "\nThe old secret works for 24 hours more." if rotated else ""
    return Card(
        f"{head}\n\nPost signed leads to\n<code>{escape(url)}</code>\n\n"
        f"Secret (shown only this once)\n<code>{escape(source.secret)}</code>{overlap}\n\n"
        f"Try it:\n<pre>{escape(curl_line(url, source.secret), quote=False)}</pre>"
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


def sources_card(sources: Sequence[Source], *, private: bool) -> Card:
    """List the sources with what one may do to each; secrets change in private only."""
    if not sources:
        return Card("No sources yet. <code>/newsource NAME</code> makes one.")
    lines = [_line(source) for source in sources[:SHOWN]]
    if len(sources) > SHOWN:
        lines.append(f"and {len(sources) - SHOWN} more")
    rows = [_row(source, private=private) for source in sources[:SHOWN]]
    return Card("\n".join(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def choose_to_rotate(sources: Sequence[Source], missed: str = "") -> Card:
    """Ask whose secret should be changed; *missed* is a name that no source has."""
    if not sources:
        return sources_card(sources, private=True)
    rows = [[_rotate(each)] for each in sources[:SHOWN]]
    sorry = f"There is no source {bold(missed, 64)}. " if missed else ""
    return Card(f"{sorry}Whose secret shall I change?", InlineKeyboardMarkup(inline_keyboard=rows))


def rotate_again(source: Source, ending: int) -> Card:
    """Warn that the old secret, good until *ending*, would end now; ask for another press."""
    again = _button("Rotate again", source, SourceMove.ROTATE_AGAIN, ending)
    return Card(
        f"{bold(source.name, 64)} got a new secret less than 24 hours ago, and the one before"
        " still works. If you rotate again, that one ends at once: change your senders first.",
        InlineKeyboardMarkup(inline_keyboard=[[again]]),
    )


def _line(source: Source) -> str:
    state = "⏸ paused, posts are refused" if source.paused else "▶️ receiving"
    heard = source.last_event_at
    last = f"last lead {heard.strftime('%d %b %H:%M UTC')}" if heard else "no lead yet"
    return f"{bold(source.name, 64)} · {state} · {line(last, 64)}"


def _row(source: Source, *, private: bool) -> list[InlineKeyboardButton]:
    pause = (
        _button(f"Resume {source.name}", source, SourceMove.RESUME)
        if source.paused
        else _button(f"Pause {source.name}", source, SourceMove.PAUSE)
    )
    return [pause, _rotate(source)] if private else [pause]


def _rotate(source: Source) -> InlineKeyboardButton:
    return _button(f"Rotate {source.name}", source, SourceMove.ROTATE)


def _button(
    text: str, source: Source, move: SourceMove, ending: int | None = None
) -> InlineKeyboardButton:
    data = SourceButton(move=move, source_id=source.id, ending=ending).pack()
    return InlineKeyboardButton(text=text, callback_data=data)
