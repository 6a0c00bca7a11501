"""Runs the migrations on the connection that ``db/schema.py`` hands over; it also commits or rolls back."""

from alembic import context

from triage.db.records import Record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
