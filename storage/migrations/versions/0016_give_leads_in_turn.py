"""Give leads in turn: when each member was last chosen to get one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "turns",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_turns_workspace_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["members.workspace_id", "members.id"],
            name="fk_turns_workspace_id_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_turns"),
    )


def downgrade() -> None:
    """Bring the schema one step back."""
    op.drop_table("turns")
