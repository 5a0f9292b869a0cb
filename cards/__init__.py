"""How things look in a chat: pure functions from what is true to a text and its buttons."""
