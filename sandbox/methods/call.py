"""What a method is given and what it returns."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import too_many_requests
from sandbox.model import BotAccount, Chat
from sandbox.params import Params
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Context:
    """One call: the world, the bot that calls, and its parameters."""

    world: World
    bot: BotAccount
    params: Params

    def pace(self, chat: Chat) -> None:
        """Count a message to this chat; raise 429 when Telegram would."""
        wait = self.world.flood_wait(self.bot, chat)
        if wait:
            raise too_many_requests(wait)


Method = Callable[[Context], Awaitable[Any]]
