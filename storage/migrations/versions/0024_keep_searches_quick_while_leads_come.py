"""Keep searches quick while leads come in: sort new words into the index sooner.

PostgreSQL puts new words on a list first, which every search reads from end to end. By
default it may grow to 4 MB, which costs a search more than the index itself.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KILOBYTES = 256


def upgrade() -> None:
    """Bring the schema one step forward."""
    _change(f"SET (gin_pending_list_limit = {KILOBYTES})")


def downgrade() -> None:
    """Bring the schema one step back."""
    _change("RESET (gin_pending_list_limit)")


def _change(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX ix_lead_index_words {how}")
