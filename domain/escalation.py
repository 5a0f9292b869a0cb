"""Escalation: what happens, step by step, to a lead that nobody answers."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.response import MOST_MINUTES, Minutes
from domain.workspace_settings import WorkspaceSetting

Delay = Annotated[int, Field(ge=0, le=MOST_MINUTES)]


class Step(StrEnum):
    """What can happen to a lead that nobody answers, in this order.

    The first two happen to a lead that somebody has and leaves alone, the
    other three to one that nobody has.
    """

    REMIND = "remind"
    RETURN = "return"
    OVERDUE = "overdue"
    ADMINS = "admins"
    CHAT = "chat"


class Escalation(WorkspaceSetting):
    """How much working time each step waits for, in minutes; ``None`` leaves a step out.

    ``follow_up`` is how long the owner of a lead may be silent before they are
    reminded, ``back`` how long after that it goes back to everybody;
    ``admins`` is how long after its deadline a lead that nobody has is told to
    admins, and ``chat`` how long after that it is shown in the chat of ``chat_id``.
    """

    key: ClassVar[str] = "escalation"

    follow_up: Minutes | None = None
    back: Delay | None = None
    admins: Delay | None = None
    chat: Delay | None = None
    chat_id: UUID | None = None

    def delay(self, step: Step) -> int | None:
        """Return how long a step waits after the one before it; None if it is left out."""
        match step:
            case Step.REMIND | Step.OVERDUE:
                return 0
            case Step.RETURN:
                return self.back
            case Step.ADMINS:
                return self.admins
            case Step.CHAT:
                return self.chat if self.chat_id else None

    def after(self, step: Step) -> tuple[Step, int] | None:
        """Return the next step that is not left out, and its delay in minutes."""
        ladder = LADDERS[step]
        for each in ladder[ladder.index(step) + 1 :]:
            if (delay := self.delay(each)) is not None:
                return each, delay
        return None


IN_HANDS = (Step.REMIND, Step.RETURN)
IN_POOL = (Step.OVERDUE, Step.ADMINS, Step.CHAT)
LADDERS = {step: ladder for ladder in (IN_HANDS, IN_POOL) for step in ladder}
