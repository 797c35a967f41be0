"""Reopenings: an end that was taken back is kept, so that the days on which it stood read true."""

from alembic import op

revision = "2026_11_21_reopenings"
down_revision = "2026_11_21_reminders"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE reopening (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        milestone_id UUID NOT NULL,
        completed_on DATE,
        completed_recorded_at TIMESTAMP WITH TIME ZONE,
        dropped_on DATE,
        dropped_recorded_at TIMESTAMP WITH TIME ZONE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT reopening_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT reopening_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT reopening_completed_on_finite_check CHECK (isfinite(completed_on)),
        CONSTRAINT reopening_completed_recorded_at_finite_check CHECK (isfinite(completed_recorded_at)),
        CONSTRAINT reopening_dropped_on_finite_check CHECK (isfinite(dropped_on)),
        CONSTRAINT reopening_dropped_recorded_at_finite_check CHECK (isfinite(dropped_recorded_at)),
        CONSTRAINT reopening_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT reopening_of_one_end_check CHECK (num_nonnulls(completed_on, dropped_on) = 1),
        CONSTRAINT reopening_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX reopening_organisation_id_milestone_id_recorded_at_idx ON reopening (organisation_id, milestone_id, recorded_at)
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (("reopening", "id"), ("reopening", "milestone_id"))


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    op.execute("DROP TABLE reopening")
