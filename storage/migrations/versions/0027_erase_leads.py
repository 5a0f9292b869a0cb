"""Erase leads: numbers stay, what the audit says of them can go, and nothing comes back.

Seals of lines that are there already were made over their details themselves. They stay as
they are: such a line can be emptied too, and its place in the chain is still proved.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base
from storage.migrations.append_only import guard_but_emptied, guard_until_erased, unguard

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

UNSETTLED = sa.text("settled_at IS NULL")
ADDED = {"salt": 32, "digest": 64}
TABLES = ("erased_cards", "erased_events", "erased_leads")


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "erased_leads",
        *_owned("erased_leads"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("erased_at", storage.base.Moment(), nullable=False),
        sa.Column("settled_at", storage.base.Moment(), nullable=True),
    )
    op.create_index(
        "ix_erased_leads_workspace_id_number", "erased_leads", ["workspace_id", "number"]
    )
    op.create_index(
        "ix_erased_leads_unsettled",
        "erased_leads",
        ["workspace_id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_table(
        "erased_events",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_erased_events_workspace_id"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_erased_events"),
    )
    op.create_table(
        "erased_cards",
        *_owned("erased_cards"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
    )
    for column, length in ADDED.items():
        op.add_column("audit", sa.Column(column, sa.String(length=length), nullable=True))
    unguard("audit")
    guard_but_emptied("audit")


def downgrade() -> None:
    """Bring the schema one step back; seals that were made with salts cannot be checked there."""
    unguard("audit")
    # SQLite would make the table anew.
    for column in ADDED:
        op.execute(f"ALTER TABLE audit DROP COLUMN {column}")
    guard_until_erased("audit")
    for table in TABLES:
        op.drop_table(table)


def _owned(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=f"fk_{table}_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=f"pk_{table}"),
    )
