"""Alembic runs the migrations on the connection that State gives it."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="gestand_state_version", transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
