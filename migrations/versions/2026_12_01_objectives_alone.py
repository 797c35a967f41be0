"""Take the free text of an objective away: it is an objective of its own (2026_12_01_objectives)."""

from alembic import op

revision = "2026_12_01_objectives_alone"
down_revision = "2026_12_01_objectives"
branch_labels = None
depends_on = None

UP = (
    """
    ALTER TABLE initiative DROP COLUMN strategic_objective
    """,
)
DOWN = (
    """
    ALTER TABLE initiative ADD COLUMN strategic_objective TEXT
        CONSTRAINT initiative_strategic_objective_length_check CHECK (length(strategic_objective) <= 20000)
    """,
    """
    UPDATE initiative SET strategic_objective = served.titles
    FROM (
        SELECT l.organisation_id, l.initiative_id, string_agg(o.title, '; ' ORDER BY o.title) AS titles
        FROM initiative_objective l
        JOIN objective o ON o.organisation_id = l.organisation_id AND o.id = l.objective_id
        GROUP BY l.organisation_id, l.initiative_id
    ) served
    WHERE served.organisation_id = initiative.organisation_id AND served.initiative_id = initiative.id
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
