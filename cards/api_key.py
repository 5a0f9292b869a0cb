"""How API keys look: the list, the page of one, and the one message that shows a key."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.html import Card, bold, line
from cards.pages import page_of
from cards.reader import Reader, phrase
from domain.api_key import ApiKey, Scope, Token

NAME_LENGTH = 64
ADDRESSES_SHOWN = 4
EXAMPLE = "/newkey CRM leads:read leads:write 90d 192.0.2.0/24"
SCOPES = {
    Scope.LEADS_READ: phrase("list and read leads"),
    Scope.LEADS_WRITE: phrase("make and change leads"),
    Scope.LEADS_ERASE: phrase("erase leads for good"),
    Scope.SOURCES_READ: phrase("list and read sources"),
    Scope.SOURCES_WRITE: phrase("make and change sources"),
    Scope.AUDIT_READ: phrase("read the audit"),
}


class KeyMove(StrEnum):
    """What the buttons of one key can ask for."""

    SHOW = "s"
    ROTATE = "r"
    REVOKE = "x"
    REVOKE_NOW = "xn"


class KeyButton(CallbackData, prefix="key"):
    """A press on a button of one key; *page* is where the list was left."""

    move: KeyMove
    key_id: UUID
    page: int = 0


class KeysButton(CallbackData, prefix="keys"):
    """A press on a button that shows a page of the list."""

    page: int


def new_key_help(reader: Reader) -> Card:
    """Say how a key is made, and what it may be allowed."""
    lines = [f"<code>{each.value}</code> {reader.say(SCOPES[each])}" for each in Scope]
    after = reader.say(
        "After the scopes may stand how long the key counts (<code>90d</code>, <code>never</code>;"
        " a year unless you say so) and the only addresses it may come from."
    )
    like = reader.say("Like this: {typed}", typed=f"<code>{EXAMPLE}</code>")
    return Card("\n".join([like, "", *lines, "", after]))


def key_secret_card(
    reader: Reader, key: ApiKey, token: Token, public_url: str, *, rotated: bool
) -> Card:
    """Show a key, the only time it is shown, with a command line that works as pasted."""
    url = public_url.rstrip("/")
    curl = f"curl -sS {shlex.quote(f'{url}/api/v1/key')} -H 'Authorization: Bearer {token.text}'"
    head, overlap = bold(key.name, NAME_LENGTH), ""
    if rotated:
        head = reader.say("New secret for {key}", key=head)
        overlap = f"\n{reader.say('The old one works for 24 hours more.')}"
    return Card(
        f"🔑 {head}\n{_scopes(key)}\n\n"
        f"{reader.say('API key (shown only this once)')}\n"
        f"<code>{token.text}</code>{overlap}\n\n"
        f"{reader.say('Try it:')}\n<pre>{escape(curl, quote=False)}</pre>\n"
        f"<code>{escape(url)}/api/docs</code>"
    )


def keys_card(reader: Reader, keys: Sequence[ApiKey], now: datetime, page: int = 0) -> Card:
    """List the keys of one page, each with its button."""
    if not keys:
        return Card(reader.say("No API keys yet. <code>/newkey NAME SCOPE</code> makes one."))
    shown = page_of(keys, page)
    many = reader.count(len(keys), "1 API key", "{number} API keys")
    lines = [
        f"{bold(each.name, NAME_LENGTH)} · {_state(reader, each, now)}" for each in shown.entries
    ]
    rows = [[_button(label(each.name), each, KeyMove.SHOW, page)] for each in shown.entries]
    rows += shown.turns(lambda to: KeysButton(page=to))
    return Card("\n".join([f"🔑 <b>{many}</b>", "", *lines]), keyboard(rows))


def key_card(
    reader: Reader, key: ApiKey, maker: str, now: datetime, page: int = 0, *, private: bool
) -> Card:
    """Show one key and what one may do; its secret changes in private only."""
    lines = [
        bold(key.name, NAME_LENGTH),
        "",
        _state(reader, key, now),
        _scopes(key),
        reader.say("Begins with: {begin}", begin=f"<code>lb_live_{escape(key.public_id)}</code>"),
        reader.say(
            "Made by {name}, {moment}",
            name=line(maker, NAME_LENGTH),
            moment=reader.moment(key.made_at),
        ),
    ]
    if key.addresses:
        lines.append(reader.say("Only from: {addresses}", addresses=_addresses(key)))
    if until := key.overlap_ends(now):
        lines.append(
            reader.say("The secret before works until {moment}.", moment=reader.moment(until))
        )
    actions = [_button(reader.say("Revoke"), key, KeyMove.REVOKE, page)]
    if private and key.is_live(now):
        actions.insert(0, _button(reader.say("New secret"), key, KeyMove.ROTATE, page))
    back = button(reader.say("Back"), KeysButton(page=page))
    return Card("\n".join(lines), keyboard([actions, [back]]))


def revoke_key_card(reader: Reader, key: ApiKey, page: int = 0) -> Card:
    """Ask once more before a key is revoked."""
    text = reader.say(
        "Whatever calls with {key} is refused at once, and that cannot be taken back.\n\n"
        "Revoke it?",
        key=bold(key.name, NAME_LENGTH),
    )
    yes = _button(reader.say("Yes, revoke"), key, KeyMove.REVOKE_NOW, page)
    back = _button(reader.say("Back"), key, KeyMove.SHOW, page)
    return Card(text, keyboard([[yes, back]]))


def key_revoked(reader: Reader, key: ApiKey) -> str:
    """Tell the one who pressed what happened."""
    return reader.say("{key} counts no longer.", key=key.name)


def _state(reader: Reader, key: ApiKey, now: datetime) -> str:
    until = (
        reader.say("until {moment}", moment=reader.moment(key.expires_at))
        if (key.expires_at)
        else reader.say("for ever")
    )
    if key.is_expired(now):
        return f"⌛ {reader.say('expired')}"
    used = (
        reader.say("last used {moment}", moment=reader.moment(key.last_used_at))
        if key.last_used_at
        else reader.say("not used yet")
    )
    return f"{until}, {used}"


def _scopes(key: ApiKey) -> str:
    return ", ".join(f"<code>{each}</code>" for each in sorted(key.scopes))


def _addresses(key: ApiKey) -> str:
    shown = [f"<code>{each}</code>" for each in key.addresses[:ADDRESSES_SHOWN]]
    more = len(key.addresses) - len(shown)
    return ", ".join(shown) + (f" +{more}" if more else "")


def _button(text: str, key: ApiKey, move: KeyMove, page: int) -> InlineKeyboardButton:
    return button(text, KeyButton(move=move, key_id=key.id, page=page))
