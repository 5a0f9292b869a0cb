"""Let nudges gather: who is to be told of which leads, so that many become one message."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "nudges",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("since", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_nudges_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_nudges_workspace_id_lead_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "person_id", "about", "lead_id", name="pk_nudges"),
    )
    op.create_index("ix_nudges_since", "nudges", ["since"])


def downgrade() -> None:
    """Bring the schema one step back; nobody is reminded of what gathered."""
    op.drop_table("nudges")
