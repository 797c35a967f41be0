"""The levels of a portfolio by day, counted once, and a way to the rows of one day.

Nothing is counted here: the next sweep of each organisation counts its past days, a month at a
time, and until then they are counted when asked for, as before.
"""

from alembic import op

revision = "2026_11_21_portfolio_days"
down_revision = "2026_11_21_reopenings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE portfolio_day (
            organisation_id UUID NOT NULL,
            day DATE NOT NULL,
            total_count INTEGER NOT NULL,
            low_count INTEGER NOT NULL,
            watch_count INTEGER NOT NULL,
            high_count INTEGER NOT NULL,
            critical_count INTEGER NOT NULL,
            unassessed_count INTEGER NOT NULL,
            CONSTRAINT portfolio_day_pkey PRIMARY KEY (organisation_id, day),
            CONSTRAINT portfolio_day_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
        )
        """
    )
    # Rows of a day lie together, so a few kilobytes tell where. It is built at one reading of each
    # partition, and costs next to nothing to keep.
    op.execute(
        """
        CREATE INDEX stall_risk_history_day_idx ON stall_risk_history
        USING brin (day) WITH (pages_per_range = 32, autosummarize = on)
        """
    )


def downgrade() -> None:
    op.execute("DROP INDEX stall_risk_history_day_idx")
    op.execute("DROP TABLE portfolio_day")
