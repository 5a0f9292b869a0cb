"""The program in processes of its own, without the seconds that each of them takes to import it.

They are split off from one that has it imported (tests/splitter.py); all else is as if started by
`python -m bot`: arguments, environment, folder, streams, signals and the exit code.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Self

from tests.house.tree import ROOT
from tests.splitter import Order


class Splitter:
    """The process that the others are split off from."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self.address = str(Path(self._folder.name) / "orders")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen()
            self._process = subprocess.Popen(  # noqa: S603 -- our own module
                [
                    *(sys.executable, "-W", "error::ResourceWarning"),
                    *("-m", "tests.splitter", str(listener.fileno())),
                ],
                cwd=ROOT,
                env={},
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def close(self) -> None:
        """End it; what was split off from it goes on."""
        self._process.communicate()
        self._folder.cleanup()


@cache
def splitter() -> Splitter:
    """Start the one splitter of this run."""
    return Splitter()


def pytest_unconfigure() -> None:
    """End the splitter if there is one."""
    if splitter.cache_info().currsize:
        splitter().close()


@dataclass(slots=True)
class Program:
    """The program, running or ended."""

    number: int
    reader: StreamReader
    writer: StreamWriter
    code: int | None = None

    @classmethod
    async def started(
        cls,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: Sequence[IO[bytes]],
    ) -> Self:
        """Start it in a folder, with what it reads from, writes to and complains to."""
        order = Order(list(arguments), dict(environment), str(folder))
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(splitter().address)
            numbers = [stream.fileno() for stream in streams]
            socket.send_fds(connection, [order.to_json()], numbers)
            reader, writer = await asyncio.open_unix_connection(sock=connection.dup())
        return cls(int(await reader.readline()), reader, writer)

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        try:
            os.kill(self.number, 0)
        except ProcessLookupError:
            return False
        return True

    def send_signal(self, how: signal.Signals) -> None:
        """Send a signal to the process."""
        os.kill(self.number, how)

    async def wait(self) -> int:
        """Wait for its end and return its exit code; below zero is the signal that ended it."""
        if self.code is None:
            self.code = int(await self.reader.readline())
            self.writer.close()
            await self.writer.wait_closed()
        return self.code
