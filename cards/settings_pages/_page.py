"""What a page of the settings is: a title, a text, buttons, and what they make of the setting."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from cards.pages import (
    EARLIER,
    LATER,
    ON_PAGE,
)
from cards.reader import Reader
from domain.errors import NotFound
from domain.workspace_settings import Chosen, SettingsView

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Option:
    """A button of a page: it chooses a value, or opens the part of the page that ``at`` names."""

    label: str
    choice: str | None = None
    at: str | None = None
    chosen: bool = False


class Page(ABC):
    """The page of one setting. A file in ``cards/settings_pages/`` with a ``PAGE`` is in the menu.

    ``order`` is the place in the menu, ``topic`` the word for it in buttons.
    """

    topic: ClassVar[str]
    order: ClassVar[int]

    @abstractmethod
    def title(self, reader: Reader) -> str:
        """Name the setting in a few words."""

    @abstractmethod
    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:
        """Explain the setting in a sentence or two, and say what it is now."""

    @abstractmethod
    def options(
        self, reader: Reader, view: SettingsView, at: str | None
    ) -> Sequence[Sequence[Option]]:
        """Return the buttons, row by row."""

    @abstractmethod
    def chosen(self, view: SettingsView, at: str | None, choice: str) -> Chosen:
        """Return what the setting becomes by a choice; refuse with NotFound what is none.

        A choice names the value itself, so that pressing twice is pressing once.
        """

    def hint(self, reader: Reader, at: str | None) -> str | None:  # noqa: ARG002 -- pages that take typed values use them
        """Say what may be typed as a reply to the page; None where nothing may."""
        return None

    def typed(self, view: SettingsView, at: str | None, text: str) -> Chosen:  # noqa: ARG002 -- pages that take typed values use them
        """Return what the setting becomes by a reply; refuse with Invalid."""
        raise NotFound


def turns(items: Sequence[Item], at: str, part: str) -> tuple[Sequence[Item], list[Option]]:
    """Return the items of one page of a part, and the arrows to the pages around it.

    ``at`` is the part itself for its first page, and ``part.NUMBER`` for others.
    """
    pages = max(1, -(-len(items) // ON_PAGE))
    _, _, number = at.partition(".")
    page = min(int(number), pages - 1) if number.isdecimal() and len(number) < ON_PAGE else 0
    arrows = (
        (EARLIER, (page - 1) % pages),
        (f"{page + 1}/{pages}", page),
        (LATER, (page + 1) % pages),
    )
    shown = items[page * ON_PAGE : (page + 1) * ON_PAGE]
    return shown, [Option(label, at=f"{part}.{to}") for label, to in arrows] if pages > 1 else []
