"""The few places where SQLite and PostgreSQL differ in how a thing is said."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.scope import ACROSS

# Many rows in one plain statement; whoever says so has stamped the workspace on each.
PLAINLY: dict[str, Any] = {ACROSS: True, "dml_strategy": "raw"}


def insert_for(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Begin an insert that knows ON CONFLICT, in the session's dialect."""
    return insert_into(table, in_sqlite=is_sqlite(session))


def insert_into(table: type[Base], *, in_sqlite: bool) -> sqlite.Insert | postgresql.Insert:
    """Begin the same in the dialect that is named, for a statement that is built once."""
    return sqlite.insert(table) if in_sqlite else postgresql.insert(table)


def is_sqlite(session: AsyncSession) -> bool:
    """Tell which of the two databases this is."""
    return session.get_bind().dialect.name == "sqlite"
