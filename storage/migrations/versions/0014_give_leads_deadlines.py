"""Give leads deadlines: by when somebody must do something about each."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SET = sa.text("respond_by IS NOT NULL")


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("leads", sa.Column("respond_by", storage.base.Moment(), nullable=True))
    op.add_column(
        "leads", sa.Column("overdue", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_leads_respond_by",
        "leads",
        ["workspace_id", "respond_by"],
        sqlite_where=SET,
        postgresql_where=SET,
    )


def downgrade() -> None:
    """Bring the schema one step back."""
    op.drop_index("ix_leads_respond_by", "leads")
    # SQLite would make the table anew, and other tables refer to it.
    for column in ("overdue", "respond_by"):
        op.execute(f"ALTER TABLE leads DROP COLUMN {column}")
