"""Count what comes to each source by minute; remember incidents, and measures against them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "traffic",
        *_counted(),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *_keys("traffic", "minute", "kind"),
    )
    op.create_index("ix_traffic_minute", "traffic", ["minute"])
    op.create_table(
        "traffic_samples",
        *_counted(),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        *_keys("traffic_samples", "kind", "target", "minute"),
    )
    op.create_index("ix_traffic_samples_minute", "traffic_samples", ["minute"])
    _make_incidents()
    op.create_table(
        "measures",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("until", storage.base.Moment(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_measures_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_measures")),
    )
    op.create_index("ix_measures_until", "measures", ["until"])


def _counted() -> Sequence[sa.Column[object]]:
    return (
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
    )


def _keys(table: str, *own: str) -> Sequence[sa.Constraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "source_id", *own, name=op.f(f"pk_{table}")),
    )


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("trouble", sa.String(length=16), nullable=False),
        sa.Column("opened_at", storage.base.Moment(), nullable=False),
        sa.Column("seen_at", storage.base.Moment(), nullable=False),
        sa.Column("closed_at", storage.base.Moment(), nullable=True),
        sa.Column("peak", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=True),
        sa.Column("steps", sa.String(length=64), nullable=False),
        sa.Column("stepped_at", storage.base.Moment(), nullable=True),
        sa.Column("rulings", sa.String(length=64), nullable=False),
        sa.Column("fine_until", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["sources.workspace_id", "sources.id"],
            name=op.f("fk_incidents_workspace_id_source_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_incidents_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_incidents")),
    )
    op.create_index(
        "ix_incidents_of_source", "incidents", ["workspace_id", "source_id", "opened_at"]
    )
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["workspace_id", "source_id", "trouble"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Bring the schema one step back; what was counted and blocked is forgotten."""
    op.execute("DELETE FROM notices WHERE kind = 'incident'")
    op.drop_table("measures")
    op.drop_table("incidents")
    op.drop_table("traffic_samples")
    op.drop_table("traffic")
