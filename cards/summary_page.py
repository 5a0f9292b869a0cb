"""The page of a destination that says when it gets summaries, and sets that."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.destination import ChatButton, ChatMove, SummaryButton, SummaryMove
from cards.html import Card, bold, line
from cards.reader import Reader
from cards.settings_pages.working_hours import DAYS
from domain.chat import Chat
from domain.locale import Locale
from domain.summary import SummaryTimes

NAME_LENGTH, ZONE_LENGTH = 64, 64
USUAL_TIMES = (8 * 60, 9 * 60, 17 * 60, 18 * 60)
MONDAY = 0


def summaries_card(reader: Reader, chat: Chat, zone: str) -> Card:
    """Say when summaries come, and offer other times."""
    name = bold(chat.title, NAME_LENGTH)
    what = reader.say(
        "A summary tells {chat} what happened to its leads since the one before:"
        " how many came, from where, how soon they were taken, and what still waits.",
        chat=name,
    )
    how = reader.say(
        "Or reply to this message, such as <code>18:30</code> or <code>Mon 9:00</code>."
    )
    return Card(f"{what}\n\n{_now(reader, chat, zone)}\n\n{how}", _buttons(reader, chat))


def times_in_words(reader: Reader, times: SummaryTimes | None) -> str:
    """Say when summaries come."""
    if times is None:
        return reader.say("never")
    at = f"{times.at:%H:%M}"
    if times.weekday is None:
        return reader.say("every day at {time}", time=at)
    day = reader.say(DAYS[times.weekday])
    return reader.say("every week, {day} at {time}", day=day, time=at)


def times_of(pressed: SummaryButton) -> SummaryTimes | None:
    """Return the times that a press asks for; refuse with Invalid what is none."""
    if pressed.move is SummaryMove.OFF:
        return None
    weekday = pressed.weekday or MONDAY if pressed.move is SummaryMove.WEEKLY else None
    return SummaryTimes.at_minute(pressed.minute or 0, weekday)


def asked_in(buttons: InlineKeyboardMarkup | None) -> UUID | None:
    """Return the chat whose page a message of ours shows; None where it shows none."""
    for row in buttons.inline_keyboard if buttons else ():
        for each in row:
            found = _unpacked(each.callback_data or "")
            if found and found.move is SummaryMove.OFF:
                return found.chat_id
    return None


def _unpacked(data: str) -> SummaryButton | None:
    try:
        return SummaryButton.unpack(data)
    except (TypeError, ValueError):
        return None


def _now(reader: Reader, chat: Chat, zone: str) -> str:
    when = times_in_words(reader, chat.summary)
    if chat.summary is None:
        return reader.say("Now: <b>{when}</b>.", when=when)
    there = line(zone, ZONE_LENGTH)
    now = reader.say("Now: <b>{when}</b>, by the clocks of {zone}.", when=when, zone=there)
    return f"{now} {_next(reader, chat.summary_at, zone)}"


def _next(reader: Reader, at: datetime | None, zone: str) -> str:
    """Say when the next one comes, by the clocks that decide it."""
    there = Reader(Locale(reader.locale.language, zone))
    return reader.say("The next one: {moment}.", moment=there.moment(at)) if at else ""


def _buttons(reader: Reader, chat: Chat) -> InlineKeyboardMarkup:
    now = chat.summary
    minute = now.minute if now else USUAL_TIMES[1]
    weekday = now.weekday if now else None
    daily = now is not None and not now.weekly
    weekly = now is not None and now.weekly
    rows = [
        [
            _choice(reader.say("Off"), chat, SummaryMove.OFF, chosen=now is None),
            _choice(reader.say("Every day"), chat, SummaryMove.DAILY, minute, chosen=daily),
            _choice(
                reader.say("Every week"),
                chat,
                SummaryMove.WEEKLY,
                minute,
                weekday or MONDAY,
                chosen=weekly,
            ),
        ]
    ]
    if now is not None:
        rows += _times(chat, now)
    if weekday is not None:
        rows += _days(reader, chat, minute, weekday)
    rows.append([button(reader.say("Back"), ChatButton(move=ChatMove.SHOW, chat_id=chat.id))])
    return keyboard(rows)


def _times(chat: Chat, now: SummaryTimes) -> list[list[InlineKeyboardButton]]:
    """Offer the usual times of day."""
    move = SummaryMove.WEEKLY if now.weekly else SummaryMove.DAILY
    row = [
        _choice(
            f"{each // 60:02}:{each % 60:02}",
            chat,
            move,
            each,
            now.weekday,
            chosen=now.minute == each,
        )
        for each in USUAL_TIMES
    ]
    return [row]


def _days(
    reader: Reader, chat: Chat, minute: int, chosen: int
) -> Sequence[list[InlineKeyboardButton]]:
    """Offer the days of the week, in two rows."""
    days = [
        _choice(reader.say(day), chat, SummaryMove.WEEKLY, minute, number, chosen=number == chosen)
        for number, day in enumerate(DAYS)
    ]
    return [days[:4], days[4:]]


def _choice(
    text: str,
    chat: Chat,
    move: SummaryMove,
    minute: int | None = None,
    weekday: int | None = None,
    *,
    chosen: bool,
) -> InlineKeyboardButton:
    data = SummaryButton(move=move, chat_id=chat.id, minute=minute, weekday=weekday)
    return button(f"✓ {text}" if chosen else text, data)
