"""Scrubs an SQLite file: what was erased is not left in its index of words, nor in its log."""

import sqlite3
from contextlib import closing
from time import sleep

from storage.engine import BUSY_TIMEOUT, opened

PAGES = 500
"""Pages of the index that are merged in one step, so that nobody who writes waits for long."""
PAUSE = 0.005
DONE = 2
"""Fewer changes than that mean that there was nothing to merge (FTS5, the merge command)."""
MERGE = "INSERT INTO lead_search (lead_search, rank) VALUES ('merge', ?)"


def scrub(path: str, *, whole: bool) -> bool:
    """Leave nothing of what was deleted, in a *whole* new file if asked; tell whether that is so.

    FTS5 marks what is deleted and keeps its words until parts of the index are merged. A reader
    of an old state may keep the log from being emptied; then it is to be tried again.
    """
    with closing(opened(path, timeout=BUSY_TIMEOUT)) as connection:
        _merge(connection)
        if whole:
            connection.execute("VACUUM")
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _merge(connection: sqlite3.Connection) -> None:
    """Make one part of all parts of the index, step by step."""
    pages = -PAGES
    while True:
        before = connection.total_changes
        connection.execute(MERGE, (pages,))
        if connection.total_changes - before < DONE:
            return
        pages = PAGES
        sleep(PAUSE)
