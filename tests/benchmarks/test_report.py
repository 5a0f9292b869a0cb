"""The table says what was found, and whether it is enough."""

from benchmarks.flood import Watch
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


def test_a_flood_is_compared_with_the_best_that_is_possible():
    flood = Measure("P5", "flood", lambda: Figure(1.0), first_goal=1.0, most_ratio=1.15)
    line = Line(flood, [Figure(21.0, first=0.2, ratio=1.05, notes="no 429")], floors=[100.0])
    assert line.goals() == [("ratio <= 1.15", True), ("first <= 1,000 ms", True)]
    assert row(line).endswith("; no 429")
    assert Line(flood, [Figure(30.0, first=2.0, ratio=1.5)]).goals()[0][1] is False


def test_the_best_that_is_possible_is_bound_by_posting_and_by_the_limits():
    watch = Watch(1, 1, seen=dict.fromkeys(range(2000), 0.0), messages={1: 1, 2: 190})
    assert watch.shortest(20.0) == 20.0
    assert watch.shortest(1.0) == 11 - 5
    watch.messages = {1: 1, 2: 50}
    assert watch.shortest(20.0) == 60.0


def test_a_failure_is_shown_in_place_of_a_figure():
    shown = row(Line(RATE, failure="3 accepted, 2 in the database"))
    assert shown.endswith("FAILED: 3 accepted, 2 in the database")


def test_the_machine_is_described_without_its_name():
    assert set(machine()) == {"cores", "processor", "python", "kernel", "load_before"}
