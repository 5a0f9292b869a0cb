"""Response targets: within how much working time a new lead should be answered."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from cards.durations import in_words, typed_minutes
from cards.html import cut, line
from cards.lead import TEMPERATURE_MARKS
from cards.reader import Reader, phrase
from cards.settings_pages._page import Option, Page, turns
from domain.destination import number_of
from domain.errors import NotFound
from domain.plain_text import one_line
from domain.response import MOST_MINUTES, OFF, ResponseTargets
from domain.scoring import Temperature
from domain.workspace_settings import SettingsView

CHOICES = ((1, 5, 10, 15, 30), (60, 120, 240, 480, 1440))
LATEST, NONE = "off", "none"
SOURCES, SOURCE = "sources", "source"
FIELD = "time to answer"
NAME_LENGTH = 64
LABEL_LENGTH = 40
NAMES = {
    Temperature.HOT: phrase("Hot leads"),
    Temperature.WARM: phrase("Warm leads"),
    Temperature.COLD: phrase("Cold leads"),
}


class ResponsePage(Page):
    """A part for each temperature, and one for each source."""

    topic: ClassVar[str] = "response"
    order: ClassVar[int] = 30

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("⏳ Time to answer")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:
        """Explain the setting and say what it is now."""
        now = view.settings.of(ResponseTargets)
        temperature, source = _part(view, at)
        if temperature:
            said = _said(reader, now.by_temperature(temperature))
            return f"{reader.say(NAMES[temperature])}: <b>{said}</b>"
        if source:
            name = line(view.sources[source], NAME_LENGTH)
            said = _of_source(reader, now, source)
            return reader.say("All leads of {source}: <b>{time}</b>", source=name, time=said)
        return "\n\n".join(
            [
                reader.say(
                    "Each new lead should be answered within this much working time. Its card"
                    " says by when; /overdue lists what was not. A change counts for new leads."
                ),
                "\n".join(_lines(reader, now, view)),
            ]
        )

    def options(
        self, reader: Reader, view: SettingsView, at: str | None
    ) -> Sequence[Sequence[Option]]:
        """Return the parts, or the values of one."""
        now = view.settings.of(ResponseTargets)
        temperature, source = _part(view, at)
        if temperature:
            return _values(reader, now.by_temperature(temperature) or OFF)
        if source:
            usual = Option(reader.say("As for all"), NONE, chosen=source not in now.sources)
            return [*_values(reader, now.sources.get(source)), [usual]]
        if (at or "").startswith(SOURCES):
            return _sources(reader, now, view, at or "")
        parts = [
            Option(f"{TEMPERATURE_MARKS[each]} {_said(reader, now.by_temperature(each))}", at=each)
            for each in Temperature
        ]
        by_source = Option(reader.say("By source"), at=SOURCES)
        return [parts, [by_source] if view.sources else []]

    def hint(self, reader: Reader, at: str | None) -> str | None:
        """Say what may be typed."""
        if at is None or at.startswith(SOURCES):
            return None
        return reader.say("Or reply to this message with another time, such as 45 min.")

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> ResponseTargets:
        """Return what the targets become."""
        if choice == NONE:
            return _with(view, at, None)
        if choice == LATEST:
            return _with(view, at, OFF)
        known = [str(each) for row in CHOICES for each in row]
        if choice not in known:
            raise NotFound
        return _with(view, at, int(choice))

    def typed(self, view: SettingsView, at: str | None, text: str) -> ResponseTargets:
        """Read a time of any length."""
        return _with(view, at, typed_minutes(one_line(text), FIELD, 1, MOST_MINUTES))


def _part(view: SettingsView, at: str | None) -> tuple[Temperature | None, UUID | None]:
    """Return what a part of the page is about; refuse with NotFound where that is gone."""
    if at is None or at.startswith(SOURCES):
        return None, None
    for each in Temperature:
        if at == each:
            return each, None
    source = next((each for each in view.sources if at == f"s.{number_of(each)}"), None)
    if source is None:
        raise NotFound
    return None, source


def _with(view: SettingsView, at: str | None, minutes: int | None) -> ResponseTargets:
    """Return the targets with another value of one part; a source without one follows the rest."""
    now = view.settings.of(ResponseTargets)
    temperature, source = _part(view, at)
    if temperature and minutes is not None:
        return ResponseTargets.model_validate(now.model_dump() | {temperature: minutes or None})
    if source:
        # A source that is gone needs no target.
        others = {each: own for each, own in now.sources.items() if each in view.sources}
        others.pop(source, None)
        own = {} if minutes is None else {source: minutes}
        return ResponseTargets.model_validate(now.model_dump() | {"sources": others | own})
    raise NotFound


def _values(reader: Reader, now: int | None) -> list[list[Option]]:
    rows = [
        [Option(in_words(reader, each), str(each), chosen=now == each) for each in row]
        for row in CHOICES
    ]
    return [*rows, [Option(reader.say("No target"), LATEST, chosen=now == OFF)]]


def _sources(
    reader: Reader, now: ResponseTargets, view: SettingsView, at: str
) -> list[list[Option]]:
    by_name = sorted(view.sources.items(), key=lambda each: (each[1].casefold(), each[0]))
    shown, arrows = turns(by_name, at, SOURCES)
    rows = [
        [
            Option(
                f"{cut(one_line(name), LABEL_LENGTH) or '?'}: {_of_source(reader, now, each)}",
                at=f"s.{number_of(each)}",
            )
        ]
        for each, name in shown
    ]
    return [*rows, arrows]


def _lines(reader: Reader, now: ResponseTargets, view: SettingsView) -> Iterator[str]:
    for each in Temperature:
        said = _said(reader, now.by_temperature(each))
        yield f"{TEMPERATURE_MARKS[each]} {reader.say(NAMES[each])}: <b>{said}</b>"
    own = len(now.sources.keys() & view.sources.keys())
    if own:
        yield reader.count(
            own, "{number} source has a time of its own.", "{number} sources have their own times."
        )


def _said(reader: Reader, minutes: int | None) -> str:
    return in_words(reader, minutes) if minutes else reader.say("no target")


def _of_source(reader: Reader, now: ResponseTargets, source: UUID) -> str:
    if source in now.sources:
        return _said(reader, now.sources[source])
    return reader.say("as for all")


PAGE = ResponsePage()
