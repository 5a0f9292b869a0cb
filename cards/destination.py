"""How destinations look: the list of them, the page of one, and what a test message says."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.html import Card, bold, line
from cards.lead import TEMPERATURE_MARKS
from cards.pages import ON_PAGE, turns
from cards.reader import Reader, phrase
from domain.chat import Chat, ChatState, Unreachable
from domain.destination import Destination, number_of
from domain.scoring import Temperature

NAME_LENGTH = 64
REASON_LENGTH = 200
ROUTE_LENGTH = 120
BESIDE_ITS_TOPIC = phrase("the topic is closed or gone; it arrived in the general topic")
"""How a test ends that did not come where it belongs."""
FALLBACK = phrase("yes, it takes over for chats that cannot be reached")
QUIET_EXAMPLE = "22:00-07:00 Europe/Berlin"
STATES = {
    ChatState.ACTIVE: phrase("active"),
    ChatState.PAUSED: phrase("paused"),
    ChatState.PARKED: phrase("cannot be reached"),
}
TEMPERATURES = {
    Temperature.HOT: phrase("hot"),
    Temperature.WARM: phrase("warm"),
    Temperature.COLD: phrase("cold"),
}
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


class SummaryMove(StrEnum):
    """What the buttons of the page of summaries can ask for."""

    SHOW = "show"
    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class SummaryButton(CallbackData, prefix="sum"):
    """A press on the page of summaries; it names the whole choice, so that twice is once."""

    move: SummaryMove
    chat_id: UUID
    minute: int | None = None
    weekday: int | None = None


def destinations_card(reader: Reader, destinations: Sequence[Destination], page: int = 0) -> Card:
    """List the destinations of one page, each with its button."""
    if not destinations:
        return Card(reader.say("No destinations yet. Add me to a group and send /connect there."))
    page, pages = _page(page, len(destinations))
    shown = destinations[page * ON_PAGE : (page + 1) * ON_PAGE]
    many = reader.count(len(destinations), "1 destination", "{number} destinations")
    lines = [f"📮 <b>{many}</b>", "", *(_summary(reader, each) for each in shown)]
    rows = [[_open(each.chat)] for each in shown]
    if pages > 1:
        rows.append(turns(page, pages, lambda to: ChatsButton(page=to)))
    return Card("\n".join(lines), keyboard(rows))


def destination_card(reader: Reader, destination: Destination) -> Card:
    """Show one destination: how it is, what waits, which leads come, and what one may do."""
    chat = destination.chat
    lines = [_name(chat), "", _state(reader, chat), *_figures(reader, destination)]
    if destination.rests_until:
        until = reader.moment(destination.rests_until)
        rests = reader.say("It rests until {until}, as Telegram asks.", until=until)
        lines.insert(3, f"⏳ {rests}")
    if told := _test(reader, destination):
        lines.append(told)
    rows = _actions(reader, destination)
    return Card("\n".join(lines), keyboard(rows))


def _figures(reader: Reader, destination: Destination) -> Iterator[str]:
    """Say one thing a line."""
    chat = destination.chat
    none, yes, no = reader.say("none"), reader.say("yes"), reader.say("no")
    last = reader.moment(chat.shown_at) if chat.shown_at else reader.say("none yet")
    quiet = line(str(chat.quiet), NAME_LENGTH) if chat.quiet else none
    yield reader.say("Last success: {last}", last=last)
    yield reader.say("Waiting: {waiting}", waiting=destination.waiting or reader.say("nothing"))
    yield reader.say("Leads: {routes}", routes=_routes(reader, destination))
    yield reader.say("Quiet hours: {quiet}", quiet=quiet)
    yield reader.say("Fallback: {is_it}", is_it=reader.say(FALLBACK) if chat.fallback else no)
    if chat.may_have_topics:
        has_it = yes if chat.topic_per_lead else no
        yield reader.say("A topic for each lead: {has_it}", has_it=has_it)


def remove_card(reader: Reader, chat: Chat) -> Card:
    """Ask once more before a destination is let go."""
    yes = _button(reader.say("Remove it"), chat, ChatMove.REMOVE_NOW)
    return Card(
        reader.say(
            "{chat} would receive no more leads. Cards that are there stay; what still waits"
            " goes to the fallback, or else to another destination.\n\nRemove it?",
            chat=_name(chat),
        ),
        keyboard([[yes, _back(reader, chat)]]),
    )


def routes_card(reader: Reader, destination: Destination, page: int = 0) -> Card:
    """Show which leads come, with a button for each source and each temperature."""
    chat, sources = destination.chat, destination.sources_by_name
    page, pages = _page(page, len(sources))
    rows = [[_temperature(reader, chat, each) for each in Temperature]]
    for source_id, name in sources[page * ON_PAGE : (page + 1) * ON_PAGE]:
        chosen = source_id in chat.sources
        move = ChatMove.NO_SOURCE if chosen else ChatMove.SOURCE
        shown = _chosen(label(name), chosen=chosen)
        rows.append([_button(shown, chat, move, number_of(source_id))])
    if pages > 1:
        move = ChatMove.LEADS
        rows.append(
            turns(page, pages, lambda to: ChatButton(move=move, chat_id=chat.id, number=to))
        )
    rows.append([_back(reader, chat)])
    which = reader.say("Which leads come to {chat}?", chat=_name(chat))
    how = reader.say("Choose sources, temperatures, or both. Where nothing is chosen, all come.")
    return Card(
        f"{which}\n\n{_routes(reader, destination)}\n\n{how}",
        keyboard(rows),
    )


def asking(reader: Reader, said: Card, destination: Destination) -> Card:
    """Say something, and go on to ask which leads come to the destination."""
    ask = routes_card(reader, destination)
    return Card(f"{said.text}\n\n{ask.text}", ask.buttons)


def quiet_card(reader: Reader, chat: Chat, *, back: bool) -> Card:
    """Tell the quiet hours and how they are set."""
    if chat.quiet:
        now = reader.say(
            "Cards come to {chat} without a sound from {quiet}. Hot leads still ring.",
            chat=_name(chat),
            quiet=line(str(chat.quiet), NAME_LENGTH),
        )
    else:
        now = reader.say("Cards come to {chat} with a sound at any time.", chat=_name(chat))
    how = reader.say(
        "Send there <code>/quiet {example}</code> to set quiet hours,"
        " <code>/quiet off</code> to end them.",
        example=QUIET_EXAMPLE,
    )
    rows = [[_back(reader, chat)]] if back else None
    return Card(f"{now}\n\n{how}", keyboard(rows) if rows else None)


def test_card(reader: Reader) -> Card:
    """Say what a test message is."""
    return Card(f"✅ {reader.say('This is a test. Leads can reach this chat.')}")


def page_of_source(destination: Destination, source_id: UUID) -> int:
    """Say on which page of the routes the source is."""
    ids = [each for each, _ in destination.sources_by_name]
    return ids.index(source_id) // ON_PAGE if source_id in ids else 0


def _summary(reader: Reader, destination: Destination) -> str:
    chat = destination.chat
    parts = [f"{MARKS[chat.state]} {_name(chat)}", reader.say(STATES[chat.state])]
    if chat.state is ChatState.PARKED:
        parts.append(_reason(reader, chat))
    if chat.state is not ChatState.ACTIVE and chat.since:
        parts.append(reader.say("since {moment}", moment=reader.moment(chat.since)))
    if chat.shown_at:
        parts.append(reader.say("last success {moment}", moment=reader.moment(chat.shown_at)))
    else:
        parts.append(reader.say("no card yet"))
    if destination.waiting:
        parts.append(reader.say("{waiting} waiting", waiting=destination.waiting))
    if chat.fallback:
        parts.append(reader.say("fallback"))
    if chat.wants_some:
        parts.append(_routes(reader, destination))
    if chat.quiet:
        parts.append(reader.say("quiet {hours}", hours=line(str(chat.quiet), NAME_LENGTH)))
    return " · ".join(parts)


def _state(reader: Reader, chat: Chat) -> str:
    since = (
        f" {reader.say('since {moment}', moment=reader.moment(chat.since))}" if chat.since else ""
    )
    if chat.state is ChatState.ACTIVE:
        told = reader.say("Active{since}", since=since)
    elif chat.state is ChatState.PAUSED:
        told = reader.say("Paused{since}. It gets no new cards.", since=since)
    else:
        told = reader.say(
            "Cannot be reached{since}: {reason}. Add me again, send /connect there,"
            " or press Test.",
            since=since,
            reason=_reason(reader, chat),
        )
    return f"{MARKS[chat.state]} {told}"


def _reason(reader: Reader, chat: Chat) -> str:
    known = {each.value: each.words for each in Unreachable}
    return reader.say(known.get(chat.reason or "", phrase("nobody knows why")))


def _routes(reader: Reader, destination: Destination) -> str:
    """Say which leads come, in words."""
    chat = destination.chat
    marks = [_marked(reader, each) for each in Temperature if each in chat.temperatures]
    names = [name for key, name in destination.sources_by_name if key in chat.sources]
    which = ", ".join(marks) or reader.say("all")
    if not names:
        return which
    sources = line(", ".join(names), ROUTE_LENGTH)
    return reader.say("{which} from {sources}", which=which, sources=sources)


def _marked(reader: Reader, temperature: Temperature) -> str:
    return f"{TEMPERATURE_MARKS[temperature]} {reader.say(TEMPERATURES[temperature])}"


def _test(reader: Reader, destination: Destination) -> str | None:
    """Say how the last test ended, or that it is not over."""
    if destination.testing:
        return f"🧪 {reader.say('A test message is on its way.')}"
    test = destination.test
    if test is None:
        return None
    at = reader.moment(test.at)
    if test.error is None:
        return f"🧪 {reader.say('Test at {at}: it arrived.', at=at)}"
    known = test.error == BESIDE_ITS_TOPIC
    error = line(reader.say(BESIDE_ITS_TOPIC) if known else test.error, REASON_LENGTH)
    return f"🧪 {reader.say('Test at {at}: it failed: {error}', at=at, error=error)}"


def _actions(reader: Reader, destination: Destination) -> list[list[InlineKeyboardButton]]:
    chat = destination.chat
    if destination.testing:
        first = [_button(reader.say("Look again"), chat, ChatMove.SHOW)]
    else:
        first = [_button(reader.say("Test"), chat, ChatMove.TEST)]
    if chat.state is ChatState.ACTIVE:
        first.append(_button(reader.say("Pause"), chat, ChatMove.PAUSE))
    if chat.state is ChatState.PAUSED:
        first.append(_button(reader.say("Resume"), chat, ChatMove.RESUME))
    falls = (
        _button(reader.say("No fallback"), chat, ChatMove.NO_FALLBACK)
        if chat.fallback
        else _button(reader.say("Fallback"), chat, ChatMove.FALLBACK)
    )
    leads = _button(reader.say("Leads"), chat, ChatMove.LEADS)
    second = [leads, _button(reader.say("Quiet"), chat, ChatMove.QUIET)]
    if chat.topic_per_lead:
        second.append(_button(reader.say("No topics"), chat, ChatMove.NO_TOPICS))
    elif chat.may_have_topics:
        second.append(_button(reader.say("Topics"), chat, ChatMove.TOPICS))
    remove = _button(reader.say("Remove"), chat, ChatMove.REMOVE)
    back = button(reader.say("Back"), ChatsButton(page=0))
    page = SummaryButton(move=SummaryMove.SHOW, chat_id=chat.id)
    summaries = button(reader.say("Summaries"), page)
    return [[*first, falls], second, [summaries, remove, back]]


def _temperature(reader: Reader, chat: Chat, temperature: Temperature) -> InlineKeyboardButton:
    chosen = temperature in chat.temperatures
    move = ChatMove.NO_TEMPERATURE if chosen else ChatMove.TEMPERATURE
    data = ChatButton(move=move, chat_id=chat.id, temperature=temperature)
    label = _chosen(_marked(reader, temperature), chosen=chosen)
    return button(label, data)


def _chosen(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _name(chat: Chat) -> str:
    return bold(chat.title, NAME_LENGTH)


def _open(chat: Chat) -> InlineKeyboardButton:
    return _button(label(chat.title), chat, ChatMove.SHOW)


def test_under_way(reader: Reader) -> str:
    """Tell the one who pressed what comes now."""
    return reader.say("A test message is on its way.")


def removed(reader: Reader, title: str) -> str:
    """Tell the one who pressed which chat is let go."""
    return reader.say("{title} receives no more leads.", title=title)


def _back(reader: Reader, chat: Chat) -> InlineKeyboardButton:
    return _button(reader.say("Back"), chat, ChatMove.SHOW)


def _button(
    text: str, chat: Chat, move: ChatMove, number: int | None = None
) -> InlineKeyboardButton:
    data = ChatButton(move=move, chat_id=chat.id, number=number)
    return button(text, data)


def _page(page: int, count: int) -> tuple[int, int]:
    """Return the page that there is, and how many there are."""
    pages = max(1, -(-count // ON_PAGE))
    return min(max(page, 0), pages - 1), pages
