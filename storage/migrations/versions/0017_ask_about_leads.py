"""Ask about leads: messages whose answer becomes a note."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "questions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_questions_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_questions_workspace_id_lead_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_questions"),
    )
    op.create_index("ix_questions_workspace_id_lead_id", "questions", ["workspace_id", "lead_id"])
    op.create_index(
        "ix_questions_telegram_id_message_id", "questions", ["telegram_id", "message_id"]
    )


def downgrade() -> None:
    """Bring the schema one step back; what was asked is not answered any more."""
    op.drop_table("questions")
