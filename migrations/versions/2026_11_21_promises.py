"""Read the first date of a milestone and its replans as one series of promises."""

from alembic import op

revision = "2026_11_21_promises"
down_revision = "2026_11_21_levers"
branch_labels = None
depends_on = None

# A view of two plain branches: what is asked of it is asked of the tables, by their indexes and
# their statistics.
VIEW = """
    CREATE VIEW milestone_promise AS
    SELECT organisation_id, id AS milestone_id, 0 AS ordinal, promised_on, first_due_on AS due_on,
           NULL::uuid AS replan_id
    FROM milestone
    WHERE first_due_on IS NOT NULL
    UNION ALL
    SELECT organisation_id, milestone_id, ordinal, occurred_on, to_due_on, id
    FROM replan
"""


def upgrade() -> None:
    op.execute(VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW milestone_promise")
