"""A process is known to be gone as soon as it is, and never while it may still run."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from bot import process

RUN = UUID(int=7)
TELL = f"""
import time
from uuid import UUID
from bot import process
print(process.name(UUID(int={RUN.int})), flush=True)
time.sleep(60)
"""


@pytest.fixture
async def child() -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Another process of this machine, and what it calls itself."""
    root = str(Path(process.__file__).parents[1])
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TELL), env={"PYTHONPATH": root}, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout
    yield started, (await started.stdout.readline()).decode().strip()
    if started.returncode is None:
        started.kill()
    await started.wait()


def test_we_are_not_gone_and_each_run_has_a_name_of_its_own():
    assert not process.is_gone(process.name(RUN))
    assert process.name(RUN) != process.name(UUID(int=8))


async def test_another_process_is_gone_once_it_has_ended(
    child: tuple[asyncio.subprocess.Process, str],
):
    running, name = child
    assert not process.is_gone(name)
    running.send_signal(signal.SIGSTOP)
    assert not process.is_gone(name)
    running.kill()
    await running.wait()
    assert process.is_gone(name)


def test_one_that_was_killed_is_gone_though_its_parent_does_not_know_yet():
    root = str(Path(process.__file__).parents[1])
    with subprocess.Popen(  # noqa: S603 -- a fixed command
        [sys.executable, "-c", TELL], env={"PYTHONPATH": root}, stdout=subprocess.PIPE
    ) as started:
        assert started.stdout
        name = started.stdout.readline().decode().strip()
        assert not process.is_gone(name)
        started.kill()
        started.stdout.read()
        # Its output is closed a moment before it has ended.
        os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
        assert process.is_gone(name)
        assert started.returncode is None


def test_a_number_that_was_given_to_somebody_else_since_is_gone():
    machine, number, began, run = process.name(RUN).split("|")
    assert process.is_gone(f"{machine}|{number}|{int(began) - 1}|{run}")


def test_a_zombie_is_gone():
    stat = "12 (a ) b) Z 1 " + " ".join(str(each) for each in range(30))
    assert process.began_by(stat) == ""
    assert process.began_by(stat.replace(" Z ", " S ")) == "17"


@pytest.mark.parametrize(
    "holder",
    [
        "",
        "nonsense",
        "another/machine|1|1|run",
        "{machine}||1|run",
        "{machine}|4194305||run",
        "{machine}|../1|1|run",
    ],
)
def test_of_whom_nothing_is_known_may_still_run(holder: str):
    machine = process.name(RUN).split("|")[0]
    assert not process.is_gone(holder.format(machine=machine))
