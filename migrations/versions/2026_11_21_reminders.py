"""Reminders: who wants them, which organisation's week was put in, and what was sent to whom."""

from alembic import op

revision = "2026_11_21_reminders"
down_revision = "2026_11_21_promises"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    ALTER TABLE person ADD COLUMN reminders BOOLEAN NOT NULL DEFAULT true
    """,
    """
    ALTER TABLE organisation
      ADD COLUMN reminded_on DATE,
      ADD CONSTRAINT organisation_reminded_on_finite_check CHECK (isfinite(reminded_on))
    """,
    """
    CREATE TABLE reminder (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        person_id UUID NOT NULL,
        week DATE NOT NULL,
        sent_on DATE NOT NULL,
        state TEXT NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT reminder_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT reminder_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT reminder_week_finite_check CHECK (isfinite(week)),
        CONSTRAINT reminder_sent_on_finite_check CHECK (isfinite(sent_on)),
        CONSTRAINT reminder_state_value_check CHECK (state in ('SENDING', 'SENT', 'UNCERTAIN', 'REFUSED')),
        CONSTRAINT reminder_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT reminder_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE UNIQUE INDEX reminder_organisation_id_person_id_week_key ON reminder (organisation_id, person_id, week)
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (("reminder", "id"), ("reminder", "person_id"))


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    op.execute("DROP TABLE reminder")
    op.execute("ALTER TABLE organisation DROP COLUMN reminded_on")
    op.execute("ALTER TABLE person DROP COLUMN reminders")
