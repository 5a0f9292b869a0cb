"""Tag leads: short words by which a team sorts them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "lead_tags",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("added_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_lead_tags_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_lead_tags_workspace_id_lead_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_lead_tags"),
    )
    op.create_index("ix_lead_tags_workspace_id_lead_id", "lead_tags", ["workspace_id", "lead_id"])
    op.create_index("ix_lead_tags_workspace_id_code", "lead_tags", ["workspace_id", "code"])


def downgrade() -> None:
    """Bring the schema one step back; the tags are gone."""
    op.drop_table("lead_tags")
    op.execute("DELETE FROM questions WHERE asked = 'tag'")
