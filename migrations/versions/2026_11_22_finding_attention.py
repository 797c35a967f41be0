"""Findings by need of attention: the gravest first, of equal ones the newest, as one key."""

from alembic import op

revision = "2026_11_22_finding_attention"
down_revision = "2026_11_22_confidential"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    ALTER TABLE finding ADD COLUMN attention INTEGER NOT NULL GENERATED ALWAYS AS (
        (3 - array_position(array['GRAVE','WARNING','NOTE'], severity)) * 10000000
        + (since - '2000-01-01'::date)
    ) STORED
    """,
    """
    CREATE INDEX finding_organisation_id_attention_id_idx ON finding (organisation_id, attention, id)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE finding DROP COLUMN attention")
