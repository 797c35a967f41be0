with t2 as materialized (
  select t1.id, t1.id as page_key, t1.id as page_id
  from initiative t1
  where t1.organisation_id = $1::uuid and t1.archived_on is null
  order by t1.id
  limit 10),
t6 as materialized (
  select t5.id as id, ('{"title":'||(json_scalar(t5.title)::text||'}')) as made1
  from milestone t5
  where t5.organisation_id = $1::uuid and t5.id = any(array(
    select t4.next_milestone_id
    from stall_risk_history t4
    where t4.organisation_id = $1::uuid and t4.initiative_id = any(array(
      select id
      from t2)) and (t4.day >= $2::date and t4.day <= $3::date)))), t3 as (
  select t7.parent, string_agg(t7.made, ',') as made
  from (
    select t4.initiative_id as parent, (((('{"day":"'||t4.day::text)||'","level":')||(coalesce('"'||case when t4.probability < 0.3 then 'LOW' when t4.probability < 0.6 then 'WATCH' when t4.probability < 0.8 then 'HIGH' when t4.probability is not null then 'CRITICAL' end::text||'"','null')||',"nextMilestone":'))||(coalesce(t6_next_milestone_id.made1, 'null')||'}')) as made
    from stall_risk_history t4
    left join t6 t6_next_milestone_id on t6_next_milestone_id.id = t4.next_milestone_id
    where t4.organisation_id = $1::uuid and t4.initiative_id = any(array(
      select id
      from t2)) and (t4.day >= $2::date and t4.day <= $3::date)
    order by t4.initiative_id, t4.day) t7
  group by t7.parent), t10 as (
  select t12.parent, string_agg(t12.made, ',') as made
  from (
    select t11.milestone_id as parent, ('{"dueOn":'||(coalesce('"'||t11.due_on::text||'"','null')||'}')) as made
    from milestone_promise t11
    where t11.organisation_id = $1::uuid and t11.milestone_id = any(array(
      select t9.id
      from milestone t9
      where t9.organisation_id = $1::uuid and t9.initiative_id = any(array(
        select id
        from t2))))
    order by t11.milestone_id, t11.ordinal) t12
  group by t12.parent), t8 as (
  select t13.parent, string_agg(t13.made, ',') as made
  from (
    select t9.initiative_id as parent, ('{"promises":['||(coalesce(t10.made, '')||']}')) as made
    from milestone t9
    left join t10 on t10.parent = t9.id
    where t9.organisation_id = $1::uuid and t9.initiative_id = any(array(
      select id
      from t2))
    order by t9.initiative_id, t9.due_key, t9.id) t13
  group by t13.parent)
select (('{"data":{"initiatives":{"nodes":['||coalesce((
  select string_agg((('{"stallRiskHistory":['||coalesce(t3.made, ''))||('],"milestones":['||(coalesce(t8.made, '')||']}'))), ',' order by t1.page_id)
  from t2 t1
  left join t3 on t3.parent = t1.id
  left join t8 on t8.parent = t1.id), ''))||(']}}'||$4::text))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
