"""``python -m benchmarks``: everything in one run, rounds interleaved, the floor first."""

import argparse
import json
import shutil
import sys
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_bytes

from benchmarks.databases import PostgresShelf, SqliteShelf
from benchmarks.measures import FULL, QUICK, Bench, Sizes
from benchmarks.processes import BenchmarkFailed
from benchmarks.report import Line, heading, machine, results, row, shown
from scripts.servers import PostgresServer, RedisServer, ServerUnavailableError, make_folder
from storage.vault import KEY_BYTES

RESULTS = Path(__file__).parent / "results.json"
FLOOR = "floor"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see it work")
    parser.add_argument("--rounds", type=int, help="how often everything runs (3; quick: 1)")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the results go")
    parser.add_argument("--only", default="", help="comma-separated: P1,P2,P4,P5,P9,P11,P12")
    return parser.parse_args()


def main() -> int:
    """Measure, show the table, write the file; 1 if a figure could not be had."""
    options = _options()
    rounds = options.rounds or (1 if options.quick else 3)
    wanted = {each.strip() for each in options.only.split(",") if each.strip()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadsbot-bench-")))
        facts = machine()
        print(", ".join(f"{name} {fact}" for name, fact in facts.items()))
        sizes = QUICK if options.quick else FULL
        bench, left_out = _prepare(stack, folder, sizes)
        for each in left_out:
            print(each)
        lines = [
            Line(measure)
            for measure in bench.measures()
            if not wanted or measure.key in {FLOOR, *wanted}
        ]
        for number in range(1, rounds + 1):
            _one_round(lines, f"round {number} of {rounds}")
    _show(lines)
    found = results(facts, lines, left_out)
    options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(any(line.failure for line in lines))


def _prepare(stack: ExitStack, folder: Path, sizes: Sizes) -> tuple[Bench, list[str]]:
    """Set up what all rounds share; say what the machine does not have."""
    master_key = urlsafe_b64encode(token_bytes(KEY_BYTES)).decode()
    sqlite = SqliteShelf(folder, master_key)
    try:
        postgres, redis = stack.enter_context(_servers())
    except ServerUnavailableError as missing:
        return Bench(folder, master_key, sizes, sqlite), [f"P2 is left out: {missing}"]
    shelf = PostgresShelf(postgres, master_key)
    return Bench(folder, master_key, sizes, sqlite, shelf, redis.url), []


@contextmanager
def _servers() -> Iterator[tuple[PostgresServer, RedisServer]]:
    """Run a durable PostgreSQL and a Redis of our own; ServerUnavailableError without them."""
    folder = make_folder()
    postgres, redis = PostgresServer(folder, durable=True), RedisServer(folder)
    try:
        postgres.start()
        redis.start()
        yield postgres, redis
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder)


def _one_round(lines: Sequence[Line], name: str) -> None:
    """Run every measure once, and show each figure as it comes."""
    beside = 0.0
    for line in lines:
        measure = line.measure
        if line.failure:
            continue
        print(f"{name}: {measure.key:<6}{measure.title:<42}", end="", flush=True)
        try:
            figure = measure.run()
        except BenchmarkFailed as failure:
            if measure.key == FLOOR:
                raise
            line.failure = str(failure)
            print(f" FAILED: {failure}")
            continue
        beside = figure.value if measure.key == FLOOR else beside
        line.figures.append(figure)
        line.floors.append(beside)
        print(f"{shown(figure.value, measure):>13}")


def _show(lines: Sequence[Line]) -> None:
    print(f"\n{heading()}")
    for line in lines:
        print(row(line))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        sys.exit(1)
