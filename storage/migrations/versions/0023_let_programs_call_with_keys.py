"""Let programs call with keys of their own, and write notes in their names."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "api_keys",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("scopes", storage.base.Document, nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("previous_until", storage.base.Moment(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", storage.base.Moment(), nullable=False),
        sa.Column("expires_at", storage.base.Moment(), nullable=True),
        sa.Column("addresses", storage.base.Document, nullable=False),
        sa.Column("revoked_at", storage.base.Moment(), nullable=True),
        sa.Column("last_used_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_api_keys_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by"],
            ["members.workspace_id", "members.id"],
            name="fk_api_keys_workspace_id_made_by",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_api_keys"),
        sa.UniqueConstraint("public_id", name="uq_api_keys_public_id"),
    )
    op.add_column("notes", sa.Column("written_as", sa.String(length=256), nullable=True))


def downgrade() -> None:
    """Bring the schema one step back; the keys are gone."""
    op.drop_column("notes", "written_as")
    op.drop_table("api_keys")
