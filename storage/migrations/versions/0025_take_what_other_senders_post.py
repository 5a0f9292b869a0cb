"""Take what other senders post in their own way: who they are, and their secrets."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "source_senders",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_source_senders_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["sources.workspace_id", "sources.id"],
            name="fk_source_senders_workspace_id_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_source_senders"),
    )


def downgrade() -> None:
    """Bring the schema one step back; what other senders post is refused again."""
    op.drop_table("source_senders")
