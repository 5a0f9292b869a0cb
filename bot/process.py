"""Which process this is, and whether another one on this machine has ended."""

import os
import socket
from pathlib import Path
from uuid import UUID

BOOT = Path("/proc/sys/kernel/random/boot_id")
ENDED = frozenset("ZX")


def name(run: UUID) -> str:
    """Name this process so that a later one on the same machine can tell whether it is gone."""
    return f"{_machine()}|{os.getpid()}|{_began(os.getpid())}|{run}"


def spoken(holder: str) -> str:
    """Name a process as people do."""
    machine, _, rest = holder.partition("|")
    return f"process {rest.partition('|')[0]} on {machine.partition('/')[0]}"


def is_gone(holder: str) -> bool:
    """Tell whether *holder* is a process of this machine that has ended.

    Of other machines, and where the system does not say, nothing is known: no.
    """
    machine, _, rest = holder.partition("|")
    number, _, rest = rest.partition("|")
    began, _, _ = rest.partition("|")
    if machine != _machine() or not number.isdigit() or not began:
        return False
    return _began(int(number)) != began


def _machine() -> str:
    """Name the machine and its start; a container is a machine of its own."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return f"{socket.gethostname()}/{boot}"


def _began(number: int) -> str:
    """Return when a process began, as Linux counts it; empty where none runs, or no telling."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return began_by(stat)


def began_by(stat: str) -> str:
    """Read when a process began from its ``stat``; empty if it has ended.

    See proc(5): the 22nd field; the name in the second may hold spaces. A process that was
    killed stays there until its parent asks for it.
    """
    state, *others = stat.rpartition(")")[2].split()
    return "" if state in ENDED else others[18]
