r"""Make titles and names searchable: by words, by their beginnings, and with a mistake in each.

No extension is needed: a text becomes a tsvector whose lexemes carry the organisation, so that one
GIN index serves each organisation by itself. `w` begins a word, `d` a word of four letters or more
with one letter left out (two such words that share one are a mistake apart), `t` the whole text.
Accents are taken off, and what is not a separator is part of a word, whatever the locale.
"""

from alembic import op

revision = "2026_11_22_search"
down_revision = "2026_11_22_involved"
branch_labels = None
depends_on = None

SEARCHED = (
    ("initiative", "title"),
    ("milestone", "title"),
    ("short_term_win", "title"),
    ("touchpoint", "name"),
    ("stage", "name"),
    ("journey", "name"),
    ("person", "name"),
    ("department", "name"),
)

WORDS = r"""
    array_remove(
        regexp_split_to_array(
            lower(regexp_replace(normalize(content, NFKD), '[\u0300-\u036f]', '', 'g')),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+'
        ),
        ''
    )
"""

VECTOR = f"""
create function search_vector(organisation_id uuid, content text) returns tsvector
language plpgsql immutable strict parallel safe cost 1000 as $$
declare
    tenant constant text := left(md5(organisation_id::text), 6);
    words constant text[] := {WORDS};
    lexemes text[] := array[tenant || 't' || md5(array_to_string(words, ' '))];
    word text;
begin
    foreach word in array words loop
        word := left(word, 32);
        lexemes := lexemes || (tenant || 'w' || word);
        if length(word) >= 4 then
            lexemes := lexemes || (tenant || 'd' || word);
            for place in 1..least(length(word), 16) loop
                lexemes := lexemes || (tenant || 'd' || overlay(word placing '' from place for 1));
            end loop;
        end if;
    end loop;
    return array_to_tsvector(lexemes);
end $$
"""

# 0: the whole text; 1: all words; 2: beginnings of words; 3: with at most one mistake in each.
QUERY = f"""
create function search_query(organisation_id uuid, content text, distance integer) returns tsquery
language plpgsql immutable strict parallel safe as $$
declare
    tenant constant text := left(md5(organisation_id::text), 6);
    words constant text[] := {WORDS};
    word text;
    alternatives text;
    terms text[] := '{{}}';
begin
    if cardinality(words) = 0 then
        return null;
    end if;
    if distance = 0 then
        return quote_literal(tenant || 't' || md5(array_to_string(words, ' ')))::tsquery;
    end if;
    foreach word in array words[1:8] loop
        word := left(word, 32);
        alternatives := quote_literal(tenant || 'w' || word);
        if distance >= 2 then
            alternatives := alternatives || ':*';
        end if;
        if distance = 3 and length(word) >= 4 then
            alternatives := alternatives || '|' || quote_literal(tenant || 'd' || word);
            for place in 1..least(length(word), 16) loop
                alternatives := alternatives || '|' || quote_literal(
                    tenant || 'd' || overlay(word placing '' from place for 1)
                );
            end loop;
        end if;
        terms := terms || ('(' || alternatives || ')');
    end loop;
    return array_to_string(terms, '&')::tsquery;
end $$
"""


def upgrade() -> None:
    op.execute(VECTOR)
    op.execute(QUERY)
    for table, column in SEARCHED:
        # What was written last waits in a list that every search reads: it is kept short.
        op.execute(
            f"create index {table}_search_idx on {table}"
            f" using gin (search_vector(organisation_id, {column}))"
            " with (gin_pending_list_limit = 256)"
        )


def downgrade() -> None:
    for table, _ in SEARCHED:
        op.execute(f"drop index {table}_search_idx")
    op.execute("drop function search_query(uuid, text, integer)")
    op.execute("drop function search_vector(uuid, text)")
