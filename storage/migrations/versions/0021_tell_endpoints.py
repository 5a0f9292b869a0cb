"""Tell endpoints what happens, and remember how they took it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "endpoints",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", storage.base.Moment(), nullable=True),
        sa.Column("events", storage.base.Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("failing_since", storage.base.Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.Column("last_success_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_endpoints_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_endpoints"),
        sa.UniqueConstraint("id", name="uq_endpoints_id"),
    )
    op.create_table(
        "announcements",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_announcements_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_at", "announcements", ["at"])
    op.create_index(
        "ix_announcements_workspace_id_subject_id", "announcements", ["workspace_id", "subject_id"]
    )
    _dispatches()
    op.create_table(
        "dispatch_attempts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("dispatch_id", storage.base.Number, nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_dispatch_attempts_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch_attempts"),
    )
    op.create_index("ix_dispatch_attempts_at", "dispatch_attempts", ["at"])
    for columns in (("dispatch_id", "id"), ("endpoint_id", "at")):
        name = f"ix_dispatch_attempts_workspace_id_{'_'.join(columns)}"
        op.create_index(name, "dispatch_attempts", ["workspace_id", *columns])


def _dispatches() -> None:
    op.create_table(
        "dispatches",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", storage.base.Moment(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=1024), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_dispatches_workspace_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "endpoint_id"],
            ["endpoints.workspace_id", "endpoints.id"],
            name="fk_dispatches_workspace_id_endpoint_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "announcement_id"],
            ["announcements.workspace_id", "announcements.id"],
            name="fk_dispatches_workspace_id_announcement_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dispatches"),
    )
    for after in (["id"], ["failed", "id"], ["endpoint_id", "failed", "id"], ["announcement_id"]):
        name = f"ix_dispatches_workspace_id_{'_'.join(after)}"
        op.create_index(name, "dispatches", ["workspace_id", *after])
    due, held = sa.text("state = 'due'"), sa.text("lease IS NOT NULL")
    for name, condition, columns in (
        ("ix_dispatches_due_in_lane", due, ["lane", "id"]),
        ("ix_dispatches_due_soonest", due, ["lane", "due_at"]),
        ("ix_dispatches_held", held, ["lane"]),
        ("ix_dispatches_waiting", due, ["workspace_id", "endpoint_id"]),
    ):
        op.create_index(
            name, "dispatches", columns, sqlite_where=condition, postgresql_where=condition
        )


def downgrade() -> None:
    """Bring the schema one step back; endpoints, and what they were told, are gone."""
    op.execute("DELETE FROM lanes WHERE lane LIKE 'endpoint:%'")
    for table in ("dispatch_attempts", "dispatches", "announcements", "endpoints"):
        op.drop_table(table)
