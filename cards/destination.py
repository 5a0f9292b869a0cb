"""How destinations look: the list of them, the page of one, and what a test message says."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.html import Card, bold, cut, line
from cards.lead import TEMPERATURE_MARKS
from domain.chat import Chat, ChatState, Unreachable
from domain.destination import Destination, number_of
from domain.plain_text import one_line
from domain.scoring import Temperature

ON_PAGE = 8
NAME_LENGTH = 64
LABEL_LENGTH = 40
REASON_LENGTH = 200
ROUTE_LENGTH = 120
EARLIER, LATER = "\u2039", "\u203a"
FALLBACK = "yes, it takes over for chats that cannot be reached"
QUIET_EXAMPLE = "22:00-07:00 Europe/Berlin"
MARKS = {ChatState.ACTIVE: "▶️", ChatState.PAUSED: "⏸", ChatState.PARKED: "⚠️"}


class ChatMove(StrEnum):
    """What the buttons of one destination can ask for."""

    SHOW = "show"
    TEST = "test"
    PAUSE = "pause"
    RESUME = "go"
    FALLBACK = "fall"
    NO_FALLBACK = "nofall"
    REMOVE = "leave"
    REMOVE_NOW = "left"
    LEADS = "leads"
    SOURCE = "src"
    NO_SOURCE = "nosrc"
    TEMPERATURE = "temp"
    NO_TEMPERATURE = "notemp"
    QUIET = "quiet"
    TOPICS = "topics"
    NO_TOPICS = "notopics"


class ChatButton(CallbackData, prefix="chat"):
    """A press on a button of one destination; *number* is a page, or names a source."""

    move: ChatMove
    chat_id: UUID
    number: int | None = None
    temperature: Temperature | None = None


class ChatsButton(CallbackData, prefix="chats"):
    """A press on a button that shows a page of the list."""

    page: int


def destinations_card(destinations: Sequence[Destination], page: int = 0) -> Card:
    """List the destinations of one page, each with its button."""
    if not destinations:
        return Card("No destinations yet. Add me to a group and send /connect there.")
    page, pages = _page(page, len(destinations))
    shown = destinations[page * ON_PAGE : (page + 1) * ON_PAGE]
    many = f"{len(destinations)} destinations" if len(destinations) > 1 else "1 destination"
    lines = [f"📮 <b>{many}</b>", "", *map(_summary, shown)]
    rows = [[_open(each.chat)] for each in shown]
    if pages > 1:
        rows.append(_turns(page, pages, lambda to: ChatsButton(page=to)))
    return Card("\n".join(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def destination_card(destination: Destination) -> Card:
    """Show one destination: how it is, what waits, which leads come, and what one may do."""
    chat = destination.chat
    lines = [
        _name(chat),
        "",
        _state(chat),
        f"Last success: {_moment(chat.shown_at) if chat.shown_at else 'none yet'}",
        f"Waiting: {_waiting(destination)}",
        f"Leads: {_routes(destination)}",
        f"Quiet hours: {line(str(chat.quiet), NAME_LENGTH) if chat.quiet else 'none'}",
        f"Fallback: {FALLBACK if chat.fallback else 'no'}",
    ]
    if destination.rests_until:
        lines.insert(3, f"⏳ It rests until {_moment(destination.rests_until)}, as Telegram asks.")
    if chat.may_have_topics:
        lines.append(f"A topic for each lead: {'yes' if chat.topic_per_lead else 'no'}")
    if told := _test(destination):
        lines.append(told)
    return Card("\n".join(lines), InlineKeyboardMarkup(inline_keyboard=_actions(destination)))


def remove_card(chat: Chat) -> Card:
    """Ask once more before a destination is let go."""
    yes = _button("Remove it", chat, ChatMove.REMOVE_NOW)
    return Card(
        f"{_name(chat)} would receive no more leads. Cards that are there stay; what still waits"
        " goes to the fallback, or else to another destination.\n\nRemove it?",
        InlineKeyboardMarkup(inline_keyboard=[[yes, _back(chat)]]),
    )


def routes_card(destination: Destination, page: int = 0) -> Card:
    """Show which leads come, with a button for each source and each temperature."""
    chat, sources = destination.chat, destination.sources_by_name
    page, pages = _page(page, len(sources))
    rows = [[_temperature(chat, each) for each in Temperature]]
    for source_id, name in sources[page * ON_PAGE : (page + 1) * ON_PAGE]:
        chosen = source_id in chat.sources
        move = ChatMove.NO_SOURCE if chosen else ChatMove.SOURCE
        label = _chosen(_label(name), chosen=chosen)
        rows.append([_button(label, chat, move, number_of(source_id))])
    if pages > 1:
        move = ChatMove.LEADS
        rows.append(
            _turns(page, pages, lambda to: ChatButton(move=move, chat_id=chat.id, number=to))
        )
    rows.append([_back(chat)])
    return Card(
        f"Which leads come to {_name(chat)}?\n\n{_routes(destination)}\n\n"
        "Choose sources, temperatures, or both. Where nothing is chosen, all come.",
        InlineKeyboardMarkup(inline_keyboard=rows),
    )


def asking(said: Card, destination: Destination) -> Card:
    """Say something, and go on to ask which leads come to the destination."""
    ask = routes_card(destination)
    return Card(f"{said.text}\n\n{ask.text}", ask.buttons)


def quiet_card(chat: Chat, *, back: bool) -> Card:
    """Tell the quiet hours and how they are set."""
    now = (
        f"Cards come to {_name(chat)} without a sound from {line(str(chat.quiet), NAME_LENGTH)}."
        " Hot leads still ring."
        if chat.quiet
        else f"Cards come to {_name(chat)} with a sound at any time."
    )
    how = (
        f"\n\nSend there <code>/quiet {QUIET_EXAMPLE}</code> to set quiet hours,"
        " <code>/quiet off</code> to end them."
    )
    rows = [[_back(chat)]]
    return Card(now + how, InlineKeyboardMarkup(inline_keyboard=rows) if back else None)


def test_card() -> Card:
    """Say what a test message is."""
    return Card("✅ This is a test. Leads can reach this chat.")


def page_of_source(destination: Destination, source_id: UUID) -> int:
    """Say on which page of the routes the source is."""
    ids = [each for each, _ in destination.sources_by_name]
    return ids.index(source_id) // ON_PAGE if source_id in ids else 0


def _summary(destination: Destination) -> str:
    chat = destination.chat
    state = "cannot be reached" if chat.state is ChatState.PARKED else chat.state.value
    parts = [f"{MARKS[chat.state]} {_name(chat)}", state]
    if chat.state is ChatState.PARKED:
        parts.append(_reason(chat))
    if chat.state is not ChatState.ACTIVE and chat.since:
        parts.append(f"since {_moment(chat.since)}")
    parts.append(f"last success {_moment(chat.shown_at)}" if chat.shown_at else "no card yet")
    if destination.waiting:
        parts.append(f"{destination.waiting} waiting")
    if chat.fallback:
        parts.append("fallback")
    if chat.wants_some:
        parts.append(_routes(destination))
    if chat.quiet:
        parts.append(f"quiet {line(str(chat.quiet), NAME_LENGTH)}")
    return " · ".join(parts)


def _state(chat: Chat) -> str:
    since = f" since {_moment(chat.since)}" if chat.since else ""
    match chat.state:
        case ChatState.ACTIVE:
            return f"{MARKS[chat.state]} Active{since}"
        case ChatState.PAUSED:
            return f"{MARKS[chat.state]} Paused{since}. It gets no new cards."
        case ChatState.PARKED:
            heal = "Add me again, send /connect there, or press Test."
            return f"{MARKS[chat.state]} Cannot be reached{since}: {_reason(chat)}. {heal}"


def _reason(chat: Chat) -> str:
    known = {each.value: each.words for each in Unreachable}
    return known.get(chat.reason or "", "nobody knows why")


def _waiting(destination: Destination) -> str:
    return str(destination.waiting) if destination.waiting else "nothing"


def _routes(destination: Destination) -> str:
    """Say which leads come, in words."""
    chat = destination.chat
    marks = [
        f"{TEMPERATURE_MARKS[each]} {each.value}"
        for each in Temperature
        if each in chat.temperatures
    ]
    names = [name for key, name in destination.sources_by_name if key in chat.sources]
    which = ", ".join(marks) or "all"
    return f"{which} from {line(', '.join(names), ROUTE_LENGTH)}" if names else which


def _test(destination: Destination) -> str | None:
    """Say how the last test ended, or that it is not over."""
    if destination.testing:
        return "🧪 A test message is on its way."
    test = destination.test
    if test is None:
        return None
    if test.error is None:
        return f"🧪 Test at {_moment(test.at)}: it arrived."
    return f"🧪 Test at {_moment(test.at)}: it failed: {line(test.error, REASON_LENGTH)}"


def _actions(destination: Destination) -> list[list[InlineKeyboardButton]]:
    chat = destination.chat
    first = [_button("Look again", chat, ChatMove.SHOW)] if destination.testing else []
    first = first or [_button("Test", chat, ChatMove.TEST)]
    if chat.state is ChatState.ACTIVE:
        first.append(_button("Pause", chat, ChatMove.PAUSE))
    if chat.state is ChatState.PAUSED:
        first.append(_button("Resume", chat, ChatMove.RESUME))
    falls = (
        _button("No fallback", chat, ChatMove.NO_FALLBACK)
        if chat.fallback
        else _button("Fallback", chat, ChatMove.FALLBACK)
    )
    second = [_button("Leads", chat, ChatMove.LEADS), _button("Quiet", chat, ChatMove.QUIET)]
    if chat.topic_per_lead:
        second.append(_button("No topics", chat, ChatMove.NO_TOPICS))
    elif chat.may_have_topics:
        second.append(_button("Topics", chat, ChatMove.TOPICS))
    remove = _button("Remove", chat, ChatMove.REMOVE)
    back = InlineKeyboardButton(text="Back", callback_data=ChatsButton(page=0).pack())
    return [[*first, falls], second, [remove, back]]


def _temperature(chat: Chat, temperature: Temperature) -> InlineKeyboardButton:
    chosen = temperature in chat.temperatures
    move = ChatMove.NO_TEMPERATURE if chosen else ChatMove.TEMPERATURE
    data = ChatButton(move=move, chat_id=chat.id, temperature=temperature)
    label = f"{TEMPERATURE_MARKS[temperature]} {temperature.value}"
    return InlineKeyboardButton(text=_chosen(label, chosen=chosen), callback_data=data.pack())


def _chosen(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _name(chat: Chat) -> str:
    return bold(chat.title, NAME_LENGTH)


def _open(chat: Chat) -> InlineKeyboardButton:
    return _button(_label(chat.title), chat, ChatMove.SHOW)


def _label(text: str) -> str:
    """Shorten a name for a button, which cannot be empty."""
    return cut(one_line(text), LABEL_LENGTH) or "?"


def _back(chat: Chat) -> InlineKeyboardButton:
    return _button("Back", chat, ChatMove.SHOW)


def _button(
    text: str, chat: Chat, move: ChatMove, number: int | None = None
) -> InlineKeyboardButton:
    data = ChatButton(move=move, chat_id=chat.id, number=number)
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _turns(page: int, pages: int, to: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    turns = ((EARLIER, page - 1), (f"{page + 1}/{pages}", page), (LATER, page + 1))
    return [
        InlineKeyboardButton(text=text, callback_data=to(each % pages).pack())
        for text, each in turns
    ]


def _page(page: int, count: int) -> tuple[int, int]:
    """Return the page that there is, and how many there are."""
    pages = max(1, -(-count // ON_PAGE))
    return min(max(page, 0), pages - 1), pages


def _moment(at: datetime) -> str:
    return at.strftime("%d %b %H:%M UTC")
