"""Keep what would lower a stall risk beside its reasons.

Rows that stand have none until their initiative is judged again, by the next sweep at the latest.
"""

from alembic import op

revision = "2026_11_21_levers"
down_revision = "2026_11_21_findings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A default that is the same for every row is kept once, beside the table: nothing is rewritten.
    op.execute("ALTER TABLE stall_risk_current ADD COLUMN levers JSON DEFAULT '[]'::json NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE stall_risk_current DROP COLUMN levers")
