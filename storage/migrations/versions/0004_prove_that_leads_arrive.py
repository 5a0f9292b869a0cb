"""Prove that leads arrive: when each was first shown, canaries, silent sources, rounds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

UNSHOWN = sa.text("shown_at IS NULL")
SHOWN = ("leads", "digests", "posts")
# A copy whose group became a supergroup has no message any more; the log of deliveries knows it.
POSTS_SHOWN = """
UPDATE posts SET shown_at = (SELECT received_at FROM leads
  WHERE leads.workspace_id = posts.workspace_id AND leads.id = posts.lead_id)
WHERE message_id IS NOT NULL OR EXISTS (SELECT 1 FROM deliveries
  WHERE deliveries.workspace_id = posts.workspace_id AND deliveries.subject_id = posts.id
  AND deliveries.outcome = 'delivered')
"""
DIGESTS_SHOWN = """
UPDATE digests SET shown_at = created_at
WHERE message_id IS NOT NULL OR EXISTS (SELECT 1 FROM deliveries
  WHERE deliveries.workspace_id = digests.workspace_id AND deliveries.subject_id = digests.id
  AND deliveries.outcome = 'delivered')
"""
LEADS_SHOWN = """
UPDATE leads SET shown_at = received_at
WHERE EXISTS (SELECT 1 FROM posts LEFT JOIN digests
  ON digests.workspace_id = posts.workspace_id AND digests.id = posts.digest_id
  WHERE posts.workspace_id = leads.workspace_id AND posts.lead_id = leads.id
  AND (posts.shown_at IS NOT NULL OR digests.shown_at IS NOT NULL))
"""


def upgrade() -> None:
    """Bring the schema one step forward."""
    for table in SHOWN:
        op.add_column(table, sa.Column("shown_at", storage.base.Moment(), nullable=True))
    for statement in (POSTS_SHOWN, DIGESTS_SHOWN, LEADS_SHOWN):
        op.execute(statement)
    for table in SHOWN:
        op.create_index(
            f"ix_{table}_unshown",
            table,
            ["id"],
            sqlite_where=UNSHOWN,
            postgresql_where=UNSHOWN,
        )
    op.create_index(
        "ix_leads_workspace_id_source_id_received_at",
        "leads",
        ["workspace_id", "source_id", "received_at"],
    )
    op.create_index("ix_parcels_subject_id", "parcels", ["subject_id"])
    op.add_column("sources", sa.Column("silent_since", storage.base.Moment(), nullable=True))
    op.add_column(
        "intake", sa.Column("kind", sa.String(length=8), nullable=False, server_default="lead")
    )
    op.create_table(
        "rounds",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rounds"),
    )
    _make_canaries()


def _make_canaries() -> None:
    op.create_table(
        "canaries",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("last_source_id", sa.Uuid(), nullable=True),
        _workspace("canaries"),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_canaries"),
    )
    op.create_table(
        "canary_runs",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", storage.base.Moment(), nullable=False),
        sa.Column("sent_out_at", storage.base.Moment(), nullable=True),
        _workspace("canary_runs"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["sources.workspace_id", "sources.id"],
            name="fk_canary_runs_workspace_id_source_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_canary_runs"),
    )
    op.create_index(
        "ix_canary_runs_workspace_id_began_at", "canary_runs", ["workspace_id", "began_at"]
    )
    op.create_table(
        "canary_copies",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("chat_id", sa.Uuid(), nullable=False),
        sa.Column("arrived_at", storage.base.Moment(), nullable=True),
        _workspace("canary_copies"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "run_id"],
            ["canary_runs.workspace_id", "canary_runs.id"],
            name="fk_canary_copies_workspace_id_run_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_canary_copies"),
    )
    op.create_index(
        "ix_canary_copies_workspace_id_run_id", "canary_copies", ["workspace_id", "run_id"]
    )
    op.create_table(
        "canary_alarms",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("told_at", storage.base.Moment(), nullable=False),
        _workspace("canary_alarms"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_canary_alarms"),
    )


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_workspace_id"
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=name)


def downgrade() -> None:
    """Bring the schema one step back; canaries that are under way are let go."""
    for table in ("canary_alarms", "canary_copies", "canary_runs", "canaries", "rounds"):
        op.drop_table(table)
    op.execute("DELETE FROM parcels WHERE kind = 'canary'")
    op.execute("DELETE FROM intake WHERE kind = 'canary'")
    op.drop_index("ix_parcels_subject_id", "parcels")
    op.drop_index("ix_leads_workspace_id_source_id_received_at", "leads")
    for table in SHOWN:
        op.drop_index(f"ix_{table}_unshown", table)
    # SQLite would make the tables anew, and other tables refer to them.
    for table in SHOWN:
        op.execute(f"ALTER TABLE {table} DROP COLUMN shown_at")
    op.execute("ALTER TABLE sources DROP COLUMN silent_since")
    op.execute("ALTER TABLE intake DROP COLUMN kind")
