"""Find leads by what they say, and list them by whose they are and how hot.

The tables begin empty, so that nothing waits for a million leads to be read: those that are
there already are indexed by and by, the newest first, while the house works.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.finding import Words

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Words come one by one and without signs, so that positions and sizes would tell nothing.
SEARCH = """
CREATE VIRTUAL TABLE lead_search USING fts5(words, content='lead_index', content_rowid='id',
  tokenize='ascii', detail='none', columnsize=0, prefix='2 3')
"""
ADD = "INSERT INTO lead_search (rowid, words) VALUES (new.id, new.words);"
REMOVE = """
INSERT INTO lead_search (lead_search, rowid, words) VALUES ('delete', old.id, old.words);
"""
TRIGGERS = {"insert": ADD, "delete": REMOVE, "update": REMOVE + ADD}
NUMBERED = """
UPDATE workspaces SET not_indexed = last_lead_number,
  place = (SELECT count(*) FROM workspaces AS other WHERE other.id <= workspaces.id)
"""
INDEXES = {
    "ix_leads_new_score": (["workspace_id", "score", "number"], sa.text("status = 'new'")),
    "ix_leads_owner": (
        ["workspace_id", "owner_id", "status", "number"],
        sa.text("owner_id IS NOT NULL"),
    ),
}
ADDED = ("place", "not_indexed")


def upgrade() -> None:
    """Bring the schema one step forward."""
    for column in ADDED:
        op.add_column(
            "workspaces", sa.Column(column, sa.Integer(), nullable=False, server_default="0")
        )
    op.execute(NUMBERED)
    op.create_index("ix_workspaces_place", "workspaces", ["place"], unique=True)
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "leads", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "lead_index",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_lead_index_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lead_index"),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.create_index("ix_lead_index_words", "lead_index", ["words"], postgresql_using="gin")
        return
    op.execute(SEARCH)
    for verb, work in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER lead_index_{verb} AFTER {verb} ON lead_index BEGIN {work} END")


def downgrade() -> None:
    """Bring the schema one step back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE lead_search")
    op.drop_table("lead_index")
    for name in INDEXES:
        op.drop_index(name, table_name="leads")
    op.drop_index("ix_workspaces_place", table_name="workspaces")
    # SQLite would make the table anew, and other tables refer to it.
    for column in ADDED:
        op.execute(f"ALTER TABLE workspaces DROP COLUMN {column}")
