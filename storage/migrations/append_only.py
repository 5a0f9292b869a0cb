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


def unguard(table: str) -> None:
    """Take the guard away, before the table itself is dropped."""
    for verb in ("update", "delete", "truncate"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {table}_append_only()")
