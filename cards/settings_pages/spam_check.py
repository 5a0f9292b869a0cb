"""Spam: whether leads that look like spam are held."""

from collections.abc import Sequence
from typing import ClassVar

from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.screening import SpamCheck
from domain.workspace_settings import SettingsView

ON, OFF = "on", "off"


class SpamCheckPage(Page):
    """Two buttons."""

    topic: ClassVar[str] = "spam"
    order: ClassVar[int] = 52

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🛡 Spam")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        on = view.settings.of(SpamCheck).on
        return reader.say(
            "A lead that looks like spam, for at least two reasons, is held without an alert."
            " /quarantine shows each with its reasons, and lets it in.\n\nNow: <b>{state}</b>.",
            state=reader.say("held") if on else reader.say("not checked"),
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return both."""
        on = view.settings.of(SpamCheck).on
        hold = Option(reader.say("Hold spam"), ON, chosen=on)
        leave = Option(reader.say("Do not check"), OFF, chosen=not on)
        return [[hold, leave]]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> SpamCheck:  # noqa: ARG002 -- there is one part
        """Return what the setting becomes."""
        if choice not in {ON, OFF}:
            raise NotFound
        return SpamCheck(on=choice == ON)


PAGE = SpamCheckPage()
