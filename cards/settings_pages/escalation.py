"""Escalation: what happens, step by step, to a lead that nobody answers."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from cards.durations import in_words, typed_minutes
from cards.html import bold, cut
from cards.reader import Reader, phrase
from cards.settings_pages._page import Option, Page, turns
from domain.chat import Chat
from domain.destination import number_of
from domain.errors import NotFound
from domain.escalation import Escalation
from domain.plain_text import one_line
from domain.response import MOST_MINUTES
from domain.workspace_settings import SettingsView

FIELD = "time to wait"
FOLLOW_UP = "follow_up"
CHATS, CHAT = "chats", "chat_id"
LABEL_LENGTH = 40
NAME_LENGTH = 64
CHOICES = ((5, 15, 30, 60), (120, 240, 480, 1440))
# Each part with its name, and what it does.
PARTS = {
    FOLLOW_UP: (
        phrase("Remind a silent owner"),
        phrase(
            "Whoever took a lead and then neither moves it nor writes a note is reminded in"
            " private after this much working time."
        ),
    ),
    "back": (
        phrase("Back to everybody"),
        phrase(
            "This long after the reminder a lead goes back to everybody, and its cards say so."
        ),
    ),
    "admins": (
        phrase("Tell the admins"),
        phrase("This long after its deadline the admins hear in private of a lead nobody took."),
    ),
    "chat": (
        phrase("Show it in one more chat"),
        phrase("This long after that, one more chat gets its card."),
    ),
}
OFF, GENTLE, STRICT = "off", "gentle", "strict"
PRESETS: dict[str, dict[str, int | None]] = {
    OFF: {"follow_up": None, "back": None, "admins": None, "chat": None},
    GENTLE: {"follow_up": 1440, "back": None, "admins": 30, "chat": None},
    STRICT: {"follow_up": 240, "back": 60, "admins": 0, "chat": 15},
}


class EscalationPage(Page):
    """Three presets, and a part for each step."""

    topic: ClassVar[str] = "escalation"
    order: ClassVar[int] = 40

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🪜 When nobody answers")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:
        """Explain the setting or one of its steps, and say what it is now."""
        now = view.settings.of(Escalation)
        if at in PARTS:
            name, meaning = PARTS[at]
            head = f"{reader.say(name)}: <b>{_delay(reader, getattr(now, at))}</b>"
            return f"{head}\n\n{reader.say(meaning)}"
        chat = f"{reader.say('Chat')}: {_chat(reader, now, view.chats)}"
        if at is not None:
            return chat
        lines = [
            f"{reader.say(name)}: <b>{_delay(reader, getattr(now, part))}</b>"
            for part, (name, _) in PARTS.items()
        ]
        meaning = reader.say(
            "What I do by myself in working hours, one step after the other, until somebody takes"
            " the lead or goes on with it."
        )
        return "\n\n".join([meaning, "\n".join([*lines, chat])])

    def options(
        self, reader: Reader, view: SettingsView, at: str | None
    ) -> Sequence[Sequence[Option]]:
        """Return presets and parts, or the values of one."""
        now = view.settings.of(Escalation)
        if at in PARTS:
            return _values(reader, at, getattr(now, at))
        if at is not None and at.partition(".")[0] == CHATS:
            return _chats(reader, now, view.chats, at)
        if at is not None:
            raise NotFound
        names = {
            OFF: reader.say("Off"),
            GENTLE: reader.say("Gentle"),
            STRICT: reader.say("Strict"),
        }
        presets = [
            Option(names[each], each, chosen=all(getattr(now, p) == v for p, v in values.items()))
            for each, values in PRESETS.items()
        ]
        parts = [[Option(reader.say(name), at=part)] for part, (name, _) in PARTS.items()]
        return [presets, *parts, [Option(reader.say("Choose the chat"), at=CHATS)]]

    def hint(self, reader: Reader, at: str | None) -> str | None:
        """Say what may be typed."""
        if at not in PARTS:
            return None
        return reader.say("Or reply to this message with another time, such as 45 min.")

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> Escalation:
        """Return what the ladder becomes."""
        now = view.settings.of(Escalation)
        if at is None and choice in PRESETS:
            return _with(now, PRESETS[choice])
        if at is not None and at in PARTS:
            return _with(now, {at: _chosen_delay(at, choice)})
        if at is not None and at.partition(".")[0] == CHATS:
            return _with(now, {CHAT: _chosen_chat(view.chats, choice)})
        raise NotFound

    def typed(self, view: SettingsView, at: str | None, text: str) -> Escalation:
        """Read a time of any length."""
        if at is None or at not in PARTS:
            raise NotFound
        minutes = typed_minutes(one_line(text), FIELD, 1, MOST_MINUTES)
        return _with(view.settings.of(Escalation), {at: minutes})


def _with(now: Escalation, values: dict[str, Any]) -> Escalation:
    return Escalation.model_validate(now.model_dump() | values)


def _chosen_delay(at: str, choice: str) -> int | None:
    if choice == OFF:
        return None
    known = [str(each) for row in CHOICES for each in row]
    if choice not in [*known, *(() if at == FOLLOW_UP else ("0",))]:
        raise NotFound
    return int(choice)


def _chosen_chat(chats: Sequence[Chat], choice: str) -> UUID | None:
    if choice == OFF:
        return None
    found = next((each.id for each in chats if choice == str(number_of(each.id))), None)
    if found is None:
        raise NotFound
    return found


def _delay(reader: Reader, minutes: int | None) -> str:
    if minutes is None:
        return reader.say("off")
    return reader.say("after {time}", time=in_words(reader, minutes)) if minutes else _soon(reader)


def _soon(reader: Reader) -> str:
    return reader.say("at once")


def _values(reader: Reader, at: str, now: int | None) -> list[list[Option]]:
    rows = [
        [Option(in_words(reader, each), str(each), chosen=now == each) for each in row]
        for row in CHOICES
    ]
    last = [Option(reader.say("Off"), OFF, chosen=now is None)]
    if at != FOLLOW_UP:
        last.insert(0, Option(_soon(reader), "0", chosen=now == 0))
    return [*rows, last]


def _chat(reader: Reader, now: Escalation, chats: Sequence[Chat]) -> str:
    found = next((each for each in chats if each.id == now.chat_id), None)
    return bold(found.title, NAME_LENGTH) if found else reader.say("no chat")


def _chats(reader: Reader, now: Escalation, chats: Sequence[Chat], at: str) -> list[list[Option]]:
    shown, arrows = turns(chats, at, CHATS)
    rows = [
        [
            Option(
                cut(one_line(each.title), LABEL_LENGTH) or "?",
                str(number_of(each.id)),
                chosen=each.id == now.chat_id,
            )
        ]
        for each in shown
    ]
    return [*rows, arrows, [Option(reader.say("None"), OFF, chosen=now.chat_id is None)]]


PAGE = EscalationPage()
