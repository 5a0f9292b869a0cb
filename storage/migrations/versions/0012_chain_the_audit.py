"""Chain the lines of the audit, so that it shows if somebody altered one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PARTIAL = {
    "ix_audit_not_of_leads": (["workspace_id", "id"], "action NOT LIKE 'lead.%'"),
    "ix_audit_of_members": (["workspace_id", "actor_id", "id"], "actor_kind = 'member'"),
}
PLAIN = "ix_audit_workspace_id_id"
# Lines that are there already may have been altered before anybody could see it: the chain of
# each workspace begins after them.
BEGIN = """
INSERT INTO audit_heads (workspace_id, seal, lines, after)
SELECT id, :genesis, 0,
  COALESCE((SELECT MAX(audit.id) FROM audit WHERE audit.workspace_id = workspaces.id), 0)
FROM workspaces
"""


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.add_column("audit", sa.Column("seal", sa.String(length=64), nullable=True))
    op.create_index(PLAIN, "audit", ["workspace_id", "id"])
    for name, (columns, where) in PARTIAL.items():
        rows = sa.text(where)
        op.create_index(name, "audit", columns, sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "audit_heads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("lines", storage.base.Number, nullable=False),
        sa.Column("after", storage.base.Number, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_heads_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_audit_heads")),
    )
    op.get_bind().execute(sa.text(BEGIN), {"genesis": "0" * 64})


def downgrade() -> None:
    """Bring the schema one step back."""
    op.drop_table("audit_heads")
    for name in (*PARTIAL, PLAIN):
        op.drop_index(name, table_name="audit")
    # SQLite would make the table anew, and its guards would be gone.
    op.execute("ALTER TABLE audit DROP COLUMN seal")
