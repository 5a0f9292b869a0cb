"""How endpoints look: the list, the page of one, and the one message that shows a secret."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.endpoint_buttons import BodyButton, BodyMove, FilterButton, FilterMove
from cards.html import Card, bold, code, line
from cards.lead import STATUSES
from cards.pages import page_of
from cards.reader import Reader, phrase
from domain.announcement import CHOOSABLE
from domain.dispatch import BLOCKED
from domain.egress_rules import WORDS as RULES
from domain.egress_rules import Rule
from domain.endpoint import Endpoint, EndpointState, EndpointView, Why
from domain.lead import Status
from domain.payload_presets import OWN, STANDARD, name_of

HOST_LENGTH = 64
URL_LENGTH = 300
ON, OFF = "☑", "☐"
GAP = 2
"""Which line of the page of an endpoint is empty."""
TROUBLES = {
    "timeout": phrase("no answer in time"),
    "dns": phrase("its name is not found"),
    "tls": phrase("its certificate is not valid"),
    "connect": phrase("nobody answers there"),
    "no_http": phrase("what it answers is not HTTP"),
    "broken": phrase("the connection broke off"),
    "ours": phrase("something went wrong inside LeadsBot"),
    "secret_unreadable": phrase("its secret cannot be read; rotate it"),
    "template_fails": phrase("its template could not be filled in; see Body"),
}
BODIES = {STANDARD: phrase("as it is"), OWN: phrase("by a template of your own")}
REASONS = {
    Why.GONE: phrase("it answered 410, so it wants to hear nothing more"),
    Why.FAILING: phrase("nothing has reached it for five days"),
    Why.BLOCKED: phrase("its address may not be called"),
}


class EndpointMove(StrEnum):
    """What the buttons under an endpoint can ask for."""

    SHOW = "show"
    TEST = "test"
    PAUSE = "pause"
    RESUME = "go"
    ROTATE = "key"
    ROTATE_AGAIN = "again"
    EVENTS = "evs"
    EVENT = "ev"
    REMOVE = "del"
    REMOVE_NOW = "gone"


class EndpointButton(CallbackData, prefix="endpoint"):
    """A press on a button under an endpoint; ``number`` is which event, or an overlap's end."""

    move: EndpointMove
    endpoint_id: UUID
    number: int | None = None


class EndpointsButton(CallbackData, prefix="endpoints"):
    """A press on a button that shows a page of the list."""

    page: int


class Which(StrEnum):
    """Which part of the log is shown."""

    ALL = "all"
    FAILED = "bad"


class SendingsButton(CallbackData, prefix="sent"):
    """A press on a button that shows a page of what was sent; 0 is the newest."""

    page: int
    which: Which = Which.ALL
    endpoint_id: UUID | None = None


def new_secret_card(reader: Reader, endpoint: Endpoint, *, rotated: bool) -> Card:
    """Show a new secret, the only time it is shown."""
    head, overlap = bold(endpoint.host, HOST_LENGTH), ""
    if rotated:
        head = reader.say("New secret for {source}", source=head)
        overlap = reader.say("Both secrets sign for 24 hours; then only this one does.")
    signed = reader.say("Each call is signed with it by Standard Webhooks. Test sends one.")
    events = reader.say("Events: {events}", events=_events(reader, endpoint))
    secret = f"{reader.say('Secret (shown only this once)')}\n"
    secret += f"<code>{escape(endpoint.secret)}</code>"
    rows = [[_button(reader.say("Test"), endpoint, EndpointMove.TEST)]]
    text = "\n\n".join(each for each in (head, events, secret, overlap, signed) if each)
    return Card(text, keyboard(rows))


def endpoints_card(reader: Reader, views: Sequence[EndpointView], page: int = 0) -> Card:
    """List the endpoints of one page, each with its button."""
    if not views:
        return Card(
            reader.say("No endpoints yet. <code>/newendpoint URL [EVENT ...]</code> makes one.")
        )
    shown = page_of(views, page)
    many = reader.count(len(views), "1 endpoint", "{number} endpoints")
    lines = [f"🔌 <b>{many}</b>", "", *(_line(reader, each) for each in shown.entries)]
    rows = [
        [_button(label(each.endpoint.host), each.endpoint, EndpointMove.SHOW)]
        for each in shown.entries
    ]
    rows += shown.turns(lambda to: EndpointsButton(page=to))
    return Card("\n".join(lines), keyboard(rows))


def endpoint_card(reader: Reader, view: EndpointView, *, private: bool, also: str = "") -> Card:
    """Show one endpoint and what one may do; a path may be a secret, so in private only."""
    endpoint, health = view.endpoint, view.endpoint.health
    error, until = health.last_error, endpoint.previous_until
    last = health.last_success_at
    lines = [
        bold(endpoint.host, HOST_LENGTH),
        code(endpoint.url, URL_LENGTH) if private else "",
        "",
        _state(reader, endpoint),
        reader.say("Events: {events}", events=_events(reader, endpoint)),
        _filters(reader, endpoint),
        reader.say("Body: {name}", name=template_name(reader, endpoint))
        if endpoint.template
        else "",
        _record(reader, view),
        reader.say("Last success: {moment}", moment=reader.moment(last)) if last else "",
        reader.say("Last error: {trouble}", trouble=trouble_words(reader, error)) if error else "",
        reader.say("Waiting: {count}", count=view.waiting) if view.waiting else "",
        reader.say("The old secret signs too until {moment}.", moment=reader.moment(until))
        if until and private
        else "",
        also,
    ]
    text = "\n".join(each for place, each in enumerate(lines) if each or place == GAP)
    return Card(text, keyboard(_actions(reader, endpoint, private=private)))


def events_card(reader: Reader, endpoint: Endpoint) -> Card:
    """Let somebody choose, one press an event, what the endpoint hears of."""
    ask = reader.say("What shall {host} hear of?", host=bold(endpoint.host, HOST_LENGTH))
    rows = [
        [_button(f"{_mark(endpoint, each)} {each}", endpoint, EndpointMove.EVENT, number)]
        for number, each in enumerate(CHOOSABLE)
    ]
    rows.append([_button(reader.say("Back"), endpoint, EndpointMove.SHOW)])
    return Card(ask, keyboard(rows))


def event_of(pressed: EndpointButton) -> str:
    """Return the event that a button of the choice is for; one that never was is nothing."""
    return dict(enumerate(CHOOSABLE)).get(pressed.number or 0, "")


def remove_card(reader: Reader, endpoint: Endpoint) -> Card:
    """Ask whether an endpoint is really to go."""
    ask = reader.say(
        "Delete {host}? It hears of nothing more, and what waits for it is dropped.",
        host=bold(endpoint.host, HOST_LENGTH),
    )
    rows = [
        [_button(reader.say("Yes, delete it"), endpoint, EndpointMove.REMOVE_NOW)],
        [_button(reader.say("Back"), endpoint, EndpointMove.SHOW)],
    ]
    return Card(ask, keyboard(rows))


def rotate_endpoint_again(reader: Reader, endpoint: Endpoint, ending: int) -> Card:
    """Warn that the old secret, good until *ending*, would end now; ask for another press."""
    words = reader.say(
        "{host} got a new secret less than 24 hours ago, and the one before still signs too. If"
        " you rotate again, that one ends at once: change your receiver first.",
        host=bold(endpoint.host, HOST_LENGTH),
    )
    again = _button(reader.say("Rotate again"), endpoint, EndpointMove.ROTATE_AGAIN, ending)
    back = _button(reader.say("Back"), endpoint, EndpointMove.SHOW)
    return Card(words, keyboard([[again], [back]]))


def trouble_words(reader: Reader, trouble: str) -> str:
    """Say why something did not arrive, without a full stop."""
    if trouble.startswith("http_"):
        return reader.say("it answered {status}", status=line(trouble.removeprefix("http_"), 8))
    if trouble.startswith(BLOCKED) and (rule := trouble.removeprefix(BLOCKED)) in set(Rule):
        return reader.say(RULES[Rule(rule)])
    return reader.say(TROUBLES[trouble]) if trouble in TROUBLES else line(trouble, HOST_LENGTH)


def test_on_its_way(reader: Reader) -> str:
    """Tell the one who pressed what comes now."""
    return reader.say("A signed test event is on its way.")


def _mark(endpoint: Endpoint, event: str) -> str:
    return ON if not endpoint.events or event in endpoint.events else OFF


def _events(reader: Reader, endpoint: Endpoint) -> str:
    if not endpoint.events:
        return reader.say("all")
    return ", ".join(f"<code>{each}</code>" for each in endpoint.events)


def _filters(reader: Reader, endpoint: Endpoint) -> str:
    """Say how many sources and which statuses it hears of, if not of all."""
    told = []
    if endpoint.sources:
        many = len(endpoint.sources)
        told.append(reader.count(many, "from 1 source", "from {number} sources"))
    if endpoint.statuses:
        names = ", ".join(reader.say(STATUSES[Status(each)]) for each in endpoint.statuses)
        told.append(reader.say("once it is {statuses}", statuses=names))
    return reader.say("Only {filters}", filters=", ".join(told)) if told else ""


def template_name(reader: Reader, endpoint: Endpoint) -> str:
    """Say in which body it hears."""
    name = name_of(endpoint.template)
    return reader.say(BODIES[name]) if name in BODIES else name


def _line(reader: Reader, view: EndpointView) -> str:
    endpoint = view.endpoint
    host = bold(endpoint.host, HOST_LENGTH)
    return f"{host} · {_state(reader, endpoint)} · {_record(reader, view)}"


def _state(reader: Reader, endpoint: Endpoint) -> str:
    match endpoint.state:
        case EndpointState.ACTIVE if endpoint.health.failing_since:
            since = reader.moment(endpoint.health.failing_since)
            return f"⚠️ {reader.say('failing since {moment}', moment=since)}"
        case EndpointState.ACTIVE:
            return f"▶️ {reader.say('called')}"
        case EndpointState.PAUSED:
            return f"⏸ {reader.say('paused, events wait')}"
        case _:
            why = reader.say(REASONS[endpoint.why]) if endpoint.why else ""
            return f"⛔ {reader.say('switched off: {reason}', reason=why)}"


def _record(reader: Reader, view: EndpointView) -> str:
    record = view.record
    if not record.all:
        return reader.say("nothing sent within a day")
    share = 100 * record.arrived // record.all
    return reader.count(
        record.all,
        "{share} % of 1 attempt within a day arrived",
        "{share} % of {number} attempts within a day arrived",
        share=share,
    )


def _actions(
    reader: Reader, endpoint: Endpoint, *, private: bool
) -> list[list[InlineKeyboardButton]]:
    test = _button(reader.say("Test"), endpoint, EndpointMove.TEST)
    pause = _button(reader.say("Pause"), endpoint, EndpointMove.PAUSE)
    resume = _button(reader.say("Resume"), endpoint, EndpointMove.RESUME)
    events = _button(reader.say("Events"), endpoint, EndpointMove.EVENTS)
    filters = FilterButton(move=FilterMove.SHOW, endpoint_id=endpoint.id)
    body = BodyButton(move=BodyMove.SHOW, endpoint_id=endpoint.id)
    rotate = [_button(reader.say("New secret"), endpoint, EndpointMove.ROTATE)] if private else []
    shape = [button(reader.say("Body"), body)] if private else []
    log = SendingsButton(page=0, endpoint_id=endpoint.id)
    return [
        [test, pause] if endpoint.state is EndpointState.ACTIVE else [resume],
        [events, button(reader.say("Filters"), filters), *shape],
        rotate,
        [
            button(reader.say("What was sent"), log),
            _button(reader.say("Delete"), endpoint, EndpointMove.REMOVE),
        ],
        [button(reader.say("Back"), EndpointsButton(page=0))],
    ]


def _button(
    text: str, endpoint: Endpoint, move: EndpointMove, number: int | None = None
) -> InlineKeyboardButton:
    return button(text, EndpointButton(move=move, endpoint_id=endpoint.id, number=number))
