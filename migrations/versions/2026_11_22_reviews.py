"""Reviews as they were held, and the decisions and actions noted in them."""

from alembic import op

revision = "2026_11_22_reviews"
down_revision = "2026_11_22_finding_attention"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE review (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        title TEXT NOT NULL,
        held_on DATE NOT NULL,
        held_by_id UUID,
        since_on DATE NOT NULL,
        previous_id UUID,
        revision BIGINT NOT NULL,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT review_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT review_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT review_held_on_finite_check CHECK (isfinite(held_on)),
        CONSTRAINT review_held_by_id_fkey FOREIGN KEY(organisation_id, held_by_id) REFERENCES person (organisation_id, id),
        CONSTRAINT review_since_on_finite_check CHECK (isfinite(since_on)),
        CONSTRAINT review_previous_id_fkey FOREIGN KEY(organisation_id, previous_id) REFERENCES review (organisation_id, id),
        CONSTRAINT review_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT review_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT review_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT review_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT review_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX review_organisation_id_held_on_id_idx ON review (organisation_id, held_on, id)
    """,
    """
    CREATE TABLE review_entry (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        review_id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        owner_id UUID,
        status TEXT,
        started_on DATE,
        target_on DATE,
        said TEXT,
        said_on DATE,
        says_id UUID,
        state TEXT,
        probability DOUBLE PRECISION,
        level TEXT,
        rule TEXT,
        days_late INTEGER,
        missed_count INTEGER,
        days_silent INTEGER,
        days_to_next INTEGER,
        open_count INTEGER,
        overdue_count INTEGER,
        next_milestone_id UUID,
        next_title TEXT,
        next_due_on DATE,
        reasons JSON NOT NULL,
        from_state TEXT,
        from_probability DOUBLE PRECISION,
        from_level TEXT,
        move_position INTEGER,
        factor TEXT,
        sentence TEXT,
        archived_on DATE,
        CONSTRAINT review_entry_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT review_entry_review_id_fkey FOREIGN KEY(organisation_id, review_id) REFERENCES review (organisation_id, id),
        CONSTRAINT review_entry_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT review_entry_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT review_entry_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT review_entry_status_value_check CHECK (status in ('PROPOSED', 'COMMITTED', 'IN_PROGRESS', 'ON_HOLD', 'EMBEDDING', 'DONE', 'STOPPED')),
        CONSTRAINT review_entry_started_on_finite_check CHECK (isfinite(started_on)),
        CONSTRAINT review_entry_target_on_finite_check CHECK (isfinite(target_on)),
        CONSTRAINT review_entry_said_value_check CHECK (said in ('ON_TRACK', 'AT_RISK', 'OFF_TRACK')),
        CONSTRAINT review_entry_said_on_finite_check CHECK (isfinite(said_on)),
        CONSTRAINT review_entry_says_id_fkey FOREIGN KEY(organisation_id, says_id) REFERENCES status_update (organisation_id, id),
        CONSTRAINT review_entry_state_value_check CHECK (state in ('ASSESSED', 'ALL_DELIVERED', 'EMBEDDING', 'ON_HOLD', 'CLOSED', 'NO_MILESTONE', 'OUTSIDE_EVIDENCE')),
        CONSTRAINT review_entry_level_value_check CHECK (level in ('LOW', 'WATCH', 'HIGH', 'CRITICAL')),
        CONSTRAINT review_entry_rule_length_check CHECK (length(rule) <= 40),
        CONSTRAINT review_entry_next_milestone_id_fkey FOREIGN KEY(organisation_id, next_milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT review_entry_next_title_length_check CHECK (length(next_title) <= 300),
        CONSTRAINT review_entry_next_due_on_finite_check CHECK (isfinite(next_due_on)),
        CONSTRAINT review_entry_from_state_value_check CHECK (from_state in ('ASSESSED', 'ALL_DELIVERED', 'EMBEDDING', 'ON_HOLD', 'CLOSED', 'NO_MILESTONE', 'OUTSIDE_EVIDENCE')),
        CONSTRAINT review_entry_from_level_value_check CHECK (from_level in ('LOW', 'WATCH', 'HIGH', 'CRITICAL')),
        CONSTRAINT review_entry_factor_value_check CHECK (factor in ('LATENESS', 'MISSES', 'SILENCE', 'RUNWAY', 'BASE')),
        CONSTRAINT review_entry_sentence_length_check CHECK (length(sentence) <= 1000),
        CONSTRAINT review_entry_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT review_entry_organisation_id_review_id_initiative_id_key UNIQUE (organisation_id, review_id, initiative_id),
        CONSTRAINT review_entry_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX review_entry_organisation_id_review_id_position_id_idx ON review_entry (organisation_id, review_id, position, id)
    """,
    """
    CREATE TABLE review_change (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        review_id UUID NOT NULL,
        kind TEXT NOT NULL,
        position INTEGER NOT NULL,
        initiative_id UUID,
        milestone_id UUID,
        replan_id UUID,
        short_term_win_id UUID,
        finding_id UUID,
        person_id UUID,
        title TEXT,
        occurred_on DATE NOT NULL,
        from_due_on DATE,
        due_on DATE,
        days INTEGER,
        text TEXT,
        shared BOOLEAN,
        severity TEXT,
        rule TEXT,
        CONSTRAINT review_change_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT review_change_review_id_fkey FOREIGN KEY(organisation_id, review_id) REFERENCES review (organisation_id, id),
        CONSTRAINT review_change_kind_value_check CHECK (kind in ('SLIPPED', 'MET', 'PROMISED', 'WIN', 'FINDING')),
        CONSTRAINT review_change_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT review_change_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT review_change_replan_id_fkey FOREIGN KEY(organisation_id, replan_id) REFERENCES replan (organisation_id, id),
        CONSTRAINT review_change_short_term_win_id_fkey FOREIGN KEY(organisation_id, short_term_win_id) REFERENCES short_term_win (organisation_id, id),
        CONSTRAINT review_change_finding_id_fkey FOREIGN KEY(organisation_id, finding_id) REFERENCES finding (organisation_id, id),
        CONSTRAINT review_change_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT review_change_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT review_change_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT review_change_from_due_on_finite_check CHECK (isfinite(from_due_on)),
        CONSTRAINT review_change_due_on_finite_check CHECK (isfinite(due_on)),
        CONSTRAINT review_change_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT review_change_severity_value_check CHECK (severity in ('GRAVE', 'WARNING', 'NOTE')),
        CONSTRAINT review_change_rule_form_check CHECK (rule ~ '^[A-Z][A-Z_]{0,59}$'),
        CONSTRAINT review_change_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX review_change_organisation_id_review_id_kind_position_idx ON review_change (organisation_id, review_id, kind, position)
    """,
    """
    CREATE TABLE decision (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        review_id UUID,
        initiative_id UUID,
        text TEXT NOT NULL,
        owner_id UUID,
        due_on DATE,
        state TEXT NOT NULL,
        asked_on DATE NOT NULL,
        asked_by_id UUID,
        outcome TEXT,
        closed_on DATE,
        closed_by_id UUID,
        external_id TEXT,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        due_key DATE GENERATED ALWAYS AS (coalesce(due_on, date '9999-12-31')) STORED NOT NULL,
        CONSTRAINT decision_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT decision_review_id_fkey FOREIGN KEY(organisation_id, review_id) REFERENCES review (organisation_id, id),
        CONSTRAINT decision_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT decision_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT decision_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT decision_due_on_finite_check CHECK (isfinite(due_on)),
        CONSTRAINT decision_state_value_check CHECK (state in ('ASKED', 'TAKEN', 'WITHDRAWN')),
        CONSTRAINT decision_asked_on_finite_check CHECK (isfinite(asked_on)),
        CONSTRAINT decision_asked_by_id_fkey FOREIGN KEY(organisation_id, asked_by_id) REFERENCES person (organisation_id, id),
        CONSTRAINT decision_outcome_length_check CHECK (length(outcome) <= 20000),
        CONSTRAINT decision_closed_on_finite_check CHECK (isfinite(closed_on)),
        CONSTRAINT decision_closed_by_id_fkey FOREIGN KEY(organisation_id, closed_by_id) REFERENCES person (organisation_id, id),
        CONSTRAINT decision_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT decision_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT decision_closed_whole_check CHECK ((state = 'ASKED') = (closed_on is null) and (closed_on is null) = (outcome is null)),
        CONSTRAINT decision_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT decision_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX decision_organisation_id_due_key_id_idx ON decision (organisation_id, due_key, id)
    """,
    """
    CREATE INDEX decision_organisation_id_initiative_id_id_idx ON decision (organisation_id, initiative_id, id)
    """,
    """
    CREATE INDEX decision_organisation_id_owner_id_id_idx ON decision (organisation_id, owner_id, id)
    """,
    """
    CREATE INDEX decision_organisation_id_review_id_id_idx ON decision (organisation_id, review_id, id)
    """,
    """
    CREATE INDEX decision_organisation_id_state_id_idx ON decision (organisation_id, state, id)
    """,
    """
    CREATE TABLE action (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        review_id UUID NOT NULL,
        initiative_id UUID,
        text TEXT NOT NULL,
        owner_id UUID NOT NULL,
        due_on DATE NOT NULL,
        completed_on DATE,
        external_id TEXT,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT action_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT action_review_id_fkey FOREIGN KEY(organisation_id, review_id) REFERENCES review (organisation_id, id),
        CONSTRAINT action_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT action_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT action_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT action_due_on_finite_check CHECK (isfinite(due_on)),
        CONSTRAINT action_completed_on_finite_check CHECK (isfinite(completed_on)),
        CONSTRAINT action_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT action_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT action_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT action_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX action_organisation_id_due_on_id_idx ON action (organisation_id, due_on, id)
    """,
    """
    CREATE INDEX action_organisation_id_initiative_id_id_idx ON action (organisation_id, initiative_id, id)
    """,
    """
    CREATE INDEX action_organisation_id_owner_id_id_idx ON action (organisation_id, owner_id, id)
    """,
    """
    CREATE INDEX action_organisation_id_review_id_due_on_id_idx ON action (organisation_id, review_id, due_on, id)
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (
    ("review", "id"),
    ("review_entry", "review_id"),
    ("review_change", "review_id"),
    ("decision", "review_id"),
    ("decision", "initiative_id"),
    ("action", "review_id"),
    ("action", "initiative_id"),
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
    for table in ("action", "decision", "review_change", "review_entry", "review"):
        op.execute(f"DROP TABLE {table}")
