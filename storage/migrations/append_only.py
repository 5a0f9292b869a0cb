"""Makes the database itself refuse to change or delete rows of a table."""

from alembic import op

REFUSAL = "{table} is append-only"
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()
"""
# Whoever erases a workspace first writes in its own row that this has begun.
ERASED = """
SELECT 1 FROM workspaces WHERE id = OLD.workspace_id AND erasing_since IS NOT NULL
"""
SQLITE_UNTIL_ERASED = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({erased})
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL_UNTIL_ERASED = """
CREATE FUNCTION {table}_until_erased() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NOT EXISTS ({erased}) THEN RAISE EXCEPTION '{refusal}'; END IF;
RETURN OLD;
END $$
"""
POSTGRESQL_EACH_ROW = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_until_erased()
"""
# Lines about a lead that was erased may be emptied, and nothing else of them may change.
KEPT = ("id", "workspace_id", "at", "actor_kind", "actor_id", "actor_name", "action", "subject_id")
EMPTIED = """
NEW.details = '{{}}' AND NEW.salt IS NULL AND NEW.digest IS NOT NULL AND OLD.digest IS NULL
AND {kept} AND EXISTS (
SELECT 1 FROM erased_leads WHERE workspace_id = OLD.workspace_id AND id = OLD.subject_id)
"""
SQLITE_BUT_EMPTIED = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({emptied})
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL_BUT_EMPTIED = """
CREATE FUNCTION {table}_but_emptied() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NOT ({emptied}) THEN RAISE EXCEPTION '{refusal}'; END IF;
RETURN NEW;
END $$
"""
POSTGRESQL_EACH_UPDATE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_but_emptied()
"""


def guard(table: str) -> None:
    """Let rows of *table* be added and nothing else."""
    refusal = REFUSAL.format(table=table)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(table=table, verb=verb, refusal=refusal))
        return
    op.execute(POSTGRESQL_FUNCTION.format(table=table, refusal=refusal))
    for verb in ("update", "delete", "truncate"):
        op.execute(POSTGRESQL.format(table=table, verb=verb, refusal=refusal))


def guard_until_erased(table: str) -> None:
    """Let rows of *table* be added, and deleted only with the whole workspace that owns them."""
    guard(table)
    values = {"table": table, "refusal": REFUSAL.format(table=table), "erased": ERASED}
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(SQLITE_UNTIL_ERASED.format(**values))
        return
    op.execute(f"DROP TRIGGER {table}_no_delete ON {table}")
    op.execute(POSTGRESQL_UNTIL_ERASED.format(**values))
    op.execute(POSTGRESQL_EACH_ROW.format(**values))


def guard_but_emptied(table: str) -> None:
    """Let rows of *table* be emptied, too, when the lead that they are about is erased."""
    guard_until_erased(table)
    sqlite = op.get_bind().dialect.name == "sqlite"
    same = "IS" if sqlite else "IS NOT DISTINCT FROM"
    kept = " AND ".join(f"NEW.{each} {same} OLD.{each}" for each in (*KEPT, "seal"))
    values = {"table": table, "refusal": REFUSAL.format(table=table)}
    values["emptied"] = EMPTIED.format(kept=kept)
    if sqlite:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(SQLITE_BUT_EMPTIED.format(**values))
        return
    op.execute(f"DROP TRIGGER {table}_no_update ON {table}")
    op.execute(POSTGRESQL_BUT_EMPTIED.format(**values))
    op.execute(POSTGRESQL_EACH_UPDATE.format(**values))


def unguard(table: str) -> None:
    """Take the guard away, before the table itself is dropped."""
    for verb in ("update", "delete", "truncate"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {table}_append_only()")
        op.execute(f"DROP FUNCTION IF EXISTS {table}_until_erased()")
        op.execute(f"DROP FUNCTION IF EXISTS {table}_but_emptied()")
