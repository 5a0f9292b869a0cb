"""Know people by their e-mail and phone, however these are spelled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEYS = {"email_key": 320, "phone_key": 64}


def upgrade() -> None:
    """Bring the schema one step forward."""
    for column, length in KEYS.items():
        op.add_column("leads", sa.Column(column, sa.String(length=length), nullable=True))
        # Nothing is known yet, so that there is nothing to sort while the table is locked.
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_leads_workspace_id_{column}",
            "leads",
            ["workspace_id", column],
            sqlite_where=known,
            postgresql_where=known,
        )


def downgrade() -> None:
    """Bring the schema one step back."""
    for column in KEYS:
        op.drop_index(f"ix_leads_workspace_id_{column}", table_name="leads")
        # SQLite would make the table anew, and other tables refer to it.
        op.execute(f"ALTER TABLE leads DROP COLUMN {column}")
