"""Send e-mail by the servers of workspaces, and remember what became of each."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "mail_servers",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=256), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("username", sa.String(length=320), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("trouble", sa.String(length=512), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_mail_servers_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_mail_servers"),
        sa.UniqueConstraint("workspace_id", name="uq_mail_servers_workspace_id"),
    )
    _mails()


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", storage.base.Moment(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("under_way", sa.Boolean(), nullable=False),
        sa.Column("failing_since", storage.base.Moment(), nullable=True),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=1024), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_mails_workspace_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_mails_workspace_id_lead_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["members.workspace_id", "members.id"],
            name="fk_mails_workspace_id_author_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    for columns in (
        ["workspace_id", "lead_id", "asked_at"],
        ["workspace_id", "asked_at"],
        ["asked_at"],
    ):
        op.create_index(f"ix_mails_{'_'.join(columns)}", "mails", columns)
    due, held = sa.text("state = 'due'"), sa.text("lease IS NOT NULL")
    for name, condition, columns in (
        ("ix_mails_due_in_lane", due, ["lane", "id"]),
        ("ix_mails_due_soonest", due, ["lane", "due_at"]),
        ("ix_mails_held", held, ["lane"]),
    ):
        op.create_index(name, "mails", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """Bring the schema one step back; the servers, and what was written, are gone."""
    op.execute("DELETE FROM lanes WHERE lane LIKE 'mail:%'")
    for table in ("mails", "mail_servers"):
        op.drop_table(table)
