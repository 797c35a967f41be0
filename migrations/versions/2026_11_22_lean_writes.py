"""Room for milestones to change within their page; findings indexed by what they point at alone."""

from alembic import op

revision = "2026_11_22_lean_writes"
down_revision = "2026_11_22_import_runs"
branch_labels = None
depends_on = None

COLUMNS = ("initiative_id", "milestone_id", "person_id", "touchpoint_id", "short_term_win_id")


def index(column: str, showing: str) -> None:
    name = f"finding_organisation_id_{column}_severity_rank_id_idx"
    op.execute(f"drop index {name}")
    op.execute(
        f"create index {name} on finding (organisation_id, {column}, severity_rank, id)"
        f" where {showing}"
    )


def upgrade() -> None:
    # Of pages that are filled from now on; those that are there keep as they are until they are
    # written anew (vacuum full), which nothing needs.
    op.execute("alter table milestone set (fillfactor = 75)")
    for column in COLUMNS:
        index(column, f"archived_on is null and {column} is not null")


def downgrade() -> None:
    op.execute("alter table milestone reset (fillfactor)")
    for column in COLUMNS:
        index(column, "archived_on is null")
