"""The stage of the demo: a sandbox for Telegram, a small team, and the talk that sets it up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from aiohttp import web

from sandbox.model import BotAccount
from sandbox.receiver import Receiver, listen
from sandbox.server import build_app
from sandbox.site import Site, mount_site
from sandbox.world import Chat, Limits, Message, Person, World

TOKEN = "1000000001:sandbox-token-that-opens-nothing-00"  # noqa: S105 -- opens the sandbox only
REPLY_SECONDS = 15.0


@dataclass(slots=True)
class Stage:
    """Everything of the demo that is not ours: Telegram, its people and a customer's site."""

    world: World
    bot: BotAccount
    olga: Person
    anna: Person
    sales: Chat
    site: Site
    runner: web.AppRunner
    url: str
    receiver: Receiver
    listening: web.AppRunner | None = None

    @classmethod
    async def open(cls, now: Callable[[], float], host: str, port: int) -> "Stage":
        """Serve the sandbox and let people be there."""
        world = World(now, Limits())
        world.bot(TOKEN)
        olga = world.add_person("Olga", "Owner", "olga")
        anna = world.add_person("Anna", "Agent", "anna")
        world.add_group("Sales", members=[anna], admins=[olga])
        return await cls.serve(world, host, port)

    @classmethod
    async def serve(cls, world: World, host: str, port: int) -> "Stage":
        """Serve a world in which they are already, before anybody else."""
        olga, anna, *_ = world.people.values()
        sales, *_ = world.groups.values()
        app = build_app(world)
        site = mount_site(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        url = f"http://{host}:{runner.addresses[0][1]}"
        receiver = Receiver(world.now)
        return cls(world, world.bot(TOKEN), olga, anna, sales, site, runner, url, receiver)

    async def close(self) -> None:
        """End the sandbox."""
        if self.listening:
            await self.listening.cleanup()
        await self.runner.cleanup()

    async def ask(self, person: Person, text: str, chat: Chat | None = None) -> Message:
        """Let the person send *text*, in private or in *chat*; return the bot's answer."""
        where = chat or self.world.private(person, self.bot)
        return await self._answer(where, lambda: self.world.say(person, where, text))

    async def connect(self, person: Person, chat: Chat) -> Message:
        """Let the person add the bot to *chat* and connect it; return the bot's confirmation."""
        # The bot greets when it is added; without waiting for that, the greeting would be taken
        # for the answer to /connect, and a lead could come before the chat is connected.
        await self._answer(chat, lambda: self.world.add_bot(chat, self.bot, by=person))
        return await self.ask(person, "/connect", chat)

    async def _answer(self, chat: Chat, act: Callable[[], object]) -> Message:
        """Do *act* and return the bot's next message in *chat*."""
        before = {message.id for message in self.world.messages(chat)}
        act()

        def answered() -> Message | None:
            new = (each for each in self.world.messages(chat) if each.id not in before)
            return next((each for each in new if each.sender is self.bot), None)

        return await self.world.until(answered, REPLY_SECONDS)

    async def card(self, words: str) -> Message:
        """Return the card in the team's chat that shows *words*, once it is there."""

        def shown() -> Message | None:
            here = reversed(self.world.messages(self.sales))
            return next((each for each in here if words in each.text and each.buttons), None)

        return await self.world.until(shown, REPLY_SECONDS)

    async def set_up(self, code: str) -> None:
        """Talk to the bot as a new team does: operator, workspace, team, chat and source."""
        await self.ask(self.olga, f"/start {code}")
        await self.ask(self.olga, "/newworkspace Nordlicht Solar")
        invitation = await self.ask(self.olga, "/invite agent")
        await self.ask(self.anna, "/start " + found(r"start=([\w-]+)", invitation))
        await self.connect(self.olga, self.sales)
        made = await self.ask(self.olga, "/newsource Website")
        self.site.inbound_url = found(r"(https?://\S+/leads)", made)
        self.site.secret = found(r"(whsec_[A-Za-z0-9+/=]+)", made)

    async def listen(self, host: str) -> None:
        """Let the company's other program hear of leads: an endpoint, made by asking the bot."""
        self.listening = await listen(self.receiver, host)
        made = await self.ask(self.olga, f"/newendpoint {self.receiver.url}hook")
        self.receiver.secret = found(r"(whsec_[A-Za-z0-9+/=]+)", made)


def found(pattern: str, message: Message) -> str:
    """Return what *pattern* finds in a message; LookupError shows the message otherwise."""
    match = re.search(pattern, unescape(message.text))
    if match is None:
        raise LookupError(f"the bot answered: {message.text}")
    return match[1]
