-- One initiative with the canonical fields: $1 organisation, $2 its id.
-- With a single parent, sub-selects cost half of what grouped lists joined back do.
SELECT
    '{"data":{"initiative":' || coalesce((
        SELECT
            (
                (
                    ('{"id":"initiative_' || i.id || '","title":' || json_scalar(i.title)::text)
                    || (',"status":"' || i.status || '","priority":"' || i.priority)
                )
                || (
                    ('","startedOn":' || coalesce('"' || i.started_on || '"', 'null'))
                    || (',"targetOn":' || coalesce('"' || i.target_on || '"', 'null'))
                    || (',"caseForChange":'
                        || coalesce(json_scalar(i.case_for_change)::text, 'null'))
                )
            )
            || (
                (',"owner":' || coalesce((
                    SELECT
                        '{"id":"person_' || p.id || '","name":' || json_scalar(p.name)::text
                        || ',"department":' || coalesce(
                            '{"id":"department_' || d.id
                            || '","name":' || json_scalar(d.name)::text || '}', 'null'
                        ) || '}'
                    FROM person p
                    LEFT JOIN department d ON d.organisation_id = $1 AND d.id = p.department_id
                    WHERE p.organisation_id = $1 AND p.id = i.owner_id
                ), 'null'))
                || (',"sponsor":' || coalesce((
                    SELECT '{"id":"person_' || p.id || '","name":' || json_scalar(p.name)::text || '}'
                    FROM person p
                    WHERE p.organisation_id = $1 AND p.id = i.sponsor_id
                ), 'null'))
            )
            || (',"milestones":[' || coalesce((
                SELECT string_agg(json, ',')
                FROM (
                    SELECT
                        (
                            ('{"id":"milestone_' || m.id)
                            || ('","title":' || json_scalar(m.title)::text)
                            || (',"dueOn":' || coalesce('"' || m.due_on || '"', 'null'))
                        )
                        || (
                            (',"firstDueOn":' || coalesce('"' || m.first_due_on || '"', 'null'))
                            || (',"completedOn":' || coalesce('"' || m.completed_on || '"', 'null'))
                        )
                        || (
                            (',"missedCount":' || m.missed_count)
                            || (',"owner":' || coalesce(
                                '{"id":"person_' || p.id
                                || '","name":' || json_scalar(p.name)::text || '}', 'null'
                            ) || '}')
                        ) AS json
                    FROM milestone m
                    LEFT JOIN person p ON p.organisation_id = $1 AND p.id = m.owner_id
                    WHERE m.organisation_id = $1 AND m.initiative_id = i.id
                    ORDER BY m.due_key, m.id
                ) each
            ), ''))
            || ('],"shortTermWins":[' || coalesce((
                SELECT string_agg(json, ',')
                FROM (
                    SELECT
                        ('{"id":"short_term_win_' || w.id)
                        || ('","title":' || json_scalar(w.title)::text)
                        || (',"achievedOn":"' || w.achieved_on)
                        || ('","shared":' || w.shared || '}') AS json
                    FROM short_term_win w
                    WHERE w.organisation_id = $1 AND w.initiative_id = i.id
                        AND w.archived_on IS NULL
                    ORDER BY w.achieved_on, w.id
                ) each
            ), ''))
            || ('],"effects":[' || coalesce((
                SELECT string_agg(json, ',')
                FROM (
                    SELECT
                        ('{"direction":"' || e.direction || '","strength":' || e.strength)
                        || (',"touchpoint":{"id":"touchpoint_' || t.id)
                        || ('","name":' || json_scalar(t.name)::text)
                        || (',"stage":{"name":' || json_scalar(s.name)::text)
                        || (',"journey":{"name":' || json_scalar(j.name)::text || '}}}}') AS json
                    FROM effect e
                    JOIN touchpoint t ON t.organisation_id = $1 AND t.id = e.touchpoint_id
                    JOIN stage s ON s.organisation_id = $1 AND s.id = t.stage_id
                    JOIN journey j ON j.organisation_id = $1 AND j.id = s.journey_id
                    WHERE e.organisation_id = $1 AND e.initiative_id = i.id
                    ORDER BY e.id
                ) each
            ), ''))
            || ('],"stallRisk":' || coalesce((
                SELECT
                    ('{"probability":' || coalesce(s.probability::text, 'null'))
                    || (',"level":' || coalesce('"' || s.level || '"', 'null'))
                    || (',"rule":' || json_scalar(s.rule)::text)
                    || (',"computedOn":"' || s.computed_on)
                    || ('","reasons":[' || coalesce((
                        SELECT string_agg(
                            ('{"factor":"' || r.factor || '","value":' || r.value)
                            || (',"weight":' || r.weight || ',"share":' || r.share)
                            || (',"sentence":' || json_scalar(r.sentence)::text || '}'), ','
                        )
                        FROM json_to_recordset(s.reasons)
                            AS r (factor text, value text, weight text, share text, sentence text)
                    ), '') || ']}')
                FROM stall_risk_current s
                WHERE s.organisation_id = $1 AND s.initiative_id = i.id
            ), 'null') || '}')
        FROM initiative i
        WHERE i.organisation_id = $1 AND i.id = $2
    ), 'null') || '}}',
    (SELECT revision FROM organisation WHERE id = $1)
