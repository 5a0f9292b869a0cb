"""Temperatures: from how many points a lead is hot, and from how many it is warm."""

import re
from collections.abc import Sequence
from typing import ClassVar

from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import FieldProblem, Invalid, NotFound
from domain.scoring import MOST_POINTS, USUAL
from domain.screening import Temperatures
from domain.workspace_settings import SettingsView

HOT = (50, 60, 70, 80, 90)
WARM = (20, 30, 35, 40, 45)
USUAL_CHOICE = "usual"
_TYPED = re.compile(r"(\d{1,3})\D+(\d{1,3})")


class TemperaturesPage(Page):
    """Buttons for usual thresholds; others are typed."""

    topic: ClassVar[str] = "heat"
    order: ClassVar[int] = 50

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🔥 Hot and warm leads")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        now = view.settings.of(Temperatures)
        return reader.say(
            "Each lead has a score of 0 to 100. A lead keeps the temperature it had when it"
            " came.\n\nNow: <b>hot from {hot}, warm from {warm}</b>.",
            hot=now.hot,
            warm=now.warm,
        )

    def hint(self, reader: Reader, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Say what may be typed."""
        return reader.say(
            "Or reply to this message with both numbers, such as <code>{example}</code>.",
            example=f"{USUAL.hot} {USUAL.warm}",
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return the usual thresholds."""
        now = view.settings.of(Temperatures)
        usual = Option(reader.say("As usual"), USUAL_CHOICE, chosen=now == Temperatures())
        hot = [Option(f"🔥 {each}", f"hot.{each}", chosen=now.hot == each) for each in HOT]
        warm = [Option(f"🌤 {each}", f"warm.{each}", chosen=now.warm == each) for each in WARM]
        return [[usual], hot, warm]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> Temperatures:  # noqa: ARG002 -- there is one part
        """Return what the thresholds become."""
        now = view.settings.of(Temperatures)
        what, _, value = choice.partition(".")
        number = int(value) if value.isdecimal() and len(value) <= len(str(MOST_POINTS)) else -1
        match what:
            case "usual" if not value:
                return Temperatures()
            case "hot" if number in HOT:
                return _checked(number, now.warm)
            case "warm" if number in WARM:
                return _checked(now.hot, number)
            case _:
                raise NotFound

    def typed(self, view: SettingsView, at: str | None, text: str) -> Temperatures:  # noqa: ARG002 -- there is one part
        """Read both thresholds, the higher one first or last."""
        found = _TYPED.fullmatch(text.strip())
        if found is None:
            raise Invalid(FieldProblem("thresholds", "two numbers, such as 70 35"))
        first, second = int(found[1]), int(found[2])
        return _checked(max(first, second), min(first, second))


def _checked(hot: int, warm: int) -> Temperatures:
    if not 0 < warm < hot <= MOST_POINTS:
        problem = f"warm must be above 0 and below hot, hot at most {MOST_POINTS}"
        raise Invalid(FieldProblem("thresholds", problem))
    return Temperatures(hot=hot, warm=warm)


PAGE = TemperaturesPage()
