"""Messages that invite somebody to sign in, each noted before it is sent."""

from alembic import op

revision = "2026_11_22_invitations"
down_revision = "2026_11_22_visits"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE invitation (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        member_id UUID NOT NULL,
        person_id UUID NOT NULL,
        invited_by_id UUID,
        state TEXT NOT NULL,
        asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT invitation_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT invitation_member_id_fkey FOREIGN KEY(organisation_id, member_id) REFERENCES member (organisation_id, id),
        CONSTRAINT invitation_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT invitation_invited_by_id_fkey FOREIGN KEY(organisation_id, invited_by_id) REFERENCES person (organisation_id, id),
        CONSTRAINT invitation_state_value_check CHECK (state in ('WAITING', 'SENDING', 'SENT', 'UNCERTAIN', 'REFUSED', 'LATE')),
        CONSTRAINT invitation_asked_at_finite_check CHECK (isfinite(asked_at)),
        CONSTRAINT invitation_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX invitation_organisation_id_member_id_id_idx ON invitation (organisation_id, member_id, id)
    """,
    """
    CREATE INDEX invitation_organisation_id_person_id_id_idx ON invitation (organisation_id, person_id, id)
    """,
    """
    CREATE INDEX invitation_asked_at_idx ON invitation (asked_at) WHERE state = 'WAITING'
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (("invitation", "id"), ("invitation", "member_id"), ("invitation", "person_id"))


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    op.execute("DROP TABLE invitation")
