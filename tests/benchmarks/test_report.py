"""The table says what was found, and whether it is enough."""

from benchmarks.measures import Figure, Measure
from benchmarks.report import Line, machine, row

RATE = Measure("P1", "accepted", lambda: Figure(1.0), ratio_goal=0.5, is_rate=True)
TIME = Measure("P4", "latency", lambda: Figure(1.0), p50_goal=0.008, p99_goal=0.025)


def test_a_ratio_is_the_median_of_what_each_round_came_to_beside_its_own_floor():
    figures = [Figure(50.0), Figure(10.0), Figure(90.0)]
    line = Line(RATE, figures, floors=[100.0, 100.0, 100.0])
    assert line.value == 50
    assert line.ratio == 0.5
    assert line.goals() == [("ratio >= 0.50", True)]


def test_a_slow_minute_of_the_machine_does_not_spoil_a_ratio():
    line = Line(RATE, [Figure(60.0), Figure(6.0)], floors=[100.0, 10.0])
    assert line.ratio == 0.6


def test_each_goal_stands_for_itself():
    line = Line(TIME, [Figure(0.007, 0.007, 0.030)], floors=[100.0])
    assert line.ratio is None
    assert line.goals() == [("p50 <= 8 ms", True), ("p99 <= 25 ms", False)]
    assert "p99 <= 25 ms NOT MET" in row(line)


def test_a_failure_is_shown_in_place_of_a_figure():
    shown = row(Line(RATE, failure="3 accepted, 2 in the database"))
    assert shown.endswith("FAILED: 3 accepted, 2 in the database")


def test_the_machine_is_described_without_its_name():
    assert set(machine()) == {"cores", "processor", "python", "kernel", "load_before"}
