"""What somebody was shown last of the portfolio, and where the visit before it was left."""

from alembic import op

revision = "2026_11_22_visits"
down_revision = "2026_11_22_reviews"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE visit (
        organisation_id UUID NOT NULL,
        token_id UUID NOT NULL,
        shown_at TIMESTAMP WITH TIME ZONE NOT NULL,
        shown_revision BIGINT NOT NULL,
        left_at TIMESTAMP WITH TIME ZONE,
        left_revision BIGINT,
        CONSTRAINT visit_pkey PRIMARY KEY (organisation_id, token_id),
        CONSTRAINT visit_shown_at_finite_check CHECK (isfinite(shown_at)),
        CONSTRAINT visit_left_at_finite_check CHECK (isfinite(left_at)),
        CONSTRAINT visit_token_id_fkey FOREIGN KEY(organisation_id, token_id) REFERENCES access_token (organisation_id, id) ON DELETE CASCADE
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE visit")
