"""Count how soon leads are taken: when each was first, by whom, and a way to find a period."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The audit knows who took what before these columns were there.
TAKEN_BEFORE = """
UPDATE leads SET
  first_taken_at = (SELECT audit.at FROM audit WHERE {taken} ORDER BY audit.id LIMIT 1),
  first_taken_by = (SELECT audit.actor_id FROM audit WHERE {taken} ORDER BY audit.id LIMIT 1)
WHERE EXISTS (SELECT 1 FROM audit WHERE {taken})
"""
TAKEN = """audit.workspace_id = leads.workspace_id AND audit.subject_id = leads.id
  AND audit.action = 'lead.taken'"""
PERIOD = "ix_leads_workspace_id_received_at"


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("leads", sa.Column("first_taken_at", storage.base.Moment(), nullable=True))
    op.add_column("leads", sa.Column("first_taken_by", sa.Uuid(), nullable=True))
    op.execute(TAKEN_BEFORE.format(taken=TAKEN))
    op.create_index(PERIOD, "leads", ["workspace_id", "received_at"])


def downgrade() -> None:
    """Bring the schema one step back."""
    op.drop_index(PERIOD, table_name="leads")
    # SQLite would make the table anew, and other tables refer to it.
    for column in ("first_taken_at", "first_taken_by"):
        op.execute(f"ALTER TABLE leads DROP COLUMN {column}")
