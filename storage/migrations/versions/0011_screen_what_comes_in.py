"""Screen what comes in: temperatures of its own, repeated requests, leads that are held."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.base import Document, Moment

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OF_LEADS: dict[str, sa.types.TypeEngine[Any]] = {
    "temperature": sa.String(length=8),
    "held_at": Moment(),
    "first_number": sa.Integer(),
    "nth": sa.Integer(),
    "repeats": sa.Integer(),
    "last_number": sa.Integer(),
}
COLUMNS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "leads": OF_LEADS,
    "sources": {"lessons": Document},
}


def upgrade() -> None:
    """Bring the schema one step forward."""
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _unshown("shown_at IS NULL AND held_at IS NULL")
    linked = sa.text("first_number IS NOT NULL")
    op.create_index(
        "ix_leads_workspace_id_first_number",
        "leads",
        ["workspace_id", "first_number"],
        sqlite_where=linked,
        postgresql_where=linked,
    )
    _verdicts()
    _senders()
    _echoes()


def _unshown(rows: str) -> None:
    """Make the index anew: it holds what nobody was shown, which is little."""
    op.drop_index("ix_leads_unshown", table_name="leads")
    unshown = sa.text(rows)
    op.create_index(
        "ix_leads_unshown", "leads", ["id"], sqlite_where=unshown, postgresql_where=unshown
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        *_owned(),
        sa.Column("reasons", Document, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("ruling", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_verdicts")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_verdicts_workspace_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["leads.workspace_id", "leads.id"],
            name=op.f("fk_verdicts_workspace_id_id"),
        ),
    )
    for name, columns, rows in (
        ("waiting", ["workspace_id", "number"], "ruling IS NULL"),
        ("untold", ["workspace_id"], "told_at IS NULL AND ruling IS NULL"),
    ):
        where = sa.text(rows)
        op.create_index(
            f"ix_verdicts_{name}", "verdicts", columns, sqlite_where=where, postgresql_where=where
        )


def _senders() -> None:
    op.create_table(
        "spam_senders",
        *_owned(),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        *_of_source("spam_senders"),
        sa.UniqueConstraint(
            "workspace_id",
            "source_id",
            "key",
            name=op.f("uq_spam_senders_workspace_id_source_id_key"),
        ),
    )


def _echoes() -> None:
    op.create_table(
        "spam_echoes",
        *_owned(),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        *_of_source("spam_echoes"),
    )
    op.create_index(
        op.f("ix_spam_echoes_workspace_id_key"), "spam_echoes", ["workspace_id", "key"]
    )
    op.create_index(
        op.f("ix_spam_echoes_workspace_id_said_at"), "spam_echoes", ["workspace_id", "said_at"]
    )


def _owned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    )


def _of_source(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["sources.workspace_id", "sources.id"],
            name=op.f(f"fk_{table}_workspace_id_source_id"),
        ),
    )


def downgrade() -> None:
    """Bring the schema one step back; what is held becomes spam like any other."""
    for table in ("spam_echoes", "spam_senders", "verdicts"):
        op.drop_table(table)
    op.drop_index("ix_leads_workspace_id_first_number", table_name="leads")
    _unshown("shown_at IS NULL")
    # SQLite would make the tables anew, and other tables refer to them.
    for table, columns in COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
