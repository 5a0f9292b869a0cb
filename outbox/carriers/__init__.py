"""One file, one way out: ``KIND`` names the parcels, ``build`` makes their carrier."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiogram import Bot

from domain.chat import Shown
from domain.parcel import Parcel
from middlewares.role import DeclaredCommand
from services.deliveries import Deliveries
from services.doors import Doors
from services.erasing import Erasing


@dataclass(frozen=True, slots=True)
class Means:
    """What carriers work with."""

    bot: Bot
    deliveries: Deliveries
    doors: Doors
    erasing: Erasing
    commands: Sequence[DeclaredCommand]


class Carrier(Protocol):
    """Takes parcels of one kind out of the house."""

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Deliver, or raise Undelivered; return the message that a card became, if one."""
        ...
