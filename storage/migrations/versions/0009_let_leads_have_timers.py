"""Let leads have timers: what is to happen to a lead at a moment, once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "timers",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("details", storage.base.Document, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_timers_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_timers_workspace_id_lead_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name="fk_timers_workspace_id_member_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_timers"),
    )
    op.create_index("ix_timers_workspace_id_lead_id", "timers", ["workspace_id", "lead_id"])
    op.create_index("ix_timers_due_at", "timers", ["due_at"])


def downgrade() -> None:
    """Bring the schema one step back; what was to happen will not."""
    op.drop_table("timers")
