"""Repeated requests: for how many days the request of a person is remembered."""

from collections.abc import Sequence
from typing import ClassVar

from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import FieldProblem, Invalid, NotFound
from domain.screening import MOST_DAYS, OFF, RepeatWindow
from domain.workspace_settings import SettingsView

DAYS = (7, 30, 90, 365)


class RepeatWindowPage(Page):
    """Buttons for usual windows; others are typed."""

    topic: ClassVar[str] = "repeats"
    order: ClassVar[int] = 51

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🔁 Repeated requests")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        return reader.say(
            "Whoever asks again with the same e-mail or phone is linked to their first request,"
            " and whoever has that in work is told.\n\nNow: <b>{window}</b>.",
            window=_in_words(reader, view.settings.of(RepeatWindow).days),
        )

    def hint(self, reader: Reader, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Say what may be typed."""
        return reader.say(
            "Or reply to this message with a number of days, 1 to {most}.", most=MOST_DAYS
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return the usual windows."""
        now = view.settings.of(RepeatWindow).days
        days = [Option(_in_words(reader, each), str(each), chosen=now == each) for each in DAYS]
        return [days[:2], days[2:], [Option(reader.say("Off"), "off", chosen=now == OFF)]]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> RepeatWindow:  # noqa: ARG002 -- there is one part
        """Return what the window becomes."""
        if choice == "off":
            return RepeatWindow(days=OFF)
        if choice not in map(str, DAYS):
            raise NotFound
        return RepeatWindow(days=int(choice))

    def typed(self, view: SettingsView, at: str | None, text: str) -> RepeatWindow:  # noqa: ARG002 -- there is one part
        """Read a number of days."""
        number = text.strip()
        if not number.isdecimal() or not 1 <= int(number[:9]) <= MOST_DAYS:
            raise Invalid(FieldProblem("days", f"a number of days, 1 to {MOST_DAYS}"))
        return RepeatWindow(days=int(number))


def _in_words(reader: Reader, days: int) -> str:
    if days == OFF:
        return reader.say("off")
    return reader.count(days, "within {number} day", "within {number} days")


PAGE = RepeatWindowPage()
