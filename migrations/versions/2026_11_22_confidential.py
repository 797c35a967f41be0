"""Initiatives that are not told yet, and which initiatives a finding tells of."""

from alembic import op

revision = "2026_11_22_confidential"
down_revision = "2026_11_22_search"
branch_labels = None
depends_on = None

# Until the next sweep says it exactly: whatever a finding names, and all that its person or its
# touchpoint has to do with.
TELLS_OF = """
    INSERT INTO finding_initiative (organisation_id, finding_id, initiative_id, involved)
    SELECT DISTINCT f.organisation_id, f.id, told.initiative_id, false
    FROM finding f
    CROSS JOIN LATERAL (
      SELECT coalesce(e.initiative_id, m.initiative_id) AS initiative_id
      FROM json_to_recordset(f.evidence) AS e (initiative_id uuid, milestone_id uuid)
      LEFT JOIN milestone m ON m.organisation_id = f.organisation_id AND m.id = e.milestone_id
      UNION
      SELECT m.initiative_id
      FROM milestone m
      WHERE f.subject_type = 'PERSON'
        AND m.organisation_id = f.organisation_id AND m.owner_id = f.person_id
      UNION
      SELECT e.initiative_id
      FROM effect e
      WHERE e.organisation_id = f.organisation_id AND e.touchpoint_id = f.touchpoint_id
    ) told
    WHERE told.initiative_id IS NOT NULL AND told.initiative_id IS DISTINCT FROM f.initiative_id
    ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    op.execute("ALTER TABLE initiative ADD COLUMN confidential BOOLEAN NOT NULL DEFAULT false")
    op.execute(
        "CREATE INDEX initiative_confidential_idx ON initiative (organisation_id, id)"
        " WHERE confidential"
    )
    op.execute("ALTER TABLE finding_initiative ADD COLUMN involved BOOLEAN NOT NULL DEFAULT true")
    op.execute(TELLS_OF)


def downgrade() -> None:
    op.execute("DELETE FROM finding_initiative WHERE NOT involved")
    op.execute("ALTER TABLE finding_initiative DROP COLUMN involved")
    op.execute("DROP INDEX initiative_confidential_idx")
    op.execute("ALTER TABLE initiative DROP COLUMN confidential")
