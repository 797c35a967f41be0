with t1 as materialized (
  select case when whole then $2::bigint else head end as floor, case when whole then until else head end as until, case when whole then 'CHANGES' else 'RESYNC' end as outcome, whole and until < head as more
  from (
    select head, coalesce(until, $2::bigint) as until, held = coalesce(until, head) - $2::bigint as whole
    from (
      select organisation.revision as head
      from organisation organisation
      where organisation.id = $1::uuid) own cross
    join (
      select case when bool_or(cut) then max(revision) filter (where revision < top) else max(revision) end as until, count(distinct revision) - coalesce(bool_or(cut)::int, 0) as held
      from (
        select revision, max(revision) over () as top, count(*) over () > 100 and min(revision) over () < max(revision) over () as cut
        from (
          select event.revision
          from event event
          where event.organisation_id = $1::uuid and event.revision > $2::bigint
          order by event.revision, event.ordinal
          limit 101) first) counted) found) judged),
t3 as materialized (
  select t2.actor_id, t2.initiative_id, t2.kind, t2.ordinal, t2.revision, t2.subject_id, t2.subject_type
  from event t2
  where t2.organisation_id = $1::uuid and t2.revision > (
    select floor
    from t1) and t2.revision <= (
    select until
    from t1)),
t5 as materialized (
  select t4.id as id, ('{"name":'||(json_scalar(t4.name)::text||'}')) as made1
  from person t4
  where t4.organisation_id = $1::uuid and t4.id = any(array(
    select actor_id
    from t3))),
t7 as materialized (
  select t6.id as id, ((('{"title":'||json_scalar(t6.title)::text)||',"milestones":[')||(coalesce((
    select string_agg(t9.made, ',')
    from (
      select ('{"title":'||(json_scalar(t8.title)::text||'}')) as made
      from milestone t8
      where t8.organisation_id = $1::uuid and t8.initiative_id = t6.id
      order by t8.due_key, t8.id) t9), '')||']}')) as made1
  from initiative t6
  where t6.organisation_id = $1::uuid and t6.id = any(array(
    select initiative_id
    from t3)))
select ((('{"data":{"changes":{"outcome":'||((
  select '"'||outcome||'"'
  from t1)||',"revision":'))||(((
  select until::text
  from t1)||',"hasMore":')||((
  select more::text
  from t1)||',"events":[')))||(coalesce((
  select string_agg(((((('{"kind":'||json_scalar(t2.kind)::text)||',"subjectId":')||(json_scalar((lower(regexp_replace(t2.subject_type, '([a-z])([A-Z])', '\1_\2', 'g')) || '_' || t2.subject_id))::text||',"actor":'))||coalesce(t5_actor_id.made1, 'null'))||(',"initiative":'||(coalesce(t7_initiative_id.made1, 'null')||'}'))), ',' order by t2.revision, t2.ordinal)
  from t3 t2
  left join t5 t5_actor_id on t5_actor_id.id = t2.actor_id
  left join t7 t7_initiative_id on t7_initiative_id.id = t2.initiative_id), '')||(']}}'||$3::text)))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
