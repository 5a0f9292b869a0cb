"""Let destinations heal: states and routes of chats, digests, lanes that rest, notices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DUE = "state = 'due'"


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "lanes",
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("rests_until", storage.base.Moment(), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_table(
        "leaders",
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=256), nullable=False),
        sa.Column("until", storage.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("task", name="pk_leaders"),
    )
    op.create_table(
        "notices",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("details", storage.base.Document, nullable=False),
        sa.Column("created_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_notices_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_notices"),
        sa.UniqueConstraint(
            "workspace_id", "person_id", "key", name="uq_notices_workspace_id_person_id_key"
        ),
    )
    op.create_table(
        "digests",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chat_id", sa.Uuid(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_digests_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_digests"),
    )
    op.create_index("ix_digests_telegram_id", "digests", ["telegram_id"])
    _widen_chats()
    with op.batch_alter_table("leads") as leads:
        leads.add_column(sa.Column("score", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("digest_id", sa.Uuid(), nullable=True))
        posts.add_column(sa.Column("thread_id", sa.BigInteger(), nullable=True))
        posts.add_column(sa.Column("topic_name", sa.String(length=128), nullable=True))
        posts.create_foreign_key(
            "fk_posts_workspace_id_digest_id",
            "digests",
            ["workspace_id", "digest_id"],
            ["workspace_id", "id"],
        )
    op.create_index("ix_posts_workspace_id_digest_id", "posts", ["workspace_id", "digest_id"])
    with op.batch_alter_table("parcels") as parcels:
        parcels.add_column(
            sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="20")
        )
        parcels.add_column(sa.Column("failing_since", storage.base.Moment(), nullable=True))
    _partial("ix_parcels_due_by_order", "parcels", "lane", "priority", "id")
    for table in ("parcels", "updates"):
        _partial(f"ix_{table}_due_soonest", table, "lane", "due_at")
        op.drop_index(f"ix_{table}_due", table)


def _widen_chats() -> None:
    with op.batch_alter_table("chats") as chats:
        chats.drop_constraint("uq_chats_telegram_id", type_="unique")
        chats.add_column(
            sa.Column("thread_id", sa.BigInteger(), nullable=False, server_default="0")
        )
        chats.add_column(sa.Column("former_id", sa.BigInteger(), nullable=True))
        chats.add_column(
            sa.Column("state", sa.String(length=8), nullable=False, server_default="active")
        )
        chats.add_column(sa.Column("reason", sa.String(length=64), nullable=True))
        chats.add_column(sa.Column("since", storage.base.Moment(), nullable=True))
        chats.add_column(
            sa.Column("fallback", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        for name in ("sources", "temperatures"):
            chats.add_column(
                sa.Column(name, storage.base.Document, nullable=False, server_default="[]")
            )
        chats.add_column(
            sa.Column("topic_per_lead", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        chats.add_column(sa.Column("quiet", sa.String(length=96), nullable=True))
        chats.add_column(sa.Column("shown_at", storage.base.Moment(), nullable=True))
        chats.create_unique_constraint(
            "uq_chats_telegram_id_thread_id", ["telegram_id", "thread_id"]
        )
    op.create_index("ix_chats_former_id", "chats", ["former_id"])


def _partial(name: str, table: str, *columns: str) -> None:
    due = sa.text(DUE)
    op.create_index(name, table, list(columns), sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    """Bring the schema one step back; topics beside their group and what waits are let go."""
    for table in ("parcels", "updates"):
        _partial(f"ix_{table}_due", table, "due_at")
        op.drop_index(f"ix_{table}_due_soonest", table)
    op.drop_index("ix_parcels_due_by_order", "parcels")
    op.execute("DELETE FROM parcels WHERE kind <> 'alert'")
    with op.batch_alter_table("parcels") as parcels:
        parcels.drop_column("failing_since")
        parcels.drop_column("priority")
    op.drop_index("ix_posts_workspace_id_digest_id", "posts")
    with op.batch_alter_table("posts") as posts:
        posts.drop_constraint("fk_posts_workspace_id_digest_id", type_="foreignkey")
        posts.drop_column("topic_name")
        posts.drop_column("thread_id")
        posts.drop_column("digest_id")
    # SQLite would make the table anew, and other tables refer to it.
    op.execute("ALTER TABLE leads DROP COLUMN score")
    op.execute(
        "DELETE FROM chats WHERE thread_id <> 0 AND EXISTS (SELECT 1 FROM chats AS other WHERE"
        " other.telegram_id = chats.telegram_id AND other.thread_id < chats.thread_id)"
    )
    op.drop_index("ix_chats_former_id", "chats")
    with op.batch_alter_table("chats") as chats:
        chats.drop_constraint("uq_chats_telegram_id_thread_id", type_="unique")
        for name in (
            "shown_at",
            "quiet",
            "topic_per_lead",
            "temperatures",
            "sources",
            "fallback",
            "since",
            "reason",
            "state",
            "former_id",
            "thread_id",
        ):
            chats.drop_column(name)
        chats.create_unique_constraint("uq_chats_telegram_id", ["telegram_id"])
    op.drop_index("ix_digests_telegram_id", "digests")
    for table in ("digests", "notices", "leaders", "lanes"):
        op.drop_table(table)
