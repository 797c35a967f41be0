"""Tell PostgreSQL that an id says which organisation it belongs to.

Reads ask for `organisation_id = $1 and parent_id = any(...)`. Taken for independent, the two make
PostgreSQL expect a twentieth of the rows where there are twenty organisations, and it loops over
what it should hash: a page then takes twice as long.
"""

from alembic import op

revision = "2026_11_21_statistics"
down_revision = "2026_11_21_jobs"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
DEPENDENCIES = (
    ("department", "id"),
    ("journey", "id"),
    ("person", "department_id"),
    ("person", "id"),
    ("stage", "id"),
    ("stage", "journey_id"),
    ("initiative", "id"),
    ("initiative", "owner_id"),
    ("initiative", "sponsor_id"),
    ("touchpoint", "department_id"),
    ("touchpoint", "id"),
    ("touchpoint", "stage_id"),
    ("touchpoint", "steward_id"),
    ("assessment", "id"),
    ("assessment", "initiative_id"),
    ("effect", "id"),
    ("effect", "initiative_id"),
    ("effect", "touchpoint_id"),
    ("milestone", "id"),
    ("milestone", "initiative_id"),
    ("milestone", "owner_id"),
    ("participation", "department_id"),
    ("participation", "id"),
    ("participation", "initiative_id"),
    ("short_term_win", "id"),
    ("short_term_win", "initiative_id"),
    ("short_term_win", "touchpoint_id"),
    ("status_update", "id"),
    ("status_update", "initiative_id"),
    ("status_update", "person_id"),
    ("comment", "id"),
    ("comment", "initiative_id"),
    ("comment", "milestone_id"),
    ("comment", "person_id"),
    ("credit", "id"),
    ("credit", "person_id"),
    ("credit", "short_term_win_id"),
    ("dependency", "depends_on_id"),
    ("dependency", "id"),
    ("dependency", "milestone_id"),
    ("replan", "id"),
    ("replan", "milestone_id"),
    ("replan", "person_id"),
    ("share", "department_id"),
    ("share", "id"),
    ("share", "person_id"),
    ("share", "short_term_win_id"),
    ("stall_risk_current", "initiative_id"),
    ("stall_risk_current", "next_milestone_id"),
    ("stall_risk_current", "oldest_overdue_milestone_id"),
)


def upgrade() -> None:
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    for table, column in DEPENDENCIES:
        op.execute(f"drop statistics {table}_{column}_organisation")
