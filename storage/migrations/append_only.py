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
