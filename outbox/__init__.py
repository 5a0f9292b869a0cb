"""The door out: everything that leaves is carried from here."""
