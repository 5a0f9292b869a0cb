"""Language: in which one the chats of a workspace read, and people who chose none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from cards.locale import LANGUAGES
from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.locale import Language, Wishes
from domain.workspace_settings import SettingsView

OPEN = "open"


class LanguagePage(Page):
    """A button for each language, and one that leaves it open."""

    topic: ClassVar[str] = "language"
    order: ClassVar[int] = 10

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🌐 Language")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        chosen = view.wishes.language
        return reader.say(
            "Cards in the chats of the workspace are in this language. People read in the one they"
            " chose with /language, or that of their Telegram.\n\nNow: <b>{language}</b>.",
            language=LANGUAGES[chosen] if chosen else reader.say("left open, which is English"),
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return the languages."""
        now = view.wishes.language
        named = [Option(name, each.value, chosen=now is each) for each, name in LANGUAGES.items()]
        return [named, [Option(reader.say("Leave open"), OPEN, chosen=now is None)]]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> Wishes:  # noqa: ARG002 -- there is one part
        """Return the wishes with this language."""
        if choice == OPEN:
            return replace(view.wishes, language=None)
        found = next((each for each in Language if each == choice), None)
        if found is None:
            raise NotFound
        return replace(view.wishes, language=found)


PAGE = LanguagePage()
