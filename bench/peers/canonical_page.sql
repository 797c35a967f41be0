-- The canonical page of 50: $1 organisation, $2 the id after which the page begins.
-- Built as light_page.sql; a person is written twice, with the department (owner) and without.
WITH page AS MATERIALIZED (
    SELECT i.id, i.title, i.status, i.priority, i.started_on, i.target_on, i.case_for_change,
        i.owner_id, i.sponsor_id
    FROM initiative i
    WHERE i.organisation_id = $1 AND i.id > $2 AND i.archived_on IS NULL
    ORDER BY i.id
    LIMIT 51
),
people AS MATERIALIZED (
    SELECT p.id,
        '{"id":"person_' || p.id || '","name":' || json_scalar(p.name)::text
        || ',"department":' || coalesce(
            '{"id":"department_' || d.id || '","name":' || json_scalar(d.name)::text || '}', 'null'
        ) || '}' AS owner,
        '{"id":"person_' || p.id || '","name":' || json_scalar(p.name)::text || '}' AS named
    FROM person p
    LEFT JOIN department d ON d.organisation_id = $1 AND d.id = p.department_id
    WHERE p.organisation_id = $1
),
touchpoints AS MATERIALIZED (
    SELECT t.id,
        '{"id":"touchpoint_' || t.id || '","name":' || json_scalar(t.name)::text
        || ',"stage":{"name":' || json_scalar(s.name)::text
        || ',"journey":{"name":' || json_scalar(j.name)::text || '}}}}' AS json
    FROM touchpoint t
    JOIN stage s ON s.organisation_id = $1 AND s.id = t.stage_id
    JOIN journey j ON j.organisation_id = $1 AND j.id = s.journey_id
    WHERE t.organisation_id = $1
),
milestones AS (
    SELECT initiative_id, string_agg(json, ',') AS json
    FROM (
        SELECT m.initiative_id,
            (
                ('{"id":"milestone_' || m.id || '","title":' || json_scalar(m.title)::text)
                || (',"dueOn":' || coalesce('"' || m.due_on || '"', 'null'))
            )
            || (
                (',"firstDueOn":' || coalesce('"' || m.first_due_on || '"', 'null'))
                || (',"completedOn":' || coalesce('"' || m.completed_on || '"', 'null'))
            )
            || (
                (',"missedCount":' || m.missed_count)
                || (',"owner":' || coalesce(p.named, 'null') || '}')
            ) AS json
        FROM milestone m
        LEFT JOIN people p ON p.id = m.owner_id
        WHERE m.organisation_id = $1 AND m.initiative_id = ANY (ARRAY(SELECT id FROM page))
        ORDER BY m.initiative_id, m.due_key, m.id
    ) each
    GROUP BY initiative_id
),
wins AS (
    SELECT initiative_id, string_agg(json, ',') AS json
    FROM (
        SELECT w.initiative_id,
            ('{"id":"short_term_win_' || w.id || '","title":' || json_scalar(w.title)::text)
            || (',"achievedOn":"' || w.achieved_on || '","shared":' || w.shared || '}') AS json
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
        SELECT e.initiative_id,
            ('{"direction":"' || e.direction || '","strength":' || e.strength)
            || (',"touchpoint":' || t.json) AS json
        FROM effect e
        JOIN touchpoints t ON t.id = e.touchpoint_id
        WHERE e.organisation_id = $1 AND e.initiative_id = ANY (ARRAY(SELECT id FROM page))
        ORDER BY e.initiative_id, e.id
    ) each
    GROUP BY initiative_id
),
risks AS (
    SELECT s.initiative_id,
        (
            ('{"probability":' || coalesce(s.probability::text, 'null'))
            || (',"level":' || coalesce('"' || s.level || '"', 'null'))
        )
        || (
            (',"rule":' || json_scalar(s.rule)::text || ',"computedOn":"' || s.computed_on)
            || ('","reasons":[' || coalesce((
                SELECT string_agg(
                    ('{"factor":"' || r.factor || '","value":' || r.value)
                    || (',"weight":' || r.weight || ',"share":' || r.share)
                    || (',"sentence":' || json_scalar(r.sentence)::text || '}'), ','
                )
                FROM json_to_recordset(s.reasons)
                    AS r (factor text, value text, weight text, share text, sentence text)
            ), '') || ']}')
        ) AS json
    FROM stall_risk_current s
    WHERE s.organisation_id = $1 AND s.initiative_id = ANY (ARRAY(SELECT id FROM page))
),
edges AS (
    SELECT i.id,
        (
            (
                ('{"cursor":"id_' || i.id || '","node":{"id":"initiative_' || i.id)
                || ('","title":' || json_scalar(i.title)::text || ',"status":"' || i.status)
            )
            || (
                ('","priority":"' || i.priority)
                || ('","startedOn":' || coalesce('"' || i.started_on || '"', 'null'))
                || (',"targetOn":' || coalesce('"' || i.target_on || '"', 'null'))
                || (',"caseForChange":' || coalesce(json_scalar(i.case_for_change)::text, 'null'))
            )
        )
        || (
            (
                (',"owner":' || coalesce(o.owner, 'null'))
                || (',"sponsor":' || coalesce(p.named, 'null'))
            )
            || (',"milestones":[' || coalesce(m.json, ''))
        )
        || (
            ('],"shortTermWins":[' || coalesce(w.json, '') || '],"effects":[')
            || (coalesce(e.json, '') || '],"stallRisk":')
            || (coalesce(s.json, 'null') || '}}')
        ) AS json
    FROM (SELECT * FROM page LIMIT 50) i
    LEFT JOIN people o ON o.id = i.owner_id
    LEFT JOIN people p ON p.id = i.sponsor_id
    LEFT JOIN milestones m ON m.initiative_id = i.id
    LEFT JOIN wins w ON w.initiative_id = i.id
    LEFT JOIN effects e ON e.initiative_id = i.id
    LEFT JOIN risks s ON s.initiative_id = i.id
)
-- Bracketed so that the long text is copied twice and not five times.
SELECT
    (
        '{"data":{"initiatives":{"edges":['
        || coalesce((SELECT string_agg(json, ',' ORDER BY id) FROM edges), '')
    ) || (
        '],"pageInfo":{"hasNextPage":' || (SELECT count(*) > 50 FROM page)
        || ',"endCursor":'
        || coalesce('"id_' || (
            SELECT id FROM (SELECT id FROM page LIMIT 50) shown ORDER BY id DESC LIMIT 1
        ) || '"', 'null')
        || '}}}}'
    ),
    (SELECT revision FROM organisation WHERE id = $1)
