"""Speak to people as they like: a language and a time zone of each, and of each workspace."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("workspaces", "people")
COLUMNS = {"language": 8, "zone": 64}


def upgrade() -> None:
    """Bring the schema one step forward."""
    for table in TABLES:
        for column, length in COLUMNS.items():
            op.add_column(table, sa.Column(column, sa.String(length=length), nullable=True))


def downgrade() -> None:
    """Bring the schema one step back."""
    # SQLite would make the tables anew, and other tables refer to them.
    for table in TABLES:
        for column in COLUMNS:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
