"""Who may do what inside one workspace."""

from enum import IntEnum


class Role(IntEnum):
    """Ordered: a higher role may do everything a lower one may."""

    VIEWER = 10
    AGENT = 20
    ADMIN = 30
    OWNER = 40

    @property
    def word(self) -> str:
        """The role as people read and type it."""
        return self.name.lower()

    @classmethod
    def read(cls, word: str) -> "Role | None":
        """Return the role that *word* names, whatever its case, or ``None``."""
        return cls.__members__.get(word.strip().upper())
