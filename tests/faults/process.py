"""Runs `leadsbot run` in a process of its own, and posts to it from outside."""

import asyncio
import json
import re
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.demo import free_port
from bot.stage import TOKEN, Stage
from domain.signing import secret_key, sign
from tests.ports import held
from tests.program import Program
from tests.storage.shelves import rows
from tests.world import MASTER_KEY, SETUP_CODE, UNLIMITED, Clock, a_lead, standard

Client = aiohttp.ClientSession  # noqa: TID251 -- the senders, who are not of the house


@dataclass(slots=True)
class Burst:
    """What many posts were answered; ``cut`` counts those that got no answer."""

    accepted: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    cut: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, count: int) -> None:
        while len(self.accepted) < count:
            self.changed.clear()
            await self.changed.wait()


@dataclass(slots=True)
class Outside:
    """One house in its own process, its database, and the sandbox as its Telegram."""

    url: str
    folder: Path
    stage: Stage
    clock: Clock
    port: int
    by_webhook: bool = False
    process: Program | None = None
    others: list["Outside"] = field(default_factory=list)
    keeper: socket.socket = field(init=False)
    """Keeps the port while the house is away."""

    def __post_init__(self) -> None:
        self.keeper = held(self.port)

    @classmethod
    async def founded(
        cls, url: str, folder: Path, clock: Clock, *, by_webhook: bool = False
    ) -> "Outside":
        stage = await Stage.open(clock.timestamp, "127.0.0.1", 0)
        stage.world.limits = None
        made = cls(url, folder, stage, clock, free_port(), by_webhook)
        await made.start()
        await stage.set_up(SETUP_CODE)
        return made

    async def beside(self) -> "Outside":
        """Start another house on the same database and the same Telegram."""
        folder = self.folder / f"beside-{len(self.others)}"
        folder.mkdir()
        made = Outside(self.url, folder, self.stage, self.clock, free_port())
        self.others.append(made)
        await made.start()
        return made

    async def start(self) -> None:
        """Start the process and return once it is ready."""
        environment = {
            "LEADSBOT_BOT_TOKEN": TOKEN,
            "LEADSBOT_TELEGRAM_API_URL": self.stage.url,
            "LEADSBOT_DATABASE_URL": self.url,
            "LEADSBOT_MASTER_KEYS": MASTER_KEY,
            "LEADSBOT_SETUP_CODE": SETUP_CODE,
            "LEADSBOT_PORT": str(self.port),
            "LEADSBOT_TELEGRAM_LIMITS": UNLIMITED,
            "LEADSBOT_TELEGRAM_MODE": "webhook" if self.by_webhook else "polling",
            "LEADSBOT_PUBLIC_URL": self._at(""),
            "LEADSBOT_LIMIT_ADDRESS": "1000/s:5000",
        }
        with (self.folder / "house.log").open("ab") as log:
            # It reads nothing, so that it may as well have the log to read from.
            streams = [log, log, log]
            self.process = await Program.started(["run"], environment, self.folder, streams)
        async with asyncio.timeout(30):
            while not await self._ready():  # noqa: ASYNC110 -- only the process tells
                await asyncio.sleep(0.05)

    async def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.runs, self.log()
        try:
            async with Client() as client, client.get(self._at("/readyz")) as got:
                return got.status == 200
        except aiohttp.ClientError:
            return False

    def _at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def log(self) -> str:
        return (self.folder / "house.log").read_text()

    def send(self, what: signal.Signals) -> None:
        """Send a signal."""
        assert self.process is not None
        self.process.send_signal(what)

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        assert self.process is not None
        self.send(how)
        async with asyncio.timeout(40):
            return await self.process.wait()

    async def close(self) -> None:
        for each in [self, *self.others]:
            if each.process:
                if each.process.runs:
                    each.process.send_signal(signal.SIGKILL)
                await each.process.wait()
            each.keeper.close()
        await self.stage.close()

    async def post(self, burst: Burst, number: int) -> None:
        """Post one lead over a connection of its own and write down the answer."""
        raw = json.dumps(
            a_lead(name=f"Lead {number}", email=f"lead{number}@people.example", phone=None)
        ).encode()
        key = secret_key(self.stage.site.secret)
        moment = int(self.clock.timestamp())
        headers = standard(sign([key], f"msg_{number}", moment, raw))
        try:
            async with (
                Client(connector=aiohttp.TCPConnector(force_close=True)) as client,
                client.post(
                    self._at(urlsplit(self.stage.site.inbound_url).path),
                    data=raw,
                    headers={**headers, "Content-Type": "application/json"},
                ) as answer,
            ):
                body = await answer.json(content_type=None)
        except (aiohttp.ClientError, ConnectionError):
            burst.cut += 1
        else:
            if answer.status in (200, 202):
                burst.accepted[f"Lead {number}"] = body["lead_id"]
            else:
                burst.refused.append((answer.status, body["code"]))
        burst.changed.set()

    async def posts(self, burst: Burst, numbers: Sequence[int], at_once: int = 20) -> None:
        """Post many leads, so many at a time."""
        waiting = iter(numbers)

        async def one_after_another() -> None:
            for number in waiting:
                await self.post(burst, number)

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))

    async def leads(self) -> dict[str, str]:
        """Return the name and id of every lead in the database."""
        found = await rows(self.url, "SELECT contact, id FROM leads")
        return {_name(contact): str(lead_id).replace("-", "") for contact, lead_id in found}

    async def waiting(self) -> int:
        """Count the accepted events that are no leads yet."""
        sql = "SELECT count(*) FROM intake WHERE state = 'waiting'"
        return int((await rows(self.url, sql))[0][0])

    async def parcels(self) -> int:
        """Count the cards that have still to leave."""
        waiting = "SELECT count(*) FROM parcels WHERE kind IN ('alert', 'digest')"
        return int((await rows(self.url, waiting))[0][0])

    def cards(self) -> list[str]:
        """Return the names on cards and in digests in the team's chat, repeats included."""
        here = self.stage.world.messages(self.stage.sales)
        return [name for each in here for name in re.findall(r"\bLead \d+\b", each.text)]

    async def until(self, true: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something is true of the sandbox."""
        await self.stage.world.until(true, seconds)


def _name(contact: object) -> str:
    document = json.loads(contact) if isinstance(contact, str) else contact
    assert isinstance(document, dict)
    return str(document["name"])
