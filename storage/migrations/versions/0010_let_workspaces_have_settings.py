"""Let workspaces have settings: a row for each that somebody chose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "workspace_settings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", storage.base.Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_workspace_settings_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_workspace_settings"),
    )


def downgrade() -> None:
    """Bring the schema one step back."""
    op.drop_table("workspace_settings")
