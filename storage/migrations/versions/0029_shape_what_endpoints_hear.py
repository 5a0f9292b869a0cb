"""Let endpoints hear of some sources and statuses only, in a body of another shape."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FILTERS = ("sources", "statuses")


def upgrade() -> None:
    """Bring the schema one step forward; endpoints that there are hear what they heard."""
    for name in FILTERS:
        nothing = sa.Column(name, storage.base.Document, nullable=False, server_default="[]")
        op.add_column("endpoints", nothing)
    op.add_column("endpoints", sa.Column("template", sa.Text(), nullable=True))


def downgrade() -> None:
    """Bring the schema one step back; endpoints hear of everything again, as it is."""
    for name in ("template", *FILTERS):
        op.drop_column("endpoints", name)
