"""Which initiatives a finding about a touchpoint involves; the next sweep fills it."""

from alembic import op

revision = "2026_11_22_involved"
down_revision = "2026_11_22_scopes"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE finding_initiative (
        organisation_id UUID NOT NULL,
        finding_id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        CONSTRAINT finding_initiative_pkey PRIMARY KEY (organisation_id, finding_id, initiative_id),
        CONSTRAINT finding_initiative_finding_id_fkey FOREIGN KEY(organisation_id, finding_id) REFERENCES finding (organisation_id, id),
        CONSTRAINT finding_initiative_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id)
    )
    """,
    """
    CREATE INDEX finding_initiative_organisation_id_initiative_id_finding_id_idx ON finding_initiative (organisation_id, initiative_id, finding_id)
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (("finding_initiative", "finding_id"), ("finding_initiative", "initiative_id"))


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    op.execute("DROP TABLE finding_initiative")
