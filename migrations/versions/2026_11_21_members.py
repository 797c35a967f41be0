"""Members: who may sign in, as what; and access tokens for sessions and links."""

from alembic import op

revision = "2026_11_21_members"
down_revision = "2026_11_21_portfolio_days"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE member (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        person_id UUID NOT NULL,
        role TEXT NOT NULL,
        email TEXT,
        issuer TEXT,
        subject TEXT,
        joined_at TIMESTAMP WITH TIME ZONE,
        removed_at TIMESTAMP WITH TIME ZONE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT member_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT member_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT member_role_value_check CHECK (role in ('VIEWER', 'CONTRIBUTOR', 'EDITOR', 'ADMIN')),
        CONSTRAINT member_email_length_check CHECK (length(email) <= 320),
        CONSTRAINT member_issuer_length_check CHECK (length(issuer) <= 2000),
        CONSTRAINT member_subject_length_check CHECK (length(subject) <= 1000),
        CONSTRAINT member_joined_at_finite_check CHECK (isfinite(joined_at)),
        CONSTRAINT member_removed_at_finite_check CHECK (isfinite(removed_at)),
        CONSTRAINT member_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT member_identity_whole_check CHECK (num_nulls(issuer, subject, joined_at) in (0, 3)),
        CONSTRAINT member_invited_or_in_check CHECK (email is null or subject is null),
        CONSTRAINT member_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    "CREATE UNIQUE INDEX member_person_key ON member (organisation_id, person_id) WHERE removed_at is null",
    "CREATE UNIQUE INDEX member_identity_key ON member (organisation_id, issuer, subject) WHERE removed_at is null",
    "CREATE UNIQUE INDEX member_email_key ON member (organisation_id, email) WHERE removed_at is null",
    "CREATE INDEX member_issuer_subject_idx ON member (issuer, subject) WHERE removed_at is null",
    "CREATE INDEX member_email_idx ON member (email) WHERE removed_at is null",
    """
    ALTER TABLE access_token
      ADD COLUMN member_id UUID,
      ADD COLUMN means TEXT NOT NULL DEFAULT 'TOKEN',
      ADD COLUMN used_at TIMESTAMP WITH TIME ZONE,
      ADD CONSTRAINT access_token_member_id_fkey FOREIGN KEY(organisation_id, member_id) REFERENCES member (organisation_id, id),
      ADD CONSTRAINT access_token_means_value_check CHECK (means in ('TOKEN', 'SESSION', 'PROVIDER', 'LINK')),
      ADD CONSTRAINT access_token_used_at_finite_check CHECK (isfinite(used_at))
    """,
    "CREATE INDEX access_token_organisation_id_member_id_idx ON access_token (organisation_id, member_id)",
    "CREATE INDEX access_token_organisation_id_person_id_idx ON access_token (organisation_id, person_id)",
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (
    ("member", "id"),
    ("member", "person_id"),
    ("access_token", "id"),
    ("access_token", "person_id"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    # What the version before knows only as tokens must not open anything there.
    gone = "t.means <> 'TOKEN'"
    op.execute(
        "delete from idempotency_key k using access_token t"
        f" where t.organisation_id = k.organisation_id and t.id = k.token_id and {gone}"
    )
    op.execute(f"delete from access_token t where {gone}")
    for column in ("id", "person_id"):
        op.execute(f"DROP STATISTICS access_token_{column}_organisation")
    op.execute("DROP INDEX access_token_organisation_id_person_id_idx")
    op.execute(
        "ALTER TABLE access_token DROP COLUMN member_id, DROP COLUMN means, DROP COLUMN used_at"
    )
    op.execute("DROP TABLE member")
