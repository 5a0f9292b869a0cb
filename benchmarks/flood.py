"""Watches a flood arrive in the project's own sandbox, which enforces Telegram's limits."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from benchmarks.databases import GROUP
from benchmarks.processes import BenchmarkFailed, fetch, running
from scripts.servers import free_port

PER_MINUTE, BURST, MINUTE = 20, 5, 60.0
"""What the sandbox takes of one group: in a minute, and at once before it is one a second."""
NUMBER = re.compile(r"#(\d+)")
LOOK_EVERY = 0.1
PATIENCE = 300.0


@dataclass(slots=True)
class Watch:
    """What can be seen in the group, and since when, by the system's monotonic clock."""

    port: int
    person: int
    seen: dict[int, float] = field(default_factory=dict)
    messages: dict[int, int] = field(default_factory=dict)
    refused: set[tuple[str, float]] = field(default_factory=set)

    def look(self) -> None:
        """Look once, as a person in the group does."""
        _, answer = fetch(self.port, f"/world/state?person={self.person}&chat={GROUP}")
        now, state = monotonic(), json.loads(answer or "{}")
        for message in state.get("messages", ()):
            numbers = {int(each) for each in NUMBER.findall(message["text"])}
            if numbers:
                self.messages[message["id"]] = len(numbers)
            for number in numbers:
                self.seen.setdefault(number, now)
        for call in state.get("calls", ()):
            if "Too Many Requests" in (call["error"] or ""):
                self.refused.add((call["method"], call["at"]))

    def until(self, count: int) -> None:
        """Look until so many leads are visible; BenchmarkFailed when that takes too long."""
        end = monotonic() + PATIENCE
        while len(self.seen) < count:
            if monotonic() > end:
                raise BenchmarkFailed(f"{len(self.seen)} of {count} leads became visible")
            Event().wait(LOOK_EVERY)
            self.look()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look again and again meanwhile."""
        stop = Event()

        def go_on() -> None:
            while not stop.wait(LOOK_EVERY):
                self.look()

        thread = Thread(target=go_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def shortest(self, posting: float) -> float:
        """Say in how many seconds all can be visible at best, every digest as full as the fullest.

        Not before the last was posted, and not faster than the limits allow.
        """
        needed = ceil(len(self.seen) / max(self.messages.values()))
        a_minute = (needed - 1) // PER_MINUTE * MINUTE
        return max(posting, a_minute, float(needed - BURST))


@contextmanager
def sandbox(folder: Path, token: str) -> Iterator[Watch]:
    """Run the sandbox by itself, with the bot in its group."""
    port = free_port()
    with running("sandbox", ["--port", str(port)], port, folder, {}, ready="/world/state"):
        _ask(port, f"/bot{token}/getMe")
        people = _ask(port, "/world/state")["people"]
        person = int(people[0]["id"])
        change = {"account": int(token.partition(":")[0]), "by": person, "action": "add"}
        _ask(port, f"/world/groups/{GROUP}/members", json.dumps(change))
        yield Watch(port, person)


def _ask(port: int, path: str, body: str | None = None) -> Any:  # noqa: ANN401 -- what JSON can hold
    status, answer = fetch(port, path, body)
    if status != 200:  # noqa: PLR2004 -- HTTP says that all is well
        raise BenchmarkFailed(f"the sandbox answered {status} to {path}: {answer[:200]!r}")
    return json.loads(answer)
