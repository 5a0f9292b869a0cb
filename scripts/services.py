"""Start, stop and look at a private PostgreSQL and Redis that several test runs share."""

import argparse
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.servers import PostgresServer, RedisServer, ServerUnavailableError, make_folder

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "var" / "services"
STATE = PLACE / "state.json"
ENVIRONMENT = PLACE / "env"


@dataclass(frozen=True)
class State:
    """What `start` leaves for `stop` and `status`."""

    folder: str
    pids: list[int]


def start() -> int:
    """Start both servers, unless they run, and write their addresses for the shell."""
    if _pids():
        return status()
    stop()
    folder = make_folder(in_memory=True)
    postgres, redis = PostgresServer(folder, outlive=True), RedisServer(folder, outlive=True)
    try:
        print("Starting PostgreSQL and Redis ...", flush=True)
        postgres.start()
        redis.start()
    except ServerUnavailableError as problem:
        postgres.stop()
        shutil.rmtree(folder)
        print(problem, file=sys.stderr)
        return 1
    _remember(folder, postgres, redis)
    return status()


def stop() -> int:
    """Stop what `start` started and remove its data."""
    for pid in _pids():
        os.kill(pid, signal.SIGINT)
    while _pids():
        time.sleep(0.05)
    if state := _state():
        shutil.rmtree(state.folder, ignore_errors=True)  # a reboot may have removed it before
        shutil.rmtree(PLACE)
    return 0


def status() -> int:
    """Print the addresses of the running servers; the exit code is 1 if there are none."""
    if not _pids():
        print("Not running. `make services` starts them.")
        return 1
    print(ENVIRONMENT.read_text(), end="")
    print(f"For this shell:  set -a; . {ENVIRONMENT.relative_to(ROOT)}; set +a")
    return 0


def _remember(folder: Path, postgres: PostgresServer, redis: RedisServer) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    ENVIRONMENT.touch(mode=0o600)
    ENVIRONMENT.write_text(f"TEST_POSTGRES_URL={postgres.admin_url}\nTEST_REDIS_URL={redis.url}\n")
    state = State(folder=str(folder), pids=[postgres.pid, redis.pid])
    STATE.write_text(json.dumps(asdict(state)))


def _state() -> State | None:
    return State(**json.loads(STATE.read_text())) if STATE.exists() else None


def _pids() -> list[int]:
    """Return the processes that run and are ours: a number may have been given away since."""
    state = _state()
    return [pid for pid in state.pids if _is_ours(pid, state.folder)] if state else []


def _is_ours(pid: int, folder: str) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder)
    except OSError:
        return False


COMMANDS: dict[str, Callable[[], int]] = {"start": start, "stop": stop, "status": status}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    sys.exit(COMMANDS[parser.parse_args().command]())
