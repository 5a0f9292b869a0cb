"""Create the first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.base
from storage.migrations.append_only import guard, unguard

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=True),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("met_at", storage.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "updates",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", storage.base.Document, nullable=False),
        sa.Column("received_at", storage.base.Moment(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=1024), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", storage.base.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_updates"),
        sa.UniqueConstraint("bot_id", "update_id", name="uq_updates_bot_id_update_id"),
    )
    op.create_index(
        "ix_updates_due",
        "updates",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_updates_due_in_lane",
        "updates",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_updates_held",
        "updates",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("lease IS NOT NULL"),
        postgresql_where=sa.text("lease IS NOT NULL"),
    )

    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("last_lead_number", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=256), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("details", storage.base.Document, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_audit_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index(
        "ix_audit_workspace_id_subject_id_id",
        "audit",
        ["workspace_id", "subject_id", "id"],
        unique=False,
    )

    op.create_table(
        "chats",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("connected_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_chats_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_chats"),
        sa.UniqueConstraint("telegram_id", name="uq_chats_telegram_id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("parcel_id", storage.base.Number, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=1024), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_deliveries_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_workspace_id_subject_id_id",
        "deliveries",
        ["workspace_id", "subject_id", "id"],
        unique=False,
    )

    op.create_table(
        "intake",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("received_at", storage.base.Moment(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_intake_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake"),
        sa.UniqueConstraint("source_id", "event_id", name="uq_intake_source_id_event_id"),
    )
    op.create_index(
        "ix_intake_waiting",
        "intake",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "members",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_members_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_members"),
        sa.UniqueConstraint("person_id", "workspace_id", name="uq_members_person_id_workspace_id"),
    )
    op.create_table(
        "parcels",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.base.Moment(), nullable=False),
        sa.Column("id", storage.base.Number, nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=1024), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_parcels_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_parcels"),
    )
    op.create_index(
        "ix_parcels_due",
        "parcels",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_parcels_due_in_lane",
        "parcels",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_parcels_held",
        "parcels",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("lease IS NOT NULL"),
        postgresql_where=sa.text("lease IS NOT NULL"),
    )
    op.create_index(
        "uq_parcels_key_due",
        "parcels",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )

    op.create_table(
        "sources",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", storage.base.Moment(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("last_event_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_sources_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_sources"),
        sa.UniqueConstraint("id", name="uq_sources_id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_sources_workspace_id_name"),
    )
    op.create_table(
        "invites",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", storage.base.Moment(), nullable=False),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by"],
            ["members.workspace_id", "members.id"],
            name="fk_invites_workspace_id_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_invites_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_invites"),
        sa.UniqueConstraint("code_hash", name="uq_invites_code_hash"),
    )
    op.create_table(
        "leads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("contact", storage.base.Document, nullable=False),
        sa.Column("received_at", storage.base.Moment(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("lost_reason", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["members.workspace_id", "members.id"],
            name="fk_leads_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["sources.workspace_id", "sources.id"],
            name="fk_leads_workspace_id_source_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_leads_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_leads"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_leads_workspace_id_number"),
    )
    op.create_index(
        "ix_leads_workspace_id_status_number",
        "leads",
        ["workspace_id", "status", "number"],
        unique=False,
    )

    op.create_table(
        "notes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["members.workspace_id", "members.id"],
            name="fk_notes_workspace_id_author_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_notes_workspace_id_lead_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_notes_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_notes"),
    )
    op.create_index(
        "ix_notes_workspace_id_lead_id", "notes", ["workspace_id", "lead_id"], unique=False
    )

    op.create_table(
        "posts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("chat_id", sa.Uuid(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["leads.workspace_id", "leads.id"],
            name="fk_posts_workspace_id_lead_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_posts_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_posts"),
    )
    op.create_index(
        "ix_posts_telegram_id_message_id", "posts", ["telegram_id", "message_id"], unique=False
    )
    op.create_index(
        "ix_posts_workspace_id_lead_id", "posts", ["workspace_id", "lead_id"], unique=False
    )
    guard("audit")


def downgrade() -> None:
    """Bring the schema one step back."""
    unguard("audit")
    op.drop_index("ix_posts_workspace_id_lead_id", "posts")
    op.drop_index("ix_posts_telegram_id_message_id", "posts")

    op.drop_table("posts")
    op.drop_index("ix_notes_workspace_id_lead_id", "notes")

    op.drop_table("notes")
    op.drop_index("ix_leads_workspace_id_status_number", "leads")

    op.drop_table("leads")
    op.drop_table("invites")
    op.drop_table("sources")
    op.drop_index("uq_parcels_key_due", "parcels")
    op.drop_index("ix_parcels_held", "parcels")
    op.drop_index("ix_parcels_due_in_lane", "parcels")
    op.drop_index("ix_parcels_due", "parcels")

    op.drop_table("parcels")
    op.drop_table("members")
    op.drop_index("ix_intake_waiting", "intake")

    op.drop_table("intake")
    op.drop_index("ix_deliveries_workspace_id_subject_id_id", "deliveries")

    op.drop_table("deliveries")
    op.drop_table("chats")
    op.drop_index("ix_audit_workspace_id_subject_id_id", "audit")

    op.drop_table("audit")
    op.drop_table("workspaces")
    op.drop_index("ix_updates_held", "updates")
    op.drop_index("ix_updates_due_in_lane", "updates")
    op.drop_index("ix_updates_due", "updates")

    op.drop_table("updates")
    op.drop_table("people")
