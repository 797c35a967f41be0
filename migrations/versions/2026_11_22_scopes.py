"""Scopes: what a token that is restricted may be used for."""

from alembic import op

revision = "2026_11_22_scopes"
down_revision = "2026_11_21_members"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE access_token
          ADD COLUMN scopes TEXT[],
          ADD CONSTRAINT access_token_scopes_given_check CHECK (cardinality(scopes) > 0)
        """
    )


def downgrade() -> None:
    op.execute("ALTER TABLE access_token DROP COLUMN scopes")
