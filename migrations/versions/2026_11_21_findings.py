"""Findings: what the facts show that nobody reported, and the rules as organisations set them."""

from alembic import op

revision = "2026_11_21_findings"
down_revision = "2026_11_21_statistics"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE finding (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        rule TEXT NOT NULL,
        severity TEXT NOT NULL,
        subject_type TEXT NOT NULL,
        subject_id UUID NOT NULL,
        initiative_id UUID,
        milestone_id UUID,
        person_id UUID,
        touchpoint_id UUID,
        short_term_win_id UUID,
        since DATE NOT NULL,
        first_seen_on DATE NOT NULL,
        last_seen_on DATE,
        archived_on DATE,
        sentence TEXT NOT NULL,
        evidence JSON NOT NULL,
        acknowledged_by_id UUID,
        acknowledged_on DATE,
        acknowledged_until DATE,
        acknowledgement_note TEXT,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        severity_rank SMALLINT GENERATED ALWAYS AS (array_position(array['GRAVE','WARNING','NOTE'], severity)::smallint) STORED NOT NULL,
        CONSTRAINT finding_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT finding_rule_form_check CHECK (rule ~ '^[A-Z][A-Z_]{0,59}$'),
        CONSTRAINT finding_severity_value_check CHECK (severity in ('GRAVE', 'WARNING', 'NOTE')),
        CONSTRAINT finding_subject_type_value_check CHECK (subject_type in ('INITIATIVE', 'MILESTONE', 'PERSON', 'SHORT_TERM_WIN', 'TOUCHPOINT')),
        CONSTRAINT finding_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT finding_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT finding_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT finding_touchpoint_id_fkey FOREIGN KEY(organisation_id, touchpoint_id) REFERENCES touchpoint (organisation_id, id),
        CONSTRAINT finding_short_term_win_id_fkey FOREIGN KEY(organisation_id, short_term_win_id) REFERENCES short_term_win (organisation_id, id),
        CONSTRAINT finding_since_finite_check CHECK (isfinite(since)),
        CONSTRAINT finding_first_seen_on_finite_check CHECK (isfinite(first_seen_on)),
        CONSTRAINT finding_last_seen_on_finite_check CHECK (isfinite(last_seen_on)),
        CONSTRAINT finding_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT finding_sentence_length_check CHECK (length(sentence) <= 1000),
        CONSTRAINT finding_acknowledged_by_id_fkey FOREIGN KEY(organisation_id, acknowledged_by_id) REFERENCES person (organisation_id, id),
        CONSTRAINT finding_acknowledged_on_finite_check CHECK (isfinite(acknowledged_on)),
        CONSTRAINT finding_acknowledged_until_finite_check CHECK (isfinite(acknowledged_until)),
        CONSTRAINT finding_acknowledgement_note_length_check CHECK (length(acknowledgement_note) <= 20000),
        CONSTRAINT finding_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT finding_gone_whole_check CHECK ((archived_on is null) = (last_seen_on is null)),
        CONSTRAINT finding_acknowledged_whole_check CHECK ((acknowledged_on is null) = (acknowledged_until is null)),
        CONSTRAINT finding_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX finding_organisation_id_archived_on_idx ON finding (organisation_id, archived_on) WHERE archived_on is not null
    """,
    """
    CREATE INDEX finding_organisation_id_first_seen_on_id_idx ON finding (organisation_id, first_seen_on, id)
    """,
    """
    CREATE INDEX finding_organisation_id_initiative_id_severity_rank_id_idx ON finding (organisation_id, initiative_id, severity_rank, id) WHERE archived_on is null
    """,
    """
    CREATE INDEX finding_organisation_id_milestone_id_severity_rank_id_idx ON finding (organisation_id, milestone_id, severity_rank, id) WHERE archived_on is null
    """,
    """
    CREATE INDEX finding_organisation_id_person_id_severity_rank_id_idx ON finding (organisation_id, person_id, severity_rank, id) WHERE archived_on is null
    """,
    """
    CREATE INDEX finding_organisation_id_rule_id_idx ON finding (organisation_id, rule, id)
    """,
    """
    CREATE INDEX finding_organisation_id_severity_rank_id_idx ON finding (organisation_id, severity_rank, id)
    """,
    """
    CREATE INDEX finding_organisation_id_short_term_win_id_severity_rank_id_idx ON finding (organisation_id, short_term_win_id, severity_rank, id) WHERE archived_on is null
    """,
    """
    CREATE INDEX finding_organisation_id_since_id_idx ON finding (organisation_id, since, id)
    """,
    """
    CREATE INDEX finding_organisation_id_touchpoint_id_severity_rank_id_idx ON finding (organisation_id, touchpoint_id, severity_rank, id) WHERE archived_on is null
    """,
    """
    CREATE UNIQUE INDEX finding_showing_key ON finding (organisation_id, subject_id, rule) WHERE archived_on is null
    """,
    """
    CREATE TABLE finding_rule (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        rule TEXT NOT NULL,
        severity TEXT NOT NULL,
        description TEXT NOT NULL,
        thresholds JSON NOT NULL,
        changed BOOLEAN NOT NULL,
        position INTEGER NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT finding_rule_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT finding_rule_rule_form_check CHECK (rule ~ '^[A-Z][A-Z_]{0,59}$'),
        CONSTRAINT finding_rule_severity_value_check CHECK (severity in ('GRAVE', 'WARNING', 'NOTE')),
        CONSTRAINT finding_rule_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT finding_rule_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE UNIQUE INDEX finding_rule_organisation_id_rule_key ON finding_rule (organisation_id, rule)
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (
    ("finding", "id"),
    ("finding", "initiative_id"),
    ("finding", "milestone_id"),
    ("finding", "person_id"),
    ("finding", "touchpoint_id"),
    ("finding", "short_term_win_id"),
    ("finding", "acknowledged_by_id"),
    ("finding_rule", "id"),
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
    op.execute("DROP TABLE finding_rule")
    op.execute("DROP TABLE finding")
