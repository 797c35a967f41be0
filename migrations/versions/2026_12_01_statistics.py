"""Tell PostgreSQL of two more tables that an id says which organisation it belongs to."""

from alembic import op

revision = "2026_12_01_statistics"
down_revision = "2026_12_01_objectives_alone"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
DEPENDENCIES = (("activity", "initiative_id"), ("lifecycle_move", "initiative_id"))


def upgrade() -> None:
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    for table, column in DEPENDENCIES:
        op.execute(f"drop statistics {table}_{column}_organisation")
