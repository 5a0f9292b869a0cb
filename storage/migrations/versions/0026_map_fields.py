"""Map fields: what the values of a sender's bodies are, and the sample to say it by."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("sources", sa.Column("field_map", storage.base.Document, nullable=True))
    op.add_column("sources", sa.Column("mapping_until", storage.base.Moment(), nullable=True))
    op.create_table(
        "samples",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", storage.base.Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("choices", storage.base.Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_samples_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["sources.workspace_id", "sources.id"],
            name="fk_samples_workspace_id_source_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_samples"),
        sa.UniqueConstraint("workspace_id", "source_id", name="uq_samples_workspace_id_source_id"),
    )
    op.create_index("ix_samples_begun_at", "samples", ["begun_at"])


def downgrade() -> None:
    """Bring the schema one step back; sources with a map take nothing mapped any more."""
    op.drop_table("samples")
    op.drop_column("sources", "mapping_until")
    op.drop_column("sources", "field_map")
