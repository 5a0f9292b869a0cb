"""The load: a process that posts leads, as fast as they are answered or at a set rate.

It reads a plan as JSON from standard input and writes what happened as JSON. It speaks raw
HTTP over kept connections, so that it costs a fraction of the servers that it measures.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic, time
from typing import cast

import uvloop
from pydantic import BaseModel, ConfigDict

from benchmarks.leads import Target, made_request

HOST = "127.0.0.1"


class Plan(BaseModel):
    """What to post: *warm_up* leads that are not timed, then *count* that are.

    With *rate* (per second) a lead is sent when it is due, whether or not those before it
    were answered; without it each of *connections* sends its next when the last was answered.
    Without a *key* the leads are those of a form.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    port: int
    path: str
    key: bytes | None
    count: int
    warm_up: int
    connections: int = 32
    rate: float | None = None


class Outcome(BaseModel):
    """What happened; times in seconds, ``sent`` by the system's monotonic clock."""

    seconds: float
    statuses: dict[int, int]
    took: list[float]
    sent: dict[int, float]
    late: float

    @property
    def accepted(self) -> int:
        """How many leads were promised to be kept."""
        return self.statuses.get(202, 0)


class Connection(asyncio.Protocol):
    """One kept connection with at most one request under way."""

    def __init__(self, answered: Callable[["Connection", int], None]) -> None:
        self._answered = answered
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self.number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        # uvloop's transports are no subclass of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def send(self, number: int, request: bytes) -> None:
        """Post one request."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self.number = number
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Read one whole answer; then say its status."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or len(self._buffer) < end + 4 + _length(self._buffer[:end]):
            return
        status = int(self._buffer[9:12])
        self._buffer = b""
        self._answered(self, status)

    def connection_lost(self, _: Exception | None) -> None:
        """Say status 0: a server that hangs up spoils the figure."""
        self._transport = None
        self._answered(self, 0)

    def close(self) -> None:
        """End the connection; nothing waits on it."""
        self._answered = _ignore
        if self._transport:
            self._transport.close()


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])


def _ignore(_: Connection, __: int) -> None:
    """Hear nothing more from a connection that was closed."""


@dataclass(slots=True)
class Load:
    """Posts numbered requests and writes down what became of each."""

    requests: dict[int, bytes]
    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)
    late: float = 0.0
    _idle: list[Connection] = field(default_factory=list)
    _all: list[Connection] = field(default_factory=list)
    _left: Iterator[tuple[int, bytes]] = field(default_factory=lambda: iter(()))
    _finished: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def flat_out(self, connections: int) -> None:
        """Post everything; each connection sends its next when the last was answered.

        Raises ConnectionError when the server closes a connection.
        """
        self._left = iter(self.requests.items())
        for _ in range(connections):
            self._send_next(await self._connect())
        await self._finished

    async def at_rate(self, rate: float, connections: int) -> None:
        """Post each when it is due, on a new connection if all are busy."""
        for _ in range(connections):
            self._idle.append(await self._connect())
        began = monotonic()
        for place, (number, request) in enumerate(self.requests.items()):
            due = began + place / rate
            await asyncio.sleep(due - monotonic())
            self.late = max(self.late, monotonic() - due)
            connection = self._idle.pop() if self._idle else await self._connect()
            self._send(connection, number, request)
        await self._finished

    def close(self) -> None:
        """End every connection."""
        for connection in self._all:
            connection.close()

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(lambda: Connection(self._hear), HOST, self.port)
        self._all.append(made)
        return made

    def _send(self, connection: Connection, number: int, request: bytes) -> None:
        self.sent[number] = monotonic()
        connection.send(number, request)

    def _send_next(self, connection: Connection) -> None:
        following = next(self._left, None)
        if following is None:
            self._idle.append(connection)
        else:
            self._send(connection, *following)

    def _hear(self, connection: Connection, status: int) -> None:
        if self._finished.done():
            return
        if not status:
            self._finished.set_exception(ConnectionError("the server closed a connection"))
            return
        self.statuses[status] += 1
        self.took.append(monotonic() - self.sent[connection.number])
        if len(self.took) == len(self.requests):
            self._finished.set_result(None)
        else:
            self._send_next(connection)


async def post(plan: Plan) -> Outcome:
    """Sign everything, warm the server up, and then time the rest."""
    target = Target(plan.port, plan.path, plan.key)
    timestamp = int(time())
    made = {
        number: made_request(target, number, timestamp)
        for number in range(plan.warm_up + plan.count)
    }
    warm_up = Load({number: made.pop(number) for number in range(plan.warm_up)}, plan.port)
    if plan.warm_up:
        await warm_up.flat_out(plan.connections)
        warm_up.close()
    load = Load(made, plan.port)
    began = monotonic()
    if plan.rate:
        await load.at_rate(plan.rate, plan.connections)
    else:
        await load.flat_out(plan.connections)
    seconds = monotonic() - began
    load.close()
    return Outcome(
        seconds=seconds,
        statuses=dict(load.statuses + warm_up.statuses),
        took=load.took,
        sent=load.sent if plan.rate else {},
        late=load.late,
    )


if __name__ == "__main__":
    outcome = uvloop.run(post(Plan.model_validate_json(sys.stdin.read())))
    sys.stdout.write(outcome.model_dump_json())
