"""Runs the steps on the connection that storage.migrate hands over."""

from alembic import context
from sqlalchemy import Connection

from storage.tables import METADATA

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
