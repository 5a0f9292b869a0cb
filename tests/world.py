"""The cast: Olga (owner), Anna (agent), Vera (viewer), and Nick, who owns the workspace next door.

A Town is the real assembly, running, with the sandbox as Telegram and Olga's team set up by
talking to the bot. Everything in it happens over real HTTP on loopback.
"""

import copyreg
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic, time
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4
from zlib import crc32

import aiohttp

from bot import house
from bot.assemble import House, assemble
from bot.demo import free_port
from bot.settings import Settings, load
from bot.stage import TOKEN, Stage, found
from domain.caller import Caller, PersonId, Place, Visitor
from domain.caller import Person as Known
from domain.signing import secret_key, sign
from outbox.smtp import USUAL, MailRules
from sandbox.world import Chat, Message, Person, Press, World
from tests.ports import held

MASTER_KEY = "bWFzdGVyLWtleS1mb3ItdGhlLXRlc3RzLTMyYnl0ZXM"
SETUP_CODE = "setup-code-of-the-tests"
SECONDS = 15.0
UNLIMITED = "1000/1000/1000000"
"""What the house may send where a test is about something else, in a sandbox without limits."""
TELEGRAMS_OWN = "30/1/20"
"""What it may send where a test is about that."""


class Clock:
    """The real time, plus what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def timestamp(self) -> float:
        return time() + self.ahead

    def monotonic(self) -> float:
        return monotonic() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


def settings_for(database_url: str, **overrides: Any) -> Settings:
    """Settings of a test house; where Telegram is comes in when the sandbox runs."""
    return load(
        **{
            "bot_token": TOKEN,
            "database_url": database_url,
            "master_keys": MASTER_KEY,
            "setup_code": SETUP_CODE,
            "telegram_limits": UNLIMITED,
            "allow_private_targets": "127.0.0.1/32",
            "log_level": "debug",
            **overrides,
        }
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP request got."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Source:
    """A source as its customer knows it: an address and a secret."""

    url: str
    secret: str

    @property
    def id(self) -> UUID:
        return UUID(self.url.split("/")[-2])


@dataclass(slots=True)
class Town:
    """A running house, the sandbox, the cast, and a client to post with."""

    stage: Stage
    running: house.Running
    clock: Clock
    client: aiohttp.ClientSession
    source: Source
    vera: Person | None = None
    nick: Person | None = None
    nicks_chat: Chat | None = None
    nicks_source: Source | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def founded(
        cls,
        settings: Settings,
        clock: Clock,
        *,
        roles: frozenset[house.HouseRole] = house.ALL_ROLES,
    ) -> AsyncIterator[Self]:
        """Open the sandbox, start the house and let Olga set her team up."""
        stage = await Stage.open(clock.timestamp, "127.0.0.1", 0)
        stage.world.limits = None
        async with cls._inhabited(settings, clock, stage, roles) as town:
            await stage.set_up(SETUP_CODE)
            town.source = Source(stage.site.inbound_url, stage.site.secret)
            yield town

    @classmethod
    @asynccontextmanager
    async def returned(
        cls, settings: Settings, clock: Clock, past: "Past", mail_rules: MailRules = USUAL
    ) -> AsyncIterator[Self]:
        """Start the house again on a copy of what a town left behind.

        The settings name a copy of its database.
        """
        stage = await past.stage(clock)
        roles = house.ALL_ROLES
        async with cls._inhabited(settings, clock, stage, roles, mail_rules) as town:
            stage.site.inbound_url = town.url + past.inbound_path
            stage.site.secret = past.secret
            town.source = Source(stage.site.inbound_url, stage.site.secret)
            await town.hears()
            yield town

    @classmethod
    @asynccontextmanager
    async def _inhabited(
        cls,
        settings: Settings,
        clock: Clock,
        stage: Stage,
        roles: frozenset[house.HouseRole],
        mail_rules: MailRules = USUAL,
    ) -> AsyncIterator[Self]:
        try:
            running = await start_house(settings, stage, clock, roles, mail_rules)
            try:
                async with aiohttp.ClientSession() as client:
                    town = cls(stage, running, clock, client, Source("", ""))
                    try:
                        yield town
                    finally:
                        running = town.running
            finally:
                await house.stop(running)
        finally:
            await stage.close()

    async def hears(self) -> None:
        """Return once the house fetches updates.

        Telegram brings the last one of the past again, which it may, and which the house knows.
        """
        telegram = self.house.telegram
        assert telegram is not None
        self.world.redeliver(max(self.stage.bot.mailbox.history))
        await self.world.until(lambda: telegram.state == "ok", SECONDS)

    @property
    def house(self) -> House:
        return self.running.house

    @property
    def url(self) -> str:
        return self.house.settings.base_url

    @property
    def world(self):
        return self.stage.world

    # --- posting -------------------------------------------------------------------------------

    async def post(
        self,
        body: bytes | Mapping[str, Any] | None = None,
        *,
        event_id: str | None = None,
        source: Source | None = None,
        headers: Mapping[str, str] | None = None,
        at: float | None = None,
    ) -> Answer:
        """Sign a lead as its source would and post it."""
        to = source or self.source
        raw = body if isinstance(body, bytes) else json.dumps(body or a_lead()).encode()
        moment = int(at if at is not None else self.clock.timestamp())
        signed = sign([secret_key(to.secret)], event_id or f"msg_{uuid4().hex}", moment, raw)
        return await self.send(to.url, raw, {**standard(signed), **(headers or {})})

    async def send(self, url: str, raw: bytes, headers: Mapping[str, str]) -> Answer:
        """Post raw bytes with exactly these headers."""
        typed = {"Content-Type": "application/json", **headers}
        async with self.client.post(url, data=raw, headers=typed) as response:
            return Answer(response.status, response.headers.copy(), await response.read())

    async def get(self, path: str) -> Answer:
        async with self.client.get(self.url + path) as response:
            return Answer(response.status, response.headers.copy(), await response.read())

    # --- talking and pressing ------------------------------------------------------------------

    async def lead(self, name: str = "Jonas Weber", **data: Any) -> Message:
        """Post a lead and return its card in the team's chat."""
        answer = await self.post(a_lead(name=name, **data))
        assert answer.status == 202, answer.body
        return await self.stage.card(name)

    async def ask(self, person: Person, text: str, chat: Chat | None = None) -> Message:
        """Let a person say something; return the bot's next message there."""
        return await self.stage.ask(person, text, chat)

    async def press(self, person: Person, card: Message, label: str) -> str:
        """Let a person press a button; return what the bot answers to the press."""
        return await answer_to(self.world.press(person, card, label))

    async def forge(
        self, person: Person, chat: Chat, data: str, message: Message | None = None
    ) -> str:
        """Let a hostile client press a button that it made itself."""
        return await answer_to(self.world.forge(person, chat, data, message))

    async def shows(self, card: Message, *words: str) -> str:
        """Wait until the card shows all of *words*; return its text."""
        await self.world.until(lambda: all(each in card.text for each in words), SECONDS)
        return card.text

    async def has_button(self, card: Message, label: str) -> list[str]:
        """Wait until the card has a button; return all labels."""
        await self.world.until(lambda: label in labels(card), SECONDS)
        return labels(card)

    # --- more people ---------------------------------------------------------------------------

    async def with_vera(self) -> Person:
        """Let Vera join as a viewer."""
        self.vera = self.world.add_person("Vera", "Viewer", "vera")
        await self.join(self.vera, "viewer")
        self.world.add_member(self.stage.sales, self.vera)
        return self.vera

    async def join(self, person: Person, role: str) -> Message:
        """Let Olga invite a person, who follows the link."""
        invitation = await self.ask(self.stage.olga, f"/invite {role}")
        return await self.ask(person, "/start " + found(r"start=([\w-]+)", invitation))

    async def with_nick(self) -> Person:
        """Let Nick own the workspace next door, with a chat and a source of his own."""
        self.nick = self.world.add_person("Nick", "Neighbour", "nick")
        await self.ask(self.nick, "/start")
        workspaces = self.house.services.workspaces
        visitor = await self.visitor(self.nick)
        await workspaces.create(replace(visitor, operator=True), "Next Door")
        self.nicks_chat = self.world.add_group("Next door", members=[], admins=[self.nick])
        await self.stage.connect(self.nick, self.nicks_chat)
        made = await self.ask(self.nick, "/newsource Nicks site")
        self.nicks_source = Source(
            found(r"(https?://\S+/leads)", made), found(r"(whsec_[A-Za-z0-9+/=]+)", made)
        )
        return self.nick

    # --- looking behind the door ---------------------------------------------------------------

    async def visitor(self, person: Person) -> Visitor:
        """Say who a person is in their private chat, as the door does."""
        known = Known(PersonId(person.id), person.name, person.username)
        return await self.house.services.doors.visitor(known, person.id)

    async def caller(self, person: Person) -> Caller:
        """Return a person's own Caller."""
        visitor = await self.visitor(person)
        assert visitor.place is Place.PRIVATE
        assert visitor.caller is not None
        return visitor.caller


@dataclass(frozen=True, slots=True)
class Past:
    """What a town leaves behind when its house and Telegram stop, but for the database."""

    world: World
    clock: Clock
    inbound_path: str
    secret: str

    @classmethod
    async def left_by(cls, settings: Settings) -> Self:
        """Let Olga set her team up, and stop."""
        clock = Clock()
        async with Town.founded(settings, clock) as town:
            path, secret = urlsplit(town.source.url).path, town.source.secret
        return cls(town.world, clock, path, secret)

    async def stage(self, clock: Clock) -> Stage:
        """Open a copy of the sandbox as it was, with a clock of its own."""
        world = deepcopy(self.world, {id(self.clock): clock})
        world.closing = False
        return await Stage.serve(world, "127.0.0.1", 0)


def _number_again(numbers: "count[int]") -> tuple[type["count[int]"], tuple[int]]:
    return count, (int(repr(numbers).strip("count()")),)


# How `deepcopy` copies what gives the sandbox its numbers; Python itself will no longer know.
copyreg.pickle(count, _number_again)


async def start_house(
    settings: Settings,
    stage: Stage,
    clock: Clock,
    roles: frozenset[house.HouseRole] = house.ALL_ROLES,
    mail_rules: MailRules = USUAL,
) -> house.Running:
    """Start a house against this stage on a free port."""
    port = free_port()
    with held(port):
        here = settings.model_copy(
            update={
                "telegram_api_url": stage.url,
                "port": port,
                "public_url": f"http://127.0.0.1:{port}",
            }
        )
        built = assemble(
            here, roles, now=clock.now, monotonic=clock.monotonic, mail_rules=mail_rules
        )
        return await house.start(built, roles)


async def answer_to(press: Press) -> str:
    """Return what the bot answered to a press."""
    return (await press.answered(SECONDS)).text


def _phone_of(name: str) -> str:
    return f"+49 30 9{crc32(name.encode()) % 100_000:05d}"


def a_lead(name: str = "Jonas Weber", **data: Any) -> dict[str, Any]:
    """An event about somebody who can be reached; who has another name is somebody else."""
    jonas = {"email": "jonas@example.com", "phone": "+49 30 901820"}
    other = {"email": f"{name.encode().hex()[:40]}@example.com", "phone": _phone_of(name)}
    lead = {"name": name, **(jonas if name == "Jonas Weber" else other), **data}
    return {"event": "lead.created", "data": lead}


def standard(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep only the headers of Standard Webhooks."""
    return {name: value for name, value in headers.items() if name.startswith("webhook-")}


def labels(message: Message) -> list[str]:
    """Return the labels of all buttons, row by row."""
    return [button.text for row in message.buttons for button in row]


def data_of(message: Message, label: str) -> str:
    """Return what a button would send."""
    return next(
        button.callback_data
        for row in message.buttons
        for button in row
        if button.text == label and button.callback_data
    )
