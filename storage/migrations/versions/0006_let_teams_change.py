"""Let teams change: members leave, invitations are revoked, workspaces are deleted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.append_only import guard, guard_until_erased, unguard

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MOMENTS = {
    "members": ("left_at", "settled_at"),
    "invites": ("revoked_at",),
    "workspaces": ("asked_at", "delete_at", "warned_at", "erasing_since", "deleted_at"),
}


def upgrade() -> None:
    """Bring the schema one step forward."""
    for table, columns in MOMENTS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("asked_by", sa.Uuid(), nullable=True))
    unguard("audit")
    guard_until_erased("audit")


def downgrade() -> None:
    """Bring the schema one step back."""
    unguard("audit")
    guard("audit")
    # SQLite would make the tables anew, and other tables refer to them.
    op.execute("ALTER TABLE workspaces DROP COLUMN asked_by")
    for table, columns in MOMENTS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
