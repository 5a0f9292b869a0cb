"""How roles are called."""

from cards.reader import Reader, phrase
from domain.roles import Role

ROLES = {
    Role.VIEWER: phrase("viewer"),
    Role.AGENT: phrase("agent"),
    Role.ADMIN: phrase("admin"),
    Role.OWNER: phrase("owner"),
}


def role_word(reader: Reader, role: Role) -> str:
    """Name a role in one word."""
    return reader.say(ROLES[role])
