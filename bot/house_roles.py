"""What one process does; a file of its own, so that naming it costs no import of the house."""

from enum import StrEnum


class HouseRole(StrEnum):
    """What one process does; together they are the whole house."""

    BOT = "bot"
    WEB = "web"
    WORKER = "worker"


ALL_ROLES = frozenset(HouseRole)
