"""What a run found: medians over its rounds, beside the goals, as a table and as JSON."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measures import Figure, Measure

COLUMNS = "{:<6}{:<42}{:>13}{:>7}{:>13}{:>13}  {}"


@dataclass(slots=True)
class Line:
    """One measure and its figure in each round; *floors* are those of the same rounds.

    Once ``failure`` says why a figure would not mean anything, there are no more.
    """

    measure: Measure
    figures: list[Figure] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def value(self) -> float | None:
        """The median; None when it failed before there was any."""
        return _median([each.value for each in self.figures])

    @property
    def ratio(self) -> float | None:
        """The median of what each round came to beside its own floor, or the best possible."""
        if (own := _median([each.ratio for each in self.figures])) is not None:
            return own
        if not self.measure.is_rate or not self.floors:
            return None
        return median(
            figure.value / beside for figure, beside in zip(self.figures, self.floors, strict=True)
        )

    @property
    def p50(self) -> float | None:
        """The median of the rounds' medians, in seconds."""
        return _median([each.p50 for each in self.figures])

    @property
    def p99(self) -> float | None:
        """The median of the rounds' 99th percentiles, in seconds."""
        return _median([each.p99 for each in self.figures])

    @property
    def first(self) -> float | None:
        """The median of when the first arrived, in seconds."""
        return _median([each.first for each in self.figures])

    def goals(self) -> list[tuple[str, bool]]:
        """Return each goal in words, and whether it was met."""
        measure = self.measure
        return [
            *_at_least("ratio", self.ratio, measure.ratio_goal),
            *_ratio_at_most(self.ratio, measure.most_ratio),
            *_at_most("", self.value, measure.value_goal),
            *_at_most("first ", self.first, measure.first_goal),
            *_at_most("p50 ", self.p50, measure.p50_goal),
            *_at_most("p99 ", self.p99, measure.p99_goal),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything, each round included; times in seconds."""
        return {
            "key": self.measure.key,
            "title": self.measure.title,
            "unit": "per second" if self.measure.is_rate else "seconds",
            "value": self.value,
            "ratio": self.ratio,
            "p50": self.p50,
            "p99": self.p99,
            "first": self.first,
            "failure": self.failure,
            "goals": [{"goal": goal, "met": met} for goal, met in self.goals()],
            "rounds": [each.value for each in self.figures],
            "notes": [each.notes for each in self.figures if each.notes],
        }


def heading() -> str:
    """Return the head of the table."""
    names = COLUMNS.format("", "", "median", "ratio", "p50", "p99", "goal")
    return f"{names}\n{'-' * len(names)}"


def row(line: Line) -> str:
    """Return one line of the table."""
    goals = ", ".join(f"{goal} {'met' if met else 'NOT MET'}" for goal, met in line.goals())
    measure = line.measure
    value = shown(line.value, measure)
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    times = (milliseconds(line.p50), milliseconds(line.p99))
    notes = "".join(f"; {each.notes}" for each in line.figures[-1:] if each.notes)
    said = f"FAILED: {line.failure}" if line.failure else goals + notes
    return COLUMNS.format(measure.key, measure.title, value, ratio, *times, said).rstrip()


def machine() -> dict[str, Any]:
    """Return what a figure depends on, and nothing that names the machine."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "python": platform.python_version(),
        "kernel": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2),
    }


def results(facts: dict[str, Any], lines: Sequence[Line], left_out: Sequence[str]) -> Any:  # noqa: ANN401 -- what JSON can hold
    """Return the whole run as it is written to a file."""
    return {
        "machine": facts,
        "left_out": list(left_out),
        "measures": [line.as_json() for line in lines],
    }


def shown(value: float | None, measure: Measure) -> str:
    """Show a figure in the unit of its measure."""
    if value is None or not measure.is_rate:
        return milliseconds(value)
    return f"{value:,.0f}/s"


def milliseconds(seconds: float | None) -> str:
    """Show a time."""
    return "" if seconds is None else f"{seconds * 1000:,.1f} ms"


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _median(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return median(known) if known else None


def _at_least(name: str, value: float | None, goal: float | None) -> list[tuple[str, bool]]:
    if value is None or goal is None:
        return []
    return [(f"{name} >= {goal:.2f}", value >= goal)]


def _ratio_at_most(value: float | None, goal: float | None) -> list[tuple[str, bool]]:
    if value is None or goal is None:
        return []
    return [(f"ratio <= {goal:.2f}", value <= goal)]


def _at_most(name: str, value: float | None, goal: float | None) -> list[tuple[str, bool]]:
    if value is None or goal is None:
        return []
    return [(f"{name}<= {goal * 1000:,.0f} ms", value <= goal)]
