"""Plainer names: values of severity, importance, levers, evidence, invitations and imports."""

from alembic import op

revision = "2026_12_01_plain_names"
down_revision = "2026_11_22_lean_writes"
branch_labels = None
depends_on = None

# Table, column, what its values were in their order, and those that have another name now.
VALUES = (
    ("finding", "severity", ("GRAVE", "WARNING", "NOTE"), {"GRAVE": "CRITICAL", "NOTE": "INFO"}),
    (
        "finding_rule",
        "severity",
        ("GRAVE", "WARNING", "NOTE"),
        {"GRAVE": "CRITICAL", "NOTE": "INFO"},
    ),
    (
        "review_change",
        "severity",
        ("GRAVE", "WARNING", "NOTE"),
        {"GRAVE": "CRITICAL", "NOTE": "INFO"},
    ),
    ("touchpoint", "importance", ("LOW", "MEDIUM", "HIGH", "DECISIVE"), {"DECISIVE": "CRITICAL"}),
    (
        "invitation",
        "state",
        ("WAITING", "SENDING", "SENT", "UNCERTAIN", "REFUSED", "LATE"),
        {"WAITING": "PENDING", "UNCERTAIN": "DELIVERY_UNKNOWN", "LATE": "EXPIRED"},
    ),
    (
        "import_run",
        "state",
        ("WAITING", "RUNNING", "LOOKED", "DONE", "REFUSED", "FAILED"),
        {"LOOKED": "PREVIEWED"},
    ),
)
# Table, column of type JSON, and names within it.
WITHIN = (
    ("stall_risk_current", "levers", {"DROP_DEAD": "DROP_STALE"}),
    (
        "finding",
        "evidence",
        {
            "NEEDED_OVERDUE": "BLOCKER_OVERDUE",
            "CHANGES_AT_ONCE": "CONCURRENT_CHANGES",
            "CHANGES_IT": "CHANGED_BY",
            "CASE_MISSING": "NO_CASE_FOR_CHANGE",
        },
    ),
)
COLUMNS = (
    ("effect", "seen_on", "observed_on"),
    ("access_token", "means", "method"),
    ("status_update", "said", "reported_status"),
    ("review_entry", "said", "reported_status"),
    ("review_entry", "said_on", "reported_on"),
    ("review_entry", "says_id", "latest_status_update_id"),
)
CONSTRAINTS = (
    ("effect", "effect_seen_on_finite_check", "effect_observed_on_finite_check"),
    ("access_token", "access_token_means_value_check", "access_token_method_value_check"),
    (
        "status_update",
        "status_update_said_value_check",
        "status_update_reported_status_value_check",
    ),
    ("review_entry", "review_entry_said_value_check", "review_entry_reported_status_value_check"),
    ("review_entry", "review_entry_said_on_finite_check", "review_entry_reported_on_finite_check"),
    (
        "review_entry",
        "review_entry_says_id_fkey",
        "review_entry_latest_status_update_id_fkey",
    ),
)
SEVERITIES = {"GRAVE": "CRITICAL", "NOTE": "INFO"}


def convert(*, back: bool) -> None:
    for table, column, values, renamed in VALUES:
        names = {new: old for old, new in renamed.items()} if back else renamed
        now = [value if back else renamed.get(value, value) for value in values]
        check = f"{table}_{column}_value_check"
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
        for old, new in names.items():
            op.execute(f"UPDATE {table} SET {column} = '{new}' WHERE {column} = '{old}'")
        allowed = ", ".join(f"'{value}'" for value in now)
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} in ({allowed}))")
    for table, column, renamed in WITHIN:
        for old, new in renamed.items():
            before, after = (new, old) if back else (old, new)
            op.execute(
                f"UPDATE {table} SET {column} ="
                f" replace({column}::text, '\"{before}\"', '\"{after}\"')::json"
                f" WHERE {column}::text LIKE '%\"{before}\"%'"
            )
    for old, new in SEVERITIES.items():
        before, after = (new, old) if back else (old, new)
        op.execute(
            f"UPDATE event SET data = jsonb_set(data, '{{severity}}', '\"{after}\"')"
            f" WHERE kind LIKE 'FINDING%' AND data ->> 'severity' = '{before}'"
        )


def ranked(worst: str, least: str, *, back: bool) -> None:
    """Convert while the columns that are computed of a severity are away, with their indexes."""
    found = op.get_bind().exec_driver_sql(
        "select indexdef from pg_indexes where schemaname = 'public' and tablename = 'finding'"
        " and (indexdef ~ 'severity_rank' or indexdef ~ 'attention') order by indexname"
    )
    indexes = [row[0] for row in found]
    op.execute("ALTER TABLE finding DROP COLUMN severity_rank, DROP COLUMN attention")
    convert(back=back)
    order = f"array_position(array['{worst}','WARNING','{least}'], severity)"
    op.execute(
        "ALTER TABLE finding"
        f" ADD COLUMN severity_rank SMALLINT GENERATED ALWAYS AS ({order}::smallint) STORED NOT NULL,"
        " ADD COLUMN attention INTEGER NOT NULL GENERATED ALWAYS AS ("
        f"(3 - {order}) * 10000000 + (since - '2000-01-01'::date)) STORED"
    )
    for index in indexes:
        op.execute(index)


def rename(*, back: bool) -> None:
    for what, names in (("COLUMN", COLUMNS), ("CONSTRAINT", CONSTRAINTS)):
        for table, old, new in names:
            before, after = (new, old) if back else (old, new)
            op.execute(f"ALTER TABLE {table} RENAME {what} {before} TO {after}")
    # From PostgreSQL 18 on, a bound that a column is never null has a name, after the column.
    for table, old, new in COLUMNS:
        before, after = (new, old) if back else (old, new)
        bound = f"{table}_{before}_not_null"
        if (
            op.get_bind()
            .exec_driver_sql(
                f"select from pg_constraint where conname = '{bound}' and conrelid = '{table}'::regclass"
            )
            .rowcount
        ):
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {bound} TO {table}_{after}_not_null")


def upgrade() -> None:
    ranked("CRITICAL", "INFO", back=False)
    op.execute("DROP INDEX invitation_asked_at_idx")
    op.execute(
        "CREATE INDEX invitation_asked_at_idx ON invitation (asked_at) WHERE state = 'PENDING'"
    )
    rename(back=False)


def downgrade() -> None:
    ranked("GRAVE", "NOTE", back=True)
    op.execute("DROP INDEX invitation_asked_at_idx")
    op.execute(
        "CREATE INDEX invitation_asked_at_idx ON invitation (asked_at) WHERE state = 'WAITING'"
    )
    rename(back=True)
