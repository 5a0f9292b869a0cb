"""Abuse: how far the house goes by itself when something unusual comes to a source."""

from collections.abc import Sequence
from typing import ClassVar

from cards.reader import Reader, phrase
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.measure import BY_ITSELF, AbuseResponse, Step
from domain.workspace_settings import SettingsView

CHOICES = {
    Step.TELL: phrase("Tell only"),
    Step.SLOW: phrase("Slow down"),
    Step.HOLD: phrase("Slow down, hold"),
    Step.PAUSE: phrase("Even pause"),
}


class AbusePage(Page):
    """A button for each step."""

    topic: ClassVar[str] = "abuse"
    order: ClassVar[int] = 53

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🚨 Abuse")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        return reader.say(
            "Admins are told when something unusual comes to a source. What I may do by myself,"
            " for half an hour at a time: slow down who floods a form; if that does not help, hold"
            " what they send; pause the source only if you choose so here, for then nobody gets"
            " through.\n\nNow: <b>{step}</b>.",
            step=reader.say(CHOICES[view.settings.of(AbuseResponse).most]),
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return each step, the mildest first."""
        now = view.settings.of(AbuseResponse).most
        found = [
            Option(reader.say(words), step.value, chosen=step is now)
            for step, words in CHOICES.items()
        ]
        return [found[:2], found[2:]]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> AbuseResponse:  # noqa: ARG002 -- there is one part
        """Return what the setting becomes."""
        if choice not in {each.value for each in BY_ITSELF}:
            raise NotFound
        return AbuseResponse(most=Step(choice))


PAGE = AbusePage()
