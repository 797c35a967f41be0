-- The light page of 50: $1 organisation, $2 the id after which the page begins.
-- Each list is read once for the whole page (one index walk, already in order), grouped and joined
-- back; people and touchpoints are built once; text is concatenated instead of built by functions.
WITH page AS MATERIALIZED (
    SELECT i.id, i.title, i.status, i.owner_id
    FROM initiative i
    WHERE i.organisation_id = $1 AND i.id > $2 AND i.archived_on IS NULL
    ORDER BY i.id
    LIMIT 51
),
people AS MATERIALIZED (
    SELECT p.id,
        '{"name":' || json_scalar(p.name)::text
        || ',"department":' || coalesce('{"name":' || json_scalar(d.name)::text || '}', 'null')
        || '}' AS json
    FROM person p
    LEFT JOIN department d ON d.organisation_id = $1 AND d.id = p.department_id
    WHERE p.organisation_id = $1
),
touchpoints AS MATERIALIZED (
    SELECT t.id, '{"touchpoint":{"name":' || json_scalar(t.name)::text || '}}' AS json
    FROM touchpoint t
    WHERE t.organisation_id = $1
),
milestones AS (
    SELECT initiative_id, string_agg(json, ',') AS json
    FROM (
        SELECT m.initiative_id,
            ('{"title":' || json_scalar(m.title)::text)
            || (',"dueOn":' || coalesce('"' || m.due_on || '"', 'null'))
            || (',"completedOn":' || coalesce('"' || m.completed_on || '"', 'null') || '}') AS json
        FROM milestone m
        WHERE m.organisation_id = $1 AND m.initiative_id = ANY (ARRAY(SELECT id FROM page))
        ORDER BY m.initiative_id, m.due_key, m.id
    ) each
    GROUP BY initiative_id
),
wins AS (
    SELECT initiative_id, string_agg(json, ',') AS json
    FROM (
        SELECT w.initiative_id,
            '{"title":' || json_scalar(w.title)::text
            || ',"achievedOn":"' || w.achieved_on || '"}' AS json
        FROM short_term_win w
        WHERE w.organisation_id = $1 AND w.initiative_id = ANY (ARRAY(SELECT id FROM page))
            AND w.archived_on IS NULL
        ORDER BY w.initiative_id, w.achieved_on, w.id
    ) each
    GROUP BY initiative_id
),
effects AS (
    SELECT initiative_id, string_agg(json, ',') AS json
    FROM (
        SELECT e.initiative_id, t.json
        FROM effect e
        JOIN touchpoints t ON t.id = e.touchpoint_id
        WHERE e.organisation_id = $1 AND e.initiative_id = ANY (ARRAY(SELECT id FROM page))
        ORDER BY e.initiative_id, e.id
    ) each
    GROUP BY initiative_id
),
risks AS (
    SELECT s.initiative_id,
        '{"probability":' || coalesce(s.probability::text, 'null')
        || ',"level":' || coalesce('"' || s.level || '"', 'null') || '}' AS json
    FROM stall_risk_current s
    WHERE s.organisation_id = $1 AND s.initiative_id = ANY (ARRAY(SELECT id FROM page))
),
nodes AS (
    SELECT i.id,
        (
            ('{"id":"initiative_' || i.id || '","title":' || json_scalar(i.title)::text)
            || (',"status":"' || i.status || '","owner":' || coalesce(o.json, 'null'))
        )
        || (
            (',"milestones":[' || coalesce(m.json, '') || '],"shortTermWins":[')
            || (coalesce(w.json, '') || '],"effects":[' || coalesce(e.json, ''))
        )
        || ('],"stallRisk":' || coalesce(s.json, 'null') || '}') AS json
    FROM (SELECT * FROM page LIMIT 50) i
    LEFT JOIN people o ON o.id = i.owner_id
    LEFT JOIN milestones m ON m.initiative_id = i.id
    LEFT JOIN wins w ON w.initiative_id = i.id
    LEFT JOIN effects e ON e.initiative_id = i.id
    LEFT JOIN risks s ON s.initiative_id = i.id
)
-- Bracketed so that the long text is copied twice and not five times.
SELECT
    (
        '{"data":{"initiatives":{"nodes":['
        || coalesce((SELECT string_agg(json, ',' ORDER BY id) FROM nodes), '')
    ) || (
        '],"pageInfo":{"hasNextPage":' || (SELECT count(*) > 50 FROM page)
        || ',"endCursor":'
        || coalesce('"id_' || (
            SELECT id FROM (SELECT id FROM page LIMIT 50) shown ORDER BY id DESC LIMIT 1
        ) || '"', 'null')
        || '}}}}'
    ),
    (SELECT revision FROM organisation WHERE id = $1)
