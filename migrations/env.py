"""Runs the revisions on the connection that db/schema/migrate.py has opened and locked.

There is no alembic.ini and no URL here: `throughline migrate` (or whoever starts the server) hands
the connection over. Revisions hold frozen SQL, so no table metadata is needed either.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
