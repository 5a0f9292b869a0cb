"""Marks English that a card says later in the language of whoever reads."""


def phrase(text: str) -> str:
    """Mark English that is said later by ``Reader.say``, so that its words are looked for."""
    return text
