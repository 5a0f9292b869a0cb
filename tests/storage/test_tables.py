"""Rules about the tables and about the code that speaks SQL."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from storage.base import Base
from storage.scope import owned_tables
from storage.tables import METADATA

STORAGE = Path(__file__).parents[2] / "storage"
NOT_OWNED = {
    "lanes": "a lane is known by where it leads, and whose that is is known there",
    "leaders": "a task of the installation serves every workspace",
    "rounds": "a round of the installation serves every workspace",
    "people": "a human works for several workspaces",
    "updates": "nobody has looked inside yet, so nobody knows whose it is",
    "workspaces": "it is the workspace itself",
}
# Every file that may cross workspaces, and why.
CROSSING = {
    "canaries.py": "one round lets the canaries of every workspace fly",
    "departed.py": "one round gives back what the departed of every workspace had",
    "dialects.py": "rows that are stamped one by one go in many at once",
    "directory.py": "the doors ask before it is known which workspace it is",
    "dispatches.py": "one worker tells the endpoints of every workspace",
    "erasing.py": "one round sees to what was erased in every workspace",
    "erasure.py": "one round erases what has ended, and people are of every workspace",
    "exports.py": "one worker makes the files of every workspace",
    "figures.py": "whoever runs the house asks how much waits in all of it",
    "gaps.py": "the reconciler looks after the leads of every workspace",
    "incidents.py": "one round closes the incidents of every workspace",
    "inbox.py": "one group commit serves every workspace",
    "leases.py": "one worker serves every workspace",
    "measures.py": "the doors ask for what a source is protected by, and one round forgets it",
    "notices.py": "rows that are stamped one by one go in many at once",
    "mails.py": "one worker sends the e-mails of every workspace",
    "outbox.py": "parcels are put, handed out and closed for every workspace",
    "nudges.py": "one round reminds the people of every workspace",
    "quarantine.py": "one round tells the owners of every workspace what is held",
    "samples.py": "one round forgets the samples of every workspace",
    "rhythms.py": "one round listens to the sources of every workspace",
    "scope.py": "the lock itself",
    "summaries.py": "one round lets the summaries of every workspace leave",
    "traffic.py": "every process counts what comes to every workspace, and one round looks at it",
    "timers.py": "one round lets what is due happen in every workspace",
}
# What the lock cannot see through belongs nowhere but here.
RAW = {
    "announcing.py": "names the rows of its partial index",
    "audit.py": "names the rows of its partial indexes",
    "base.py": "names the rows of the partial indexes that several tables have",
    "chats.py": "names the rows of its partial index",
    "database.py": "asks whether the database answers",
    "erased.py": "names the rows of its partial index",
    "exports.py": "names the rows that its unique key is about",
    "figures.py": "names the rows of the partial indexes it counts by",
    "gaps.py": "names the rows of the partial index that it looks through",
    "incidents.py": "names the rows that its unique key is about",
    "inbox.py": "names the columns of its unique key, and the rows of its partial indexes",
    "leads.py": "names the rows of its partial indexes, by which lists are read",
    "leases.py": "names the rows of its partial indexes",
    "parcels.py": "names the rows that its unique key is about",
    "scope.py": "hands the connection to what is written later, each row stamped",
    "quarantine.py": "names the rows of its partial indexes",
    "updates.py": "names the rows of its partial index",
}


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=str)
def test_every_table_is_owned_or_excused(table: Table):
    assert (table in owned_tables()) != (table.name in NOT_OWNED)


@pytest.mark.parametrize("table", sorted(owned_tables(), key=str), ids=str)
def test_references_of_owned_tables_carry_the_workspace(table: Table):
    for reference in table.foreign_key_constraints:
        target = reference.referred_table
        columns = {column.name for column in reference.columns}
        assert "workspace_id" in columns
        if target in owned_tables():
            assert {each.column.name for each in reference.elements} == {"workspace_id", "id"}
        else:
            assert target.name == "workspaces"


def test_every_table_is_read_by_the_migrations():
    assert {str(mapper.local_table) for mapper in Base.registry.mappers} == set(METADATA.tables)


def files_with(pattern: str) -> set[str]:
    found = re.compile(pattern)
    return {path.name for path in STORAGE.glob("*.py") if found.search(path.read_text())}


def test_only_named_files_cross_workspaces():
    assert files_with(r"_anywhere\(|\bACROSS\b|\bEVERYWHERE\b|\bQUIETLY\b|\bPLAINLY\b") - {
        "lanes.py",  # their tables belong to nobody
        "leaders.py",
        "rounds.py",
        "updates.py",
        "workspaces.py",
    } == set(CROSSING)


def test_only_named_files_say_what_the_lock_cannot_see_through():
    assert files_with(r"__table__|\btext\(|\bliteral_column\(|\.connection\(\)") == set(RAW)
