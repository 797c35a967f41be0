"""The core: organisations, journeys, initiatives, milestones, wins, and the ledger of changes."""

from alembic import op

revision = "2026_11_21_core"
down_revision = None
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
STATEMENTS = (
    """
    CREATE TABLE event (
        organisation_id UUID NOT NULL,
        revision BIGINT NOT NULL,
        ordinal INTEGER NOT NULL,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        actor_id UUID,
        token_id UUID,
        request_id TEXT,
        kind TEXT NOT NULL,
        subject_type TEXT NOT NULL,
        subject_id UUID NOT NULL,
        initiative_id UUID,
        data JSONB NOT NULL,
        CONSTRAINT event_pkey PRIMARY KEY (organisation_id, revision, ordinal, recorded_at)
    )
     PARTITION BY RANGE (recorded_at)
    """,
    """
    CREATE INDEX event_organisation_id_initiative_id_revision_idx ON event (organisation_id, initiative_id, revision)
    """,
    """
    CREATE TABLE organisation (
        id UUID NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        vision_statement TEXT,
        time_zone TEXT NOT NULL,
        currency TEXT NOT NULL,
        clock_fixed_on DATE,
        revision BIGINT NOT NULL,
        swept_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT organisation_pkey PRIMARY KEY (id),
        CONSTRAINT organisation_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT organisation_vision_statement_length_check CHECK (length(vision_statement) <= 20000),
        CONSTRAINT organisation_time_zone_length_check CHECK (length(time_zone) <= 100),
        CONSTRAINT organisation_currency_length_check CHECK (length(currency) <= 3),
        CONSTRAINT organisation_clock_fixed_on_finite_check CHECK (isfinite(clock_fixed_on)),
        CONSTRAINT organisation_swept_on_finite_check CHECK (isfinite(swept_on)),
        CONSTRAINT organisation_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT organisation_key_form_check CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        CONSTRAINT organisation_key_key UNIQUE (key)
    )
    """,
    """
    CREATE TABLE stall_risk_history (
        organisation_id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        day DATE NOT NULL,
        probability REAL,
        days_late INTEGER NOT NULL,
        missed_count SMALLINT NOT NULL,
        days_silent INTEGER NOT NULL,
        days_to_next INTEGER,
        state SMALLINT NOT NULL,
        rule SMALLINT NOT NULL,
        oldest_overdue_milestone_id UUID,
        next_milestone_id UUID,
        CONSTRAINT stall_risk_history_pkey PRIMARY KEY (organisation_id, initiative_id, day)
    )
     PARTITION BY RANGE (day)
    """,
    """
    CREATE TABLE department (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        name TEXT NOT NULL,
        description TEXT,
        head_count INTEGER,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT department_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT department_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT department_description_length_check CHECK (length(description) <= 20000),
        CONSTRAINT department_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT department_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT department_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT department_head_count_range_check CHECK (head_count >= 0),
        CONSTRAINT department_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT department_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX department_organisation_id_name_id_idx ON department (organisation_id, name, id)
    """,
    """
    CREATE TABLE journey (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        name TEXT NOT NULL,
        description TEXT,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT journey_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT journey_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT journey_description_length_check CHECK (length(description) <= 20000),
        CONSTRAINT journey_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT journey_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT journey_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT journey_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT journey_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX journey_organisation_id_name_id_idx ON journey (organisation_id, name, id)
    """,
    """
    CREATE TABLE person (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        name TEXT NOT NULL,
        email TEXT,
        job_title TEXT,
        department_id UUID,
        left_on DATE,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT person_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT person_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT person_email_length_check CHECK (length(email) <= 320),
        CONSTRAINT person_job_title_length_check CHECK (length(job_title) <= 200),
        CONSTRAINT person_department_id_fkey FOREIGN KEY(organisation_id, department_id) REFERENCES department (organisation_id, id),
        CONSTRAINT person_left_on_finite_check CHECK (isfinite(left_on)),
        CONSTRAINT person_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT person_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT person_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT person_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT person_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX person_organisation_id_department_id_name_id_idx ON person (organisation_id, department_id, name, id)
    """,
    """
    CREATE UNIQUE INDEX person_organisation_id_email_key ON person (organisation_id, lower(email))
    """,
    """
    CREATE INDEX person_organisation_id_name_id_idx ON person (organisation_id, name, id)
    """,
    """
    CREATE TABLE stage (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        journey_id UUID NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT stage_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT stage_journey_id_fkey FOREIGN KEY(organisation_id, journey_id) REFERENCES journey (organisation_id, id),
        CONSTRAINT stage_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT stage_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT stage_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT stage_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT stage_position_range_check CHECK (position >= 1),
        CONSTRAINT stage_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT stage_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX stage_organisation_id_journey_id_position_id_idx ON stage (organisation_id, journey_id, position, id)
    """,
    """
    CREATE TABLE access_token (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        person_id UUID,
        label TEXT,
        role TEXT NOT NULL,
        hash BYTEA NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        expires_at TIMESTAMP WITH TIME ZONE,
        revoked_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT access_token_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT access_token_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT access_token_label_length_check CHECK (length(label) <= 200),
        CONSTRAINT access_token_role_value_check CHECK (role in ('VIEWER', 'CONTRIBUTOR', 'EDITOR', 'ADMIN')),
        CONSTRAINT access_token_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT access_token_expires_at_finite_check CHECK (isfinite(expires_at)),
        CONSTRAINT access_token_revoked_at_finite_check CHECK (isfinite(revoked_at)),
        CONSTRAINT access_token_hash_length_check CHECK (length(hash) = 32),
        CONSTRAINT access_token_organisation_id_hash_key UNIQUE (organisation_id, hash),
        CONSTRAINT access_token_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE initiative (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        title TEXT NOT NULL,
        summary TEXT,
        status TEXT NOT NULL,
        priority TEXT NOT NULL,
        owner_id UUID,
        sponsor_id UUID,
        case_for_change TEXT,
        case_for_change_on DATE,
        strategic_objective TEXT,
        budget_amount NUMERIC(18, 2),
        budget_currency TEXT,
        expected_benefit_amount NUMERIC(18, 2),
        expected_benefit_currency TEXT,
        expected_benefit_note TEXT,
        proposed_on DATE NOT NULL,
        started_on DATE,
        target_on DATE,
        ended_on DATE,
        external_id TEXT,
        imported BOOLEAN NOT NULL,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        priority_rank SMALLINT GENERATED ALWAYS AS (array_position(array['CRITICAL','HIGH','MEDIUM','LOW'], priority)::smallint) STORED NOT NULL,
        target_key DATE GENERATED ALWAYS AS (coalesce(target_on, date '9999-12-31')) STORED NOT NULL,
        CONSTRAINT initiative_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT initiative_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT initiative_summary_length_check CHECK (length(summary) <= 20000),
        CONSTRAINT initiative_status_value_check CHECK (status in ('PROPOSED', 'COMMITTED', 'IN_PROGRESS', 'ON_HOLD', 'EMBEDDING', 'DONE', 'STOPPED')),
        CONSTRAINT initiative_priority_value_check CHECK (priority in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
        CONSTRAINT initiative_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT initiative_sponsor_id_fkey FOREIGN KEY(organisation_id, sponsor_id) REFERENCES person (organisation_id, id),
        CONSTRAINT initiative_case_for_change_length_check CHECK (length(case_for_change) <= 20000),
        CONSTRAINT initiative_case_for_change_on_finite_check CHECK (isfinite(case_for_change_on)),
        CONSTRAINT initiative_strategic_objective_length_check CHECK (length(strategic_objective) <= 20000),
        CONSTRAINT initiative_budget_currency_length_check CHECK (length(budget_currency) <= 3),
        CONSTRAINT initiative_expected_benefit_currency_length_check CHECK (length(expected_benefit_currency) <= 3),
        CONSTRAINT initiative_expected_benefit_note_length_check CHECK (length(expected_benefit_note) <= 20000),
        CONSTRAINT initiative_proposed_on_finite_check CHECK (isfinite(proposed_on)),
        CONSTRAINT initiative_started_on_finite_check CHECK (isfinite(started_on)),
        CONSTRAINT initiative_target_on_finite_check CHECK (isfinite(target_on)),
        CONSTRAINT initiative_ended_on_finite_check CHECK (isfinite(ended_on)),
        CONSTRAINT initiative_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT initiative_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT initiative_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT initiative_budget_range_check CHECK (budget_amount >= 0 and budget_amount < 'infinity'),
        CONSTRAINT initiative_expected_benefit_range_check CHECK (expected_benefit_amount < 'infinity'),
        CONSTRAINT initiative_budget_whole_check CHECK ((budget_amount is null) = (budget_currency is null)),
        CONSTRAINT initiative_expected_benefit_whole_check CHECK ((expected_benefit_amount is null) = (expected_benefit_currency is null)),
        CONSTRAINT initiative_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT initiative_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX initiative_organisation_id_owner_id_id_idx ON initiative (organisation_id, owner_id, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_priority_rank_id_idx ON initiative (organisation_id, priority_rank, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_proposed_on_id_idx ON initiative (organisation_id, proposed_on, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_sponsor_id_id_idx ON initiative (organisation_id, sponsor_id, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_status_id_idx ON initiative (organisation_id, status, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_target_key_id_idx ON initiative (organisation_id, target_key, id)
    """,
    """
    CREATE INDEX initiative_organisation_id_title_id_idx ON initiative (organisation_id, title, id)
    """,
    """
    CREATE TABLE touchpoint (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        stage_id UUID NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        channel TEXT NOT NULL,
        importance TEXT NOT NULL,
        department_id UUID,
        steward_id UUID,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT touchpoint_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT touchpoint_stage_id_fkey FOREIGN KEY(organisation_id, stage_id) REFERENCES stage (organisation_id, id),
        CONSTRAINT touchpoint_name_length_check CHECK (length(name) <= 200),
        CONSTRAINT touchpoint_channel_value_check CHECK (channel in ('IN_PERSON', 'PHONE', 'WEB', 'APP', 'EMAIL', 'CHAT', 'SOCIAL', 'POST', 'PARTNER')),
        CONSTRAINT touchpoint_importance_value_check CHECK (importance in ('LOW', 'MEDIUM', 'HIGH', 'DECISIVE')),
        CONSTRAINT touchpoint_department_id_fkey FOREIGN KEY(organisation_id, department_id) REFERENCES department (organisation_id, id),
        CONSTRAINT touchpoint_steward_id_fkey FOREIGN KEY(organisation_id, steward_id) REFERENCES person (organisation_id, id),
        CONSTRAINT touchpoint_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT touchpoint_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT touchpoint_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT touchpoint_position_range_check CHECK (position >= 1),
        CONSTRAINT touchpoint_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT touchpoint_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX touchpoint_organisation_id_department_id_name_id_idx ON touchpoint (organisation_id, department_id, name, id)
    """,
    """
    CREATE INDEX touchpoint_organisation_id_name_id_idx ON touchpoint (organisation_id, name, id)
    """,
    """
    CREATE INDEX touchpoint_organisation_id_stage_id_position_id_idx ON touchpoint (organisation_id, stage_id, position, id)
    """,
    """
    CREATE INDEX touchpoint_organisation_id_steward_id_idx ON touchpoint (organisation_id, steward_id)
    """,
    """
    CREATE TABLE activity (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        kind TEXT NOT NULL,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        imported BOOLEAN NOT NULL,
        CONSTRAINT activity_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT activity_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT activity_kind_value_check CHECK (kind in ('CREATED', 'LIFECYCLE', 'PLANNED', 'REPLANNED', 'DELIVERED', 'DROPPED', 'WIN', 'WIN_SHARED', 'STATUS', 'WORK')),
        CONSTRAINT activity_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT activity_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT activity_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX activity_organisation_id_initiative_id_occurred_on_id_idx ON activity (organisation_id, initiative_id, occurred_on, id)
    """,
    """
    CREATE TABLE assessment (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        assessor TEXT NOT NULL,
        rating TEXT NOT NULL,
        text TEXT,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        imported BOOLEAN NOT NULL,
        CONSTRAINT assessment_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT assessment_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT assessment_assessor_length_check CHECK (length(assessor) <= 200),
        CONSTRAINT assessment_rating_value_check CHECK (rating in ('GREEN', 'AMBER_GREEN', 'AMBER', 'AMBER_RED', 'RED')),
        CONSTRAINT assessment_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT assessment_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT assessment_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT assessment_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX assessment_organisation_id_initiative_id_occurred_on_id_idx ON assessment (organisation_id, initiative_id, occurred_on, id)
    """,
    """
    CREATE TABLE effect (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        touchpoint_id UUID NOT NULL,
        direction TEXT NOT NULL,
        strength SMALLINT NOT NULL,
        note TEXT,
        seen_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT effect_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT effect_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT effect_touchpoint_id_fkey FOREIGN KEY(organisation_id, touchpoint_id) REFERENCES touchpoint (organisation_id, id),
        CONSTRAINT effect_direction_value_check CHECK (direction in ('STRENGTHENS', 'WEAKENS')),
        CONSTRAINT effect_note_length_check CHECK (length(note) <= 20000),
        CONSTRAINT effect_seen_on_finite_check CHECK (isfinite(seen_on)),
        CONSTRAINT effect_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT effect_strength_range_check CHECK (strength between 1 and 5),
        CONSTRAINT effect_organisation_id_initiative_id_touchpoint_id_key UNIQUE (organisation_id, initiative_id, touchpoint_id),
        CONSTRAINT effect_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX effect_organisation_id_initiative_id_id_idx ON effect (organisation_id, initiative_id, id)
    """,
    """
    CREATE INDEX effect_organisation_id_touchpoint_id_id_idx ON effect (organisation_id, touchpoint_id, id)
    """,
    """
    CREATE TABLE idempotency_key (
        organisation_id UUID NOT NULL,
        token_id UUID NOT NULL,
        key TEXT NOT NULL,
        mutation TEXT NOT NULL,
        input_hash BYTEA NOT NULL,
        revision BIGINT NOT NULL,
        ids JSONB NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (organisation_id, token_id, key),
        CONSTRAINT idempotency_key_token_id_fkey FOREIGN KEY(organisation_id, token_id) REFERENCES access_token (organisation_id, id)
    )
    """,
    """
    CREATE INDEX idempotency_key_recorded_at_idx ON idempotency_key (recorded_at)
    """,
    """
    CREATE TABLE lifecycle_move (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        from_status TEXT,
        to_status TEXT NOT NULL,
        person_id UUID,
        reason TEXT,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        imported BOOLEAN NOT NULL,
        CONSTRAINT lifecycle_move_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT lifecycle_move_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT lifecycle_move_from_status_value_check CHECK (from_status in ('PROPOSED', 'COMMITTED', 'IN_PROGRESS', 'ON_HOLD', 'EMBEDDING', 'DONE', 'STOPPED')),
        CONSTRAINT lifecycle_move_to_status_value_check CHECK (to_status in ('PROPOSED', 'COMMITTED', 'IN_PROGRESS', 'ON_HOLD', 'EMBEDDING', 'DONE', 'STOPPED')),
        CONSTRAINT lifecycle_move_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT lifecycle_move_reason_length_check CHECK (length(reason) <= 20000),
        CONSTRAINT lifecycle_move_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT lifecycle_move_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT lifecycle_move_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX lifecycle_move_organisation_id_initiative_id_occurred_on_id_idx ON lifecycle_move (organisation_id, initiative_id, occurred_on, id)
    """,
    """
    CREATE TABLE milestone (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        title TEXT NOT NULL,
        owner_id UUID,
        first_due_on DATE,
        due_on DATE,
        promised_on DATE,
        completed_on DATE,
        completed_recorded_at TIMESTAMP WITH TIME ZONE,
        dropped_on DATE,
        dropped_recorded_at TIMESTAMP WITH TIME ZONE,
        dropped_reason TEXT,
        missed_count INTEGER NOT NULL,
        external_id TEXT,
        imported BOOLEAN NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        due_key DATE GENERATED ALWAYS AS (coalesce(due_on, date '9999-12-31')) STORED NOT NULL,
        CONSTRAINT milestone_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT milestone_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT milestone_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT milestone_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT milestone_first_due_on_finite_check CHECK (isfinite(first_due_on)),
        CONSTRAINT milestone_due_on_finite_check CHECK (isfinite(due_on)),
        CONSTRAINT milestone_promised_on_finite_check CHECK (isfinite(promised_on)),
        CONSTRAINT milestone_completed_on_finite_check CHECK (isfinite(completed_on)),
        CONSTRAINT milestone_completed_recorded_at_finite_check CHECK (isfinite(completed_recorded_at)),
        CONSTRAINT milestone_dropped_on_finite_check CHECK (isfinite(dropped_on)),
        CONSTRAINT milestone_dropped_recorded_at_finite_check CHECK (isfinite(dropped_recorded_at)),
        CONSTRAINT milestone_dropped_reason_length_check CHECK (length(dropped_reason) <= 20000),
        CONSTRAINT milestone_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT milestone_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT milestone_missed_count_range_check CHECK (missed_count >= 0),
        CONSTRAINT milestone_first_date_check CHECK (due_on is null or first_due_on is not null),
        CONSTRAINT milestone_one_end_check CHECK (completed_on is null or dropped_on is null),
        CONSTRAINT milestone_completed_twice_timed_check CHECK ((completed_on is null) = (completed_recorded_at is null)),
        CONSTRAINT milestone_dropped_twice_timed_check CHECK ((dropped_on is null) = (dropped_recorded_at is null)),
        CONSTRAINT milestone_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT milestone_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX milestone_organisation_id_due_key_id_idx ON milestone (organisation_id, due_key, id)
    """,
    """
    CREATE INDEX milestone_organisation_id_initiative_id_due_key_id_idx ON milestone (organisation_id, initiative_id, due_key, id)
    """,
    """
    CREATE INDEX milestone_organisation_id_owner_id_due_key_id_idx ON milestone (organisation_id, owner_id, due_key, id)
    """,
    """
    CREATE TABLE participation (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        department_id UUID NOT NULL,
        role TEXT NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT participation_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT participation_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT participation_department_id_fkey FOREIGN KEY(organisation_id, department_id) REFERENCES department (organisation_id, id),
        CONSTRAINT participation_role_length_check CHECK (length(role) <= 500),
        CONSTRAINT participation_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT participation_organisation_id_initiative_id_department_id_key UNIQUE (organisation_id, initiative_id, department_id),
        CONSTRAINT participation_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX participation_organisation_id_department_id_id_idx ON participation (organisation_id, department_id, id)
    """,
    """
    CREATE INDEX participation_organisation_id_initiative_id_id_idx ON participation (organisation_id, initiative_id, id)
    """,
    """
    CREATE TABLE short_term_win (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        title TEXT NOT NULL,
        what_changed TEXT,
        achieved_on DATE NOT NULL,
        touchpoint_id UUID,
        evidence_measure TEXT,
        evidence_unit TEXT,
        evidence_before NUMERIC,
        evidence_after NUMERIC,
        evidence_source TEXT,
        proof TEXT NOT NULL,
        shared BOOLEAN NOT NULL,
        external_id TEXT,
        imported BOOLEAN NOT NULL,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT short_term_win_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT short_term_win_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT short_term_win_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT short_term_win_what_changed_length_check CHECK (length(what_changed) <= 20000),
        CONSTRAINT short_term_win_achieved_on_finite_check CHECK (isfinite(achieved_on)),
        CONSTRAINT short_term_win_touchpoint_id_fkey FOREIGN KEY(organisation_id, touchpoint_id) REFERENCES touchpoint (organisation_id, id),
        CONSTRAINT short_term_win_evidence_measure_length_check CHECK (length(evidence_measure) <= 300),
        CONSTRAINT short_term_win_evidence_unit_length_check CHECK (length(evidence_unit) <= 50),
        CONSTRAINT short_term_win_evidence_source_length_check CHECK (length(evidence_source) <= 20000),
        CONSTRAINT short_term_win_proof_value_check CHECK (proof in ('CLAIMED', 'PROVEN')),
        CONSTRAINT short_term_win_external_id_length_check CHECK (length(external_id) <= 200),
        CONSTRAINT short_term_win_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT short_term_win_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT short_term_win_evidence_before_finite_check CHECK (abs(evidence_before) < 'infinity'),
        CONSTRAINT short_term_win_evidence_after_finite_check CHECK (abs(evidence_after) < 'infinity'),
        CONSTRAINT short_term_win_proven_by_evidence_check CHECK (proof <> 'PROVEN' or (evidence_measure is not null and evidence_before is not null and evidence_after is not null)),
        CONSTRAINT short_term_win_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT short_term_win_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX short_term_win_organisation_id_achieved_on_id_idx ON short_term_win (organisation_id, achieved_on, id)
    """,
    """
    CREATE INDEX short_term_win_organisation_id_initiative_id_achieved_on_id_idx ON short_term_win (organisation_id, initiative_id, achieved_on, id)
    """,
    """
    CREATE INDEX short_term_win_organisation_id_touchpoint_id_achieved_on_id_idx ON short_term_win (organisation_id, touchpoint_id, achieved_on, id)
    """,
    """
    CREATE TABLE status_update (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        person_id UUID,
        said TEXT NOT NULL,
        text TEXT,
        facts_state TEXT,
        facts_probability DOUBLE PRECISION,
        facts_level TEXT,
        facts_rule TEXT,
        facts_overdue_count INTEGER,
        facts_missed_count INTEGER,
        facts_days_late INTEGER,
        facts_open_count INTEGER,
        facts_delivered_count INTEGER,
        facts_next_due_on DATE,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        imported BOOLEAN NOT NULL,
        CONSTRAINT status_update_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT status_update_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT status_update_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT status_update_said_value_check CHECK (said in ('ON_TRACK', 'AT_RISK', 'OFF_TRACK')),
        CONSTRAINT status_update_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT status_update_facts_state_length_check CHECK (length(facts_state) <= 40),
        CONSTRAINT status_update_facts_level_length_check CHECK (length(facts_level) <= 40),
        CONSTRAINT status_update_facts_rule_length_check CHECK (length(facts_rule) <= 40),
        CONSTRAINT status_update_facts_next_due_on_finite_check CHECK (isfinite(facts_next_due_on)),
        CONSTRAINT status_update_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT status_update_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT status_update_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX status_update_organisation_id_initiative_id_occurred_on_id_idx ON status_update (organisation_id, initiative_id, occurred_on, id)
    """,
    """
    CREATE INDEX status_update_organisation_id_occurred_on_id_idx ON status_update (organisation_id, occurred_on, id)
    """,
    """
    CREATE TABLE comment (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        milestone_id UUID,
        person_id UUID,
        text TEXT NOT NULL,
        edited_at TIMESTAMP WITH TIME ZONE,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        CONSTRAINT comment_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT comment_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT comment_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT comment_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT comment_text_length_check CHECK (length(text) <= 20000),
        CONSTRAINT comment_edited_at_finite_check CHECK (isfinite(edited_at)),
        CONSTRAINT comment_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT comment_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT comment_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX comment_organisation_id_initiative_id_recorded_at_id_idx ON comment (organisation_id, initiative_id, recorded_at, id)
    """,
    """
    CREATE INDEX comment_organisation_id_milestone_id_recorded_at_id_idx ON comment (organisation_id, milestone_id, recorded_at, id)
    """,
    """
    CREATE TABLE credit (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        short_term_win_id UUID NOT NULL,
        person_id UUID NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT credit_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT credit_short_term_win_id_fkey FOREIGN KEY(organisation_id, short_term_win_id) REFERENCES short_term_win (organisation_id, id),
        CONSTRAINT credit_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT credit_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT credit_organisation_id_short_term_win_id_person_id_key UNIQUE (organisation_id, short_term_win_id, person_id),
        CONSTRAINT credit_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX credit_organisation_id_person_id_id_idx ON credit (organisation_id, person_id, id)
    """,
    """
    CREATE TABLE dependency (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        milestone_id UUID NOT NULL,
        depends_on_id UUID NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT dependency_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT dependency_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT dependency_depends_on_id_fkey FOREIGN KEY(organisation_id, depends_on_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT dependency_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT dependency_of_another_check CHECK (milestone_id <> depends_on_id),
        CONSTRAINT dependency_organisation_id_milestone_id_depends_on_id_key UNIQUE (organisation_id, milestone_id, depends_on_id),
        CONSTRAINT dependency_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX dependency_organisation_id_depends_on_id_milestone_id_idx ON dependency (organisation_id, depends_on_id, milestone_id)
    """,
    """
    CREATE TABLE replan (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        milestone_id UUID NOT NULL,
        ordinal INTEGER NOT NULL,
        from_due_on DATE,
        to_due_on DATE,
        days INTEGER,
        reason TEXT,
        person_id UUID,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        imported BOOLEAN NOT NULL,
        CONSTRAINT replan_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT replan_milestone_id_fkey FOREIGN KEY(organisation_id, milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT replan_from_due_on_finite_check CHECK (isfinite(from_due_on)),
        CONSTRAINT replan_to_due_on_finite_check CHECK (isfinite(to_due_on)),
        CONSTRAINT replan_reason_length_check CHECK (length(reason) <= 20000),
        CONSTRAINT replan_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT replan_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT replan_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT replan_ordinal_range_check CHECK (ordinal >= 1),
        CONSTRAINT replan_moves_check CHECK (from_due_on is distinct from to_due_on),
        CONSTRAINT replan_reason_given_check CHECK (reason is not null or imported),
        CONSTRAINT replan_organisation_id_milestone_id_ordinal_key UNIQUE (organisation_id, milestone_id, ordinal),
        CONSTRAINT replan_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE share (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        short_term_win_id UUID NOT NULL,
        audience TEXT NOT NULL,
        department_id UUID,
        person_id UUID,
        channel TEXT,
        occurred_on DATE NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT share_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT share_short_term_win_id_fkey FOREIGN KEY(organisation_id, short_term_win_id) REFERENCES short_term_win (organisation_id, id),
        CONSTRAINT share_audience_value_check CHECK (audience in ('LEADERS', 'MIDDLE_MANAGERS', 'EMPLOYEES', 'CUSTOMERS')),
        CONSTRAINT share_department_id_fkey FOREIGN KEY(organisation_id, department_id) REFERENCES department (organisation_id, id),
        CONSTRAINT share_person_id_fkey FOREIGN KEY(organisation_id, person_id) REFERENCES person (organisation_id, id),
        CONSTRAINT share_channel_length_check CHECK (length(channel) <= 200),
        CONSTRAINT share_occurred_on_finite_check CHECK (isfinite(occurred_on)),
        CONSTRAINT share_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT share_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE INDEX share_organisation_id_department_id_occurred_on_id_idx ON share (organisation_id, department_id, occurred_on, id)
    """,
    """
    CREATE INDEX share_organisation_id_short_term_win_id_occurred_on_id_idx ON share (organisation_id, short_term_win_id, occurred_on, id)
    """,
    """
    CREATE TABLE stall_risk_current (
        organisation_id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        state TEXT NOT NULL,
        probability DOUBLE PRECISION,
        level TEXT,
        rule TEXT NOT NULL,
        computed_on DATE NOT NULL,
        revision BIGINT NOT NULL,
        attention DOUBLE PRECISION NOT NULL,
        days_late INTEGER NOT NULL,
        missed_count INTEGER NOT NULL,
        days_silent INTEGER NOT NULL,
        days_to_next INTEGER,
        open_count INTEGER NOT NULL,
        overdue_count INTEGER NOT NULL,
        undated_count INTEGER NOT NULL,
        delivered_count INTEGER NOT NULL,
        last_activity_on DATE,
        oldest_overdue_milestone_id UUID,
        next_milestone_id UUID,
        reasons JSON NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT stall_risk_current_pkey PRIMARY KEY (organisation_id, initiative_id),
        CONSTRAINT stall_risk_current_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT stall_risk_current_oldest_overdue_milestone_id_fkey FOREIGN KEY(organisation_id, oldest_overdue_milestone_id) REFERENCES milestone (organisation_id, id),
        CONSTRAINT stall_risk_current_next_milestone_id_fkey FOREIGN KEY(organisation_id, next_milestone_id) REFERENCES milestone (organisation_id, id)
    )
    """,
    """
    CREATE INDEX stall_risk_current_organisation_id_attention_initiative_id_idx ON stall_risk_current (organisation_id, attention, initiative_id)
    """,
    """
    CREATE INDEX stall_risk_current_organisation_id_level_initiative_id_idx ON stall_risk_current (organisation_id, level, initiative_id)
    """,
    """
    CREATE TABLE event_default PARTITION OF event DEFAULT
    """,
    """
    CREATE TABLE stall_risk_history_default PARTITION OF stall_risk_history DEFAULT
    """,
)

TABLES = (
    "stall_risk_current",
    "share",
    "replan",
    "dependency",
    "credit",
    "comment",
    "status_update",
    "short_term_win",
    "participation",
    "milestone",
    "lifecycle_move",
    "idempotency_key",
    "effect",
    "assessment",
    "activity",
    "touchpoint",
    "initiative",
    "access_token",
    "stage",
    "person",
    "journey",
    "department",
    "stall_risk_history",
    "organisation",
    "event",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
