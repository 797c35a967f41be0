"""Imports asked for over the network: their files until they are done, and what became of them."""

from alembic import op

revision = "2026_11_22_import_runs"
down_revision = "2026_11_22_invitations"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE import_run (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        state TEXT NOT NULL,
        dry_run BOOLEAN NOT NULL,
        skip_bad_rows BOOLEAN NOT NULL,
        as_of DATE,
        token_id UUID,
        person_id UUID,
        progress TEXT NOT NULL,
        outcome JSONB NOT NULL,
        files BYTEA,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT import_run_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT import_run_state_value_check CHECK (state in ('WAITING', 'RUNNING', 'LOOKED', 'DONE', 'REFUSED', 'FAILED')),
        CONSTRAINT import_run_as_of_finite_check CHECK (isfinite(as_of)),
        CONSTRAINT import_run_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT import_run_progress_length_check CHECK (length(progress) <= 500),
        CONSTRAINT import_run_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT import_run_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE UNIQUE INDEX import_run_under_way_key ON import_run (organisation_id) WHERE state in ('WAITING', 'RUNNING')
    """,
    """
    CREATE INDEX import_run_organisation_id_recorded_at_idx ON import_run (organisation_id, recorded_at)
    """,
    """
    CREATE INDEX import_run_recorded_at_idx ON import_run (recorded_at)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE import_run")
