"""How the log of what endpoints were told looks: pages of it, and each attempt of one."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard
from cards.endpoint import EndpointButton, EndpointMove, SendingsButton, Which, trouble_words
from cards.html import Card, bold, line
from cards.pages import turns
from cards.reader import Reader, phrase
from domain.dispatch import Attempt, DispatchState, Sendings, Sent

HOST_LENGTH = 40
EXCERPT_LENGTH = 300
ATTEMPTS_SHOWN = 5
DAY = 24
PERIODS = (1, DAY, 7 * DAY)
"""From how many hours back all that failed can be sent again."""

MARKS = {
    DispatchState.WAITS: "⏳",
    DispatchState.ARRIVED: "✅",
    DispatchState.GIVEN_UP: "❌",
    DispatchState.CANCELLED: "🚫",
}
STATES = {
    DispatchState.WAITS: phrase("waits"),
    DispatchState.ARRIVED: phrase("arrived"),
    DispatchState.GIVEN_UP: phrase("given up"),
    DispatchState.CANCELLED: phrase("dropped"),
}


class SendingMove(StrEnum):
    """What the buttons about one dispatch can ask for."""

    SHOW = "s"
    AGAIN = "a"


class SendingButton(CallbackData, prefix="hook"):
    """A press on a button about one dispatch; the rest says to which part of the log Back leads.

    A page would make it too long.
    """

    move: SendingMove
    dispatch_id: int
    which: Which = Which.ALL
    endpoint_id: UUID | None = None


class ReplayButton(CallbackData, prefix="hooks"):
    """A press on a button that sends all again that failed; 0 hours ask since when."""

    hours: int = 0
    endpoint_id: UUID | None = None


def sendings_card(reader: Reader, found: Sendings, here: SendingsButton) -> Card:
    """Show a page of the log, the newest first, each entry with its button."""
    failed = here.which is Which.FAILED
    words = reader.say("All of it") if failed else reader.say("Only what failed")
    other = SendingsButton(
        page=0, which=Which.ALL if failed else Which.FAILED, endpoint_id=here.endpoint_id
    )
    rows = [[button(_label(each), _about(each, here))] for each in found.entries]
    rows.append(turns(found.page, found.pages, lambda to: here.model_copy(update={"page": to})))
    rows.append([button(words, other)])
    if failed and found.entries:
        again = ReplayButton(endpoint_id=here.endpoint_id)
        rows.append([button(reader.say("Send all again"), again)])
    if here.endpoint_id:
        back = EndpointButton(move=EndpointMove.SHOW, endpoint_id=here.endpoint_id)
        rows.append([button(reader.say("Back"), back)])
    lines = [_line(reader, each) for each in found.entries]
    nothing = reader.say("Nothing failed.") if failed else reader.say("Nothing was sent yet.")
    head = reader.say("What endpoints were told, the newest first")
    return Card("\n".join([f"📤 <b>{head}</b>", "", *(lines or [nothing])]), keyboard(rows))


def sending_card(reader: Reader, sent: Sent, here: SendingButton) -> Card:
    """Show one dispatch and its latest attempts."""
    lines = [
        f"{MARKS[sent.state]} <code>{sent.event}</code> → {bold(sent.host, HOST_LENGTH)}",
        f"<code>{sent.webhook_id}</code>",
        reader.say("Made: {moment}", moment=reader.moment(sent.created_at)),
        reader.say("State: {state}", state=reader.say(STATES[sent.state])),
    ]
    if sent.state is DispatchState.WAITS and sent.failures:
        lines.append(reader.say("Next attempt: {moment}", moment=reader.moment(sent.due_at)))
    lines += [_attempt(reader, each) for each in sent.attempts[:ATTEMPTS_SHOWN]]
    again = here.model_copy(update={"move": SendingMove.AGAIN})
    back = SendingsButton(page=0, which=here.which, endpoint_id=here.endpoint_id)
    rows: list[list[InlineKeyboardButton]] = [
        [button(reader.say("Send again"), again)],
        [button(reader.say("Back"), back)],
    ]
    return Card("\n".join(lines), keyboard(rows))


def since_when_card(reader: Reader, endpoint_id: UUID | None) -> Card:
    """Ask from when on all that failed is to be sent again."""
    choices = [
        button(_period(reader, hours), ReplayButton(hours=hours, endpoint_id=endpoint_id))
        for hours in PERIODS
    ]
    back = SendingsButton(page=0, which=Which.FAILED, endpoint_id=endpoint_id)
    ask = reader.say("Send again all that failed within which time?")
    return Card(ask, keyboard([choices, [button(reader.say("Back"), back)]]))


def replayed(reader: Reader, count: int) -> str:
    """Tell the one who pressed how much leaves again."""
    return reader.count(count, "1 event is sent again.", "{number} events are sent again.")


def _period(reader: Reader, hours: int) -> str:
    if hours < DAY:
        return reader.say("{number} h", number=hours)
    return reader.count(hours // DAY, "{number} day", "{number} days")


def _about(sent: Sent, here: SendingsButton) -> SendingButton:
    return SendingButton(
        move=SendingMove.SHOW,
        dispatch_id=sent.id,
        which=here.which,
        endpoint_id=here.endpoint_id,
    )


def _label(sent: Sent) -> str:
    return f"{MARKS[sent.state]} {sent.event} · {sent.webhook_id[-6:]}"


def _line(reader: Reader, sent: Sent) -> str:
    why = f" · {trouble_words(reader, sent.last_error)}" if sent.last_error else ""
    when, host = reader.moment(sent.created_at), line(sent.host, HOST_LENGTH)
    return f"{MARKS[sent.state]} <code>{sent.event}</code> → {host} · {when}{why}"


def _attempt(reader: Reader, attempt: Attempt) -> str:
    heard = attempt.heard
    how = (
        reader.say("it answered {status}", status=heard.status or 0)
        if heard.arrived
        else trouble_words(reader, heard.trouble or "")
    )
    said = reader.say(
        "Attempt {number}, {moment}: {how}, {milliseconds} ms",
        number=attempt.number,
        moment=reader.moment(attempt.at),
        how=how,
        milliseconds=attempt.milliseconds,
    )
    request = f"\n<code>{heard.request_id}</code>" if heard.request_id else ""
    quoted = f"\n{line(heard.excerpt, EXCERPT_LENGTH)}" if heard.excerpt else ""
    return f"\n{said}{request}{quoted}"
