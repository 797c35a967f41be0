"""Objectives, and which initiatives serve them."""

from alembic import op

revision = "2026_12_01_objectives"
down_revision = "2026_12_01_plain_names"
branch_labels = None
depends_on = None

# The free text that an initiative had, in one line without spaces around it.
SPOKEN = r"btrim(regexp_replace(strategic_objective, '\s+', ' ', 'g'))"
# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
UP = (
    """
    CREATE TABLE objective (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        title TEXT NOT NULL,
        description TEXT,
        owner_id UUID,
        starts_on DATE,
        ends_on DATE,
        external_id TEXT,
        archived_on DATE,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        version INTEGER NOT NULL,
        ends_key DATE GENERATED ALWAYS AS (coalesce(ends_on, date '9999-12-31')) STORED NOT NULL,
        CONSTRAINT objective_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT objective_period_check CHECK (ends_on >= starts_on),
        CONSTRAINT objective_starts_on_finite_check CHECK (isfinite(starts_on)),
        CONSTRAINT objective_description_length_check CHECK (length(description) <= 20000),
        CONSTRAINT objective_organisation_id_external_id_key UNIQUE (organisation_id, external_id),
        CONSTRAINT objective_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT objective_title_length_check CHECK (length(title) <= 300),
        CONSTRAINT objective_archived_on_finite_check CHECK (isfinite(archived_on)),
        CONSTRAINT objective_owner_id_fkey FOREIGN KEY(organisation_id, owner_id) REFERENCES person (organisation_id, id),
        CONSTRAINT objective_ends_on_finite_check CHECK (isfinite(ends_on)),
        CONSTRAINT objective_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id),
        CONSTRAINT objective_external_id_length_check CHECK (length(external_id) <= 200)
    )
    """,
    """
    CREATE INDEX objective_organisation_id_ends_key_id_idx ON objective (organisation_id, ends_key, id)
    """,
    """
    CREATE INDEX objective_organisation_id_owner_id_id_idx ON objective (organisation_id, owner_id, id)
    """,
    """
    CREATE INDEX objective_organisation_id_title_id_idx ON objective (organisation_id, title, id)
    """,
    """
    CREATE INDEX objective_search_idx ON objective USING gin (search_vector(organisation_id, title)) WITH (gin_pending_list_limit = 256)
    """,
    """
    CREATE TABLE initiative_objective (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        initiative_id UUID NOT NULL,
        objective_id UUID NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT initiative_objective_pkey PRIMARY KEY (organisation_id, id),
        CONSTRAINT initiative_objective_initiative_id_fkey FOREIGN KEY(organisation_id, initiative_id) REFERENCES initiative (organisation_id, id),
        CONSTRAINT initiative_objective_organisation_id_fkey FOREIGN KEY(organisation_id) REFERENCES organisation (id),
        CONSTRAINT initiative_objective_recorded_at_finite_check CHECK (isfinite(recorded_at)),
        CONSTRAINT initiative_objective_organisation_id_initiative_id_obje_1af8 UNIQUE (organisation_id, initiative_id, objective_id),
        CONSTRAINT initiative_objective_objective_id_fkey FOREIGN KEY(organisation_id, objective_id) REFERENCES objective (organisation_id, id)
    )
    """,
    """
    CREATE INDEX initiative_objective_organisation_id_objective_id_initi_50cc ON initiative_objective (organisation_id, objective_id, initiative_id)
    """,
    # Texts that are equal but for case and spaces become one objective.
    f"""
    INSERT INTO objective (organisation_id, id, title, description, recorded_at, version)
    SELECT
        organisation_id,
        gen_random_uuid(),
        left(min({SPOKEN}), 300),
        CASE WHEN max(length(strategic_objective)) > 300 THEN min(strategic_objective) END,
        min(recorded_at),
        1
    FROM initiative
    WHERE {SPOKEN} <> ''
    GROUP BY organisation_id, lower({SPOKEN})
    """,
    f"""
    INSERT INTO initiative_objective (organisation_id, id, initiative_id, objective_id, recorded_at)
    SELECT i.organisation_id, gen_random_uuid(), i.id, o.id, i.recorded_at
    FROM initiative i
    JOIN objective o
        ON o.organisation_id = i.organisation_id
        AND lower(o.title) = lower(left({SPOKEN}, 300))
    WHERE {SPOKEN} <> ''
    """,
)
DOWN = (
    """
    DROP INDEX initiative_objective_organisation_id_objective_id_initi_50cc
    """,
    """
    DROP TABLE initiative_objective
    """,
    """
    DROP INDEX objective_search_idx
    """,
    """
    DROP INDEX objective_organisation_id_title_id_idx
    """,
    """
    DROP INDEX objective_organisation_id_owner_id_id_idx
    """,
    """
    DROP INDEX objective_organisation_id_ends_key_id_idx
    """,
    """
    DROP TABLE objective
    """,
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = (
    ("objective", "id"),
    ("objective", "owner_id"),
    ("initiative_objective", "id"),
    ("initiative_objective", "initiative_id"),
    ("initiative_objective", "objective_id"),
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {table}_{column}_organisation (dependencies)"
            f" on organisation_id, {column} from {table}"
        )


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
