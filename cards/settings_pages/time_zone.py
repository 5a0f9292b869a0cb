"""Time zone: by the clocks of which zone a workspace lives."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from cards.html import line
from cards.locale import CITIES, IN_A_ROW, ZONE_LENGTH, UsualZone
from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.locale import UTC, Wishes, checked_zone
from domain.workspace_settings import SettingsView

OPEN = "open"
EXAMPLE = "Europe/Riga"


class TimeZonePage(Page):
    """A button for usual zones, and one that leaves it open; any other is typed."""

    topic: ClassVar[str] = "zone"
    order: ClassVar[int] = 11

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🕓 Time zone")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        chosen = view.wishes.zone
        zone = line(chosen, ZONE_LENGTH) if chosen else reader.say("left open, which is UTC")
        return reader.say(
            "Working hours, summaries, figures and times in chats go by the clocks of this zone."
            " People may choose another one for themselves with /timezone.\n\nNow: <b>{zone}</b>.",
            zone=zone,
        )

    def hint(self, reader: Reader, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Say what may be typed."""
        return reader.say(
            "Or reply to this message, such as <code>{example}</code>.", example=EXAMPLE
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return the usual zones."""
        now = view.wishes.zone
        named = [
            Option(reader.say(city), zone.name, chosen=now == zone)
            for zone, city in CITIES.items()
        ]
        rows = [named[start : start + IN_A_ROW] for start in range(0, len(named), IN_A_ROW)]
        return [*rows, [Option(UTC, OPEN, chosen=now is None)]]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> Wishes:  # noqa: ARG002 -- there is one part
        """Return the wishes with this zone."""
        if choice == OPEN:
            return replace(view.wishes, zone=None)
        if choice not in UsualZone.__members__:
            raise NotFound
        return replace(view.wishes, zone=UsualZone[choice].value)

    def typed(self, view: SettingsView, at: str | None, text: str) -> Wishes:  # noqa: ARG002 -- there is one part
        """Read the name of a zone, or of its city."""
        return replace(view.wishes, zone=checked_zone(text))


PAGE = TimeZonePage()
