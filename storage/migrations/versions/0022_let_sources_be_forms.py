"""Let sources be forms: a token that stands in pages, and the sites that may post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.base import Document

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("sources", sa.Column("form_token", sa.String(length=32), nullable=True))
    op.add_column("sources", sa.Column("form_origins", Document, nullable=True))
    op.create_index("ix_sources_form_token", "sources", ["form_token"], unique=True)


def downgrade() -> None:
    """Bring the schema one step back; forms are sources that nobody can post to."""
    op.drop_index("ix_sources_form_token", "sources")
    op.drop_column("sources", "form_origins")
    op.drop_column("sources", "form_token")
