"""Export leads: files that admins ask for, on their way into the private chat."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DUE, HELD = sa.text("state = 'due'"), sa.text("lease IS NOT NULL")


def _index(
    name: str, columns: Sequence[str], where: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(
        name, "exports", columns, unique=unique, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "exports",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=1024), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", storage.base.Moment(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("span", sa.String(length=8), nullable=False),
        sa.Column("with_spam", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("begins", storage.base.Moment(), nullable=True),
        sa.Column("ends", storage.base.Moment(), nullable=False),
        sa.Column("asked_at", storage.base.Moment(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_exports_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name="fk_exports_workspace_id_member_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    _index("ix_exports_due_in_lane", ["lane", "id"], DUE)
    _index("ix_exports_due_soonest", ["lane", "due_at"], DUE)
    _index("ix_exports_held", ["lane"], HELD)
    _index("uq_exports_under_way", ["workspace_id", "member_id"], DUE, unique=True)


def downgrade() -> None:
    """Bring the schema one step back; exports under way come to nothing."""
    op.drop_table("exports")
