"""Makes the rounds of the house, in the process that sends."""

from collections.abc import Awaitable, Callable

import structlog

from domain.errors import Refusal
from services.bell import Bell
from services.rounds import Rounds

LOOK_EVERY = 1.0

log = structlog.get_logger(__name__)


class Jobs:
    """Looks every second whether a round is due; *bell* makes it look at once."""

    def __init__(self, rounds: Rounds, may: Callable[[], Awaitable[bool]]) -> None:
        self.rounds = rounds
        self.bell = Bell()
        self._may = may
        self._stopping = False

    async def run(self) -> None:
        """Make rounds until asked to stop; the one that is under way is finished."""
        while not self._stopping:
            try:
                if await self._may():
                    await self.rounds.do_due()
            except Refusal as refusal:
                log.warning("rounds_wait", reason=refusal.code)
            await self.bell.wait(LOOK_EVERY)

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self.bell.ring()
