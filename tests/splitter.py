"""Imports the program once, and splits a process off for each order that comes; tests/program.py.

It listens on the socket that it was given, and ends when its standard input does.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from dataclasses import asdict, dataclass
from importlib import import_module

LONGEST_ORDER = 1 << 16
STREAMS = 3
MODULES = ("bot.__main__", "bot.demo", "bot.house", "bot.assemble")


@dataclass(frozen=True, slots=True)
class Order:
    """What the program is to be called with, and where."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def begin(self) -> None:
        """Make this process look as if it had been started that way."""
        sys.argv = ["leadsbot", *self.arguments]
        os.environ.clear()  # noqa: TID251 -- the order has the whole of it
        os.environ.update(self.environment)  # noqa: TID251 -- see above
        os.chdir(self.folder)


def serve(listener: socket.socket) -> Order | None:
    """Take orders to the end; in a process that was split off, return its order."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with listener:
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return None
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    return keep(connection)


def keep(connection: socket.socket) -> Order:
    """Split the ordered process off; tell its number and, once it has ended, its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    order, streams, _, _ = socket.recv_fds(connection, LONGEST_ORDER, STREAMS)
    number = os.fork()
    for place, stream in enumerate(streams):
        if number == 0:
            os.dup2(stream, place)
        os.close(stream)
    if number == 0:
        return Order(**json.loads(order))
    connection.sendall(f"{number}\n".encode())
    _, status = os.waitpid(number, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    program, *_ = [import_module(name) for name in MODULES]
    gc.freeze()
    if mine := serve(socket.socket(fileno=int(sys.argv[1]))):
        mine.begin()
        program.main()
