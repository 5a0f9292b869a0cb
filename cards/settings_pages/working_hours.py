"""Working hours: on which days and from when to when a workspace is at work."""

from collections.abc import Sequence
from typing import ClassVar

from cards.html import line
from cards.reader import Reader, phrase
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.plain_text import one_line
from domain.typed_hours import read_hours
from domain.working_hours import (
    DAY,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    WorkingHours,
    clock,
)
from domain.workspace_settings import SettingsView

DAYS = (
    phrase("Mon"),
    phrase("Tue"),
    phrase("Wed"),
    phrase("Thu"),
    phrase("Fri"),
    phrase("Sat"),
    phrase("Sun"),
)
BEGINS = (7, 8, 9, 10)
ENDS = (17, 18, 19, 20)
ALWAYS, WEEK = "always", "week"
IN_A_WEEK = WorkingHours(days=MONDAY_TO_FRIDAY, begins=9 * 60, ends=18 * 60)
ZONE_LENGTH = 64


class WorkingHoursPage(Page):
    """Presets, a button for each day and for usual hours; others are typed."""

    topic: ClassVar[str] = "hours"
    order: ClassVar[int] = 20

    def title(self, reader: Reader) -> str:
        """Name the setting."""
        return reader.say("🕘 Working hours")

    def text(self, reader: Reader, view: SettingsView, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Explain the setting and say what it is now."""
        zone = line(view.settings.zone, ZONE_LENGTH)
        return reader.say(
            "Time to answer a lead only runs in working hours, and nobody is reminded outside"
            " them.\n\nNow: <b>{hours}</b>, by the clocks of {zone}.",
            hours=in_words(reader, view.settings.of(WorkingHours)),
            zone=zone,
        )

    def hint(self, reader: Reader, at: str | None) -> str:  # noqa: ARG002 -- there is one part
        """Say what may be typed."""
        return reader.say(
            "Or reply to this message, such as <code>{example}</code>.",
            example=in_words(reader, WorkingHours(days=(0, 1, 2, 3, 4, 5), begins=510, ends=1050)),
        )

    def options(
        self,
        reader: Reader,
        view: SettingsView,
        at: str | None,  # noqa: ARG002 -- there is one part
    ) -> Sequence[Sequence[Option]]:
        """Return presets, days and hours."""
        now = view.settings.of(WorkingHours)
        presets = [
            Option(reader.say("Always"), ALWAYS, chosen=now.always),
            Option(in_words(reader, IN_A_WEEK), WEEK, chosen=now == IN_A_WEEK),
        ]
        days = [_day(reader, now, day) for day in EVERY_DAY]
        begins = [
            Option(
                reader.say("from {time}", time=clock(each * 60)),
                f"from.{each * 60}",
                chosen=now.begins == each * 60,
            )
            for each in BEGINS
        ]
        ends = [
            Option(
                reader.say("until {time}", time=clock(each * 60)),
                f"to.{each * 60}",
                chosen=now.ends == each * 60,
            )
            for each in ENDS
        ]
        return [presets, days[:4], days[4:], begins, ends]

    def chosen(self, view: SettingsView, at: str | None, choice: str) -> WorkingHours:  # noqa: ARG002 -- there is one part
        """Return what the hours become."""
        now = view.settings.of(WorkingHours)
        what, _, value = choice.partition(".")
        number = int(value) if value.isdecimal() and len(value) < 5 else -1  # noqa: PLR2004 -- a minute of the day has four digits
        match what:
            case "always":
                return WorkingHours()
            case "week":
                return IN_A_WEEK
            case "day" if number in EVERY_DAY:
                return WorkingHours.of((*now.days, number), now.begins, now.ends)
            case "off" if number in EVERY_DAY:
                left = tuple(each for each in now.days if each != number)
                return WorkingHours.of(left, now.begins, now.ends)
            case "from" if 0 <= number < DAY:
                return WorkingHours.of(now.days, number, now.ends)
            case "to" if 0 <= number <= DAY:
                return WorkingHours.of(now.days, now.begins, number)
            case _:
                raise NotFound

    def typed(self, view: SettingsView, at: str | None, text: str) -> WorkingHours:  # noqa: ARG002 -- there is one part
        """Read the hours, and the days if they are named."""
        return read_hours(one_line(text), view.settings.of(WorkingHours))


def in_words(reader: Reader, hours: WorkingHours) -> str:
    """Say working hours, such as ``Mon-Fri 09:00-18:00``."""
    if hours.always:
        return reader.say("always")
    return f"{_days(reader, hours.days)} {clock(hours.begins)}-{clock(hours.ends)}"


def _days(reader: Reader, days: Sequence[int]) -> str:
    """Say days, those that follow one another by the first and the last of them."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        "-".join(reader.say(DAYS[each]) for each in dict.fromkeys((run[0], run[-1])))
        for run in runs
    )


def _day(reader: Reader, now: WorkingHours, day: int) -> Option:
    works = day in now.days
    return Option(reader.say(DAYS[day]), f"{'off' if works else 'day'}.{day}", chosen=works)


PAGE = WorkingHoursPage()
