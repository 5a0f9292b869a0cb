"""Find what was given up without reading all that was ever done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    """Bring the schema one step forward."""
    for table in ("intake", "updates"):
        op.create_index(
            f"ix_{table}_dead", table, ["id"], sqlite_where=DEAD, postgresql_where=DEAD
        )


def downgrade() -> None:
    """Bring the schema one step back."""
    for table in ("updates", "intake"):
        op.drop_index(f"ix_{table}_dead", table_name=table)
