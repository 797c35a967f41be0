"""What must hold of a database after any kill: the ledger has no gap and nothing is half-written.

Each query finds what must not be there.
"""

from db.connections.connection import Connection

# Every event of a kind stands for one row: (kind, table, the column that refers to its subject).
ROW_OF_EVENT = (
    ("PERSON_CREATED", "person", "id"),
    ("DEPARTMENT_CREATED", "department", "id"),
    ("INITIATIVE_PROPOSED", "initiative", "id"),
    ("MILESTONE_ADDED", "milestone", "id"),
    ("MILESTONE_REPLANNED", "replan", "milestone_id"),
    ("SHORT_TERM_WIN_LOGGED", "short_term_win", "id"),
    ("SHORT_TERM_WIN_SHARED", "share", "short_term_win_id"),
    ("STATUS_UPDATE_POSTED", "status_update", "id"),
)
ACTIVITY_OF_EVENT = {
    "INITIATIVE_PROPOSED": "CREATED",
    "INITIATIVE_COMMITTED": "LIFECYCLE",
    "INITIATIVE_STARTED": "LIFECYCLE",
    "MILESTONE_ADDED": "PLANNED",
    "MILESTONE_REPLANNED": "REPLANNED",
    "MILESTONE_COMPLETED": "DELIVERED",
    "SHORT_TERM_WIN_LOGGED": "WIN",
    "SHORT_TERM_WIN_SHARED": "WIN_SHARED",
}

MUST_NOT_BE = {
    "a revision that the ledger has no event of": """
        select o.key, n
        from organisation o cross join generate_series(1, o.revision) n
        where not exists (
          select from event e where e.organisation_id = o.id and e.revision = n
        )
    """,
    "an event of a revision that the organisation has not reached": """
        select o.key, e.revision
        from event e join organisation o on o.id = e.organisation_id
        where e.revision not between 1 and o.revision
    """,
    "a revision whose ordinals do not count from 1": """
        select organisation_id, revision, array_agg(ordinal order by ordinal)
        from event
        group by organisation_id, revision
        having min(ordinal) <> 1 or max(ordinal) <> count(*) or count(distinct ordinal) <> count(*)
    """,
    "a revision recorded at several instants, or before the one it follows": """
        select *
        from (
          select organisation_id, revision, min(recorded_at) as first, max(recorded_at) as last,
                 lag(max(recorded_at)) over of_one as prior
          from event
          group by organisation_id, revision
          window of_one as (partition by organisation_id order by revision)
        ) revisions
        where first <> last or first < prior
    """,
    "a request that made several revisions": """
        select request_id, array_agg(distinct revision)
        from event
        where request_id <> 'command-line'
        group by organisation_id, request_id
        having count(distinct revision) > 1
    """,
    "a milestone without its first date, or whose date is not the last of its ledger": """
        select m.title, m.first_due_on, m.due_on, moved.last
        from milestone m
        left join lateral (
          select (array_agg(r.to_due_on order by r.ordinal desc))[1] as last, count(*)
          from replan r
          where r.organisation_id = m.organisation_id and r.milestone_id = m.id
        ) moved on true
        where m.first_due_on is null or m.promised_on is null
           or m.due_on <> case when moved.count = 0 then m.first_due_on else moved.last end
    """,
    "a replan that does not start where the one before it ended": """
        select *
        from (
          select r.milestone_id, r.ordinal, r.from_due_on, r.to_due_on, r.days,
                 row_number() over of_one as place,
                 lag(r.to_due_on, 1, m.first_due_on) over of_one as stood
          from replan r
          join milestone m on m.organisation_id = r.organisation_id and m.id = r.milestone_id
          window of_one as (partition by r.organisation_id, r.milestone_id order by r.ordinal)
        ) moves
        where ordinal <> place or from_due_on <> stood or days <> to_due_on - from_due_on
    """,
    "a milestone completed without an event, or the other way round": """
        select m.title, m.completed_on, e.occurred_on
        from milestone m
        full join (select * from event where kind = 'MILESTONE_COMPLETED') e
          on e.organisation_id = m.organisation_id and e.subject_id = m.id
        where m.completed_on is distinct from e.occurred_on
    """,
    "a win that says it was shared without a telling, or the other way round": """
        select w.title, w.shared
        from short_term_win w
        where w.shared <> exists (
          select from share s
          where s.organisation_id = w.organisation_id and s.short_term_win_id = w.id
        )
    """,
    "an initiative whose status is not where its last move led": """
        select i.title, i.status, moves.led
        from initiative i
        left join (
          select organisation_id, initiative_id, array_agg(to_status order by recorded_at) as led
          from lifecycle_move
          group by organisation_id, initiative_id
        ) moves on moves.organisation_id = i.organisation_id and moves.initiative_id = i.id
        where moves.led is distinct from case i.status
          when 'PROPOSED' then array['PROPOSED']
          when 'COMMITTED' then array['PROPOSED', 'COMMITTED']
          when 'IN_PROGRESS' then array['PROPOSED', 'COMMITTED', 'IN_PROGRESS']
        end
    """,
    "a sign of life too many or too few": f"""
        select *
        from (
          select organisation_id, initiative_id, kind, recorded_at, count(*)
          from activity
          where kind <> 'STATUS'
          group by 1, 2, 3, 4
        ) shown
        full join (
          select organisation_id, initiative_id, named.activity as kind, recorded_at, count(*)
          from event
          join (values {", ".join(map(str, ACTIVITY_OF_EVENT.items()))}) named (event, activity)
            on named.event = kind
          group by 1, 2, 3, 4
        ) noted using (organisation_id, initiative_id, kind, recorded_at)
        where shown.count is distinct from noted.count
    """,
    "a status update that wrongly counts, or does not count, as a sign of life": """
        select u.text
        from status_update u
        where exists (
          select from activity s
          where s.organisation_id = u.organisation_id and s.initiative_id = u.initiative_id
            and s.kind = 'STATUS' and s.recorded_at = u.recorded_at
        ) <> exists (
          select from activity a
          where a.organisation_id = u.organisation_id and a.initiative_id = u.initiative_id
            and a.kind <> 'STATUS' and a.recorded_at < u.recorded_at
            and a.recorded_at > all (
              select p.recorded_at from status_update p
              where p.organisation_id = u.organisation_id and p.initiative_id = u.initiative_id
                and p.recorded_at < u.recorded_at
            )
        )
    """,
    "an initiative without its stored risk, or one of another revision than its last change": """
        select i.title, c.revision, e.revision
        from initiative i
        left join stall_risk_current c
          on c.organisation_id = i.organisation_id and c.initiative_id = i.id
        left join lateral (
          select max(revision) as revision
          from event
          where organisation_id = i.organisation_id and initiative_id = i.id
            and kind not in ('STATUS_UPDATE_POSTED')
        ) e on true
        where c.revision is null or c.revision < e.revision
    """,
    "an idempotency key whose answer is not in the ledger": """
        select k.key, k.revision
        from idempotency_key k
        where not exists (
          select from event e
          where e.organisation_id = k.organisation_id and e.revision = k.revision
            and e.token_id = k.token_id and to_jsonb(e.subject_id) <@ k.ids
        )
    """,
    **{
        f"a row of {table} without its event, or the other way round": f"""
            select subject.*, noted.*
            from (
              select organisation_id, {column} as id, count(*)
              from {table} group by 1, 2
            ) subject
            full join (
              select organisation_id, subject_id as id, count(*)
              from event where kind = '{kind}' group by 1, 2
            ) noted using (organisation_id, id)
            where subject.count is distinct from noted.count
        """
        for kind, table, column in ROW_OF_EVENT
    },
}


async def assert_whole(connection: Connection) -> None:
    """Assert that nothing is missing, doubled or half-written, whoever wrote it."""
    for what, query in MUST_NOT_BE.items():
        found = [dict(row) for row in await connection.fetch(query)]
        assert not found, f"{len(found)} times {what}: {found[:3]}"
