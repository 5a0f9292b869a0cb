"""Addresses from which too much has failed: for a while less is done for them."""

from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000


class Suspects:
    """Remembers the latest of them, each for a while; *clock* gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    def __contains__(self, address: str) -> bool:
        """Tell whether the address is suspect now."""
        return self._until.get(address, 0.0) > self._clock()

    def add(self, address: str, seconds: float) -> None:
        """Suspect the address for so long."""
        self._until[address] = self._clock() + seconds
        self._until.move_to_end(address)
        if len(self._until) > MOST:
            self._until.popitem(last=False)
