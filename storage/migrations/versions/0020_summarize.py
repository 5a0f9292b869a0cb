"""Tell chats once a day or a week what happened to their leads."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DUE = sa.text("summary_at IS NOT NULL")


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("chats", sa.Column("summary", sa.String(length=24), nullable=True))
    op.add_column("chats", sa.Column("summary_at", storage.base.Moment(), nullable=True))
    op.add_column("chats", sa.Column("summary_of", storage.base.Moment(), nullable=True))
    op.create_index(
        "ix_chats_summary_at", "chats", ["summary_at"], sqlite_where=DUE, postgresql_where=DUE
    )


def downgrade() -> None:
    """Bring the schema one step back; nobody gets summaries any more."""
    op.execute("DELETE FROM parcels WHERE kind = 'summary'")
    op.drop_index("ix_chats_summary_at", table_name="chats")
    op.drop_column("chats", "summary_of")
    op.drop_column("chats", "summary_at")
    op.drop_column("chats", "summary")
