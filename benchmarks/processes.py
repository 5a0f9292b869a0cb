"""The processes of one run: started, waited for, and ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

from benchmarks.load import HOST, Outcome, Plan

ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 60.0
LOOK_EVERY = 0.01


class BenchmarkFailed(Exception):  # noqa: N818 -- names what happened
    """A figure would not mean what it says; the text says why."""


@contextmanager
def running(
    module: str,
    arguments: list[str],
    port: int,
    folder: Path,
    settings: Mapping[str, str],
    *,
    ready: str = "/readyz",
) -> Iterator[float]:
    """Run a module that serves *port*; yield the seconds it took until *ready* answered 200."""
    log = folder / f"{module}.log"
    began = monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env=_environment(settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, port, log, ready)
        yield monotonic() - began
    finally:
        _stop(process)


def generate(plan: Plan) -> Outcome:
    """Let a process of its own post the leads of *plan*."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=plan.model_dump_json(),
        env=_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkFailed(f"the load generator failed: {done.stderr[-500:]}")
    return Outcome.model_validate_json(done.stdout)


def fetch(port: int, path: str, body: str | None = None) -> tuple[int, bytes]:
    """Ask a server of this run, or tell it *body*; status 0 when nobody listens yet."""
    connection = HTTPConnection(HOST, port, timeout=5)
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Pass on nothing that could change what the house does here."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path, path: str) -> None:
    until = monotonic() + START_SECONDS
    while fetch(port, path)[0] != 200:  # noqa: PLR2004 -- HTTP says that all is well
        if process.poll() is not None or monotonic() > until:
            raise BenchmarkFailed(f"it did not start: {log.read_text(errors='replace')[-500:]}")
        sleep(LOOK_EVERY)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
