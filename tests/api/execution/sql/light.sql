with t2 as materialized (
  select t1.id, t1.owner_id, t1.status, t1.title, t1.id as page_key, t1.id as page_id
  from initiative t1
  where t1.organisation_id = $1::uuid and t1.archived_on is null
  order by t1.id
  limit 50),
t4 as materialized (
  select t3.id as id, ((('{"name":'||json_scalar(t3.name)::text)||',"department":')||(case when t5.id is null then 'null' else ('{"name":'||(json_scalar(t5.name)::text||'}')) end||'}')) as made1
  from person t3
  left join department t5 on t5.organisation_id = $1::uuid and t5.id = t3.department_id
  where t3.organisation_id = $1::uuid and t3.id = any(array(
    select owner_id
    from t2))),
t15 as materialized (
  select t14.id as id, ('{"name":'||(json_scalar(t14.name)::text||'}')) as made1
  from touchpoint t14
  where t14.organisation_id = $1::uuid and t14.id = any(array(
    select t13.touchpoint_id
    from effect t13
    where t13.organisation_id = $1::uuid and t13.initiative_id = any(array(
      select id
      from t2))))),
t18 as materialized (
  select t17.initiative_id as id, (('{"probability":'||coalesce(t17.probability::text,'null'))||(',"level":'||(coalesce(json_scalar(t17.level)::text,'null')||'}'))) as made1
  from stall_risk_current t17
  where t17.organisation_id = $1::uuid and t17.initiative_id = any(array(
    select id
    from t2))), t6 as (
  select t8.parent, string_agg(t8.made, ',') as made
  from (
    select t7.initiative_id as parent, ((('{"title":'||json_scalar(t7.title)::text)||',"dueOn":')||((coalesce('"'||t7.due_on::text||'"','null')||',"completedOn":')||(coalesce('"'||t7.completed_on::text||'"','null')||'}'))) as made
    from milestone t7
    where t7.organisation_id = $1::uuid and t7.initiative_id = any(array(
      select id
      from t2))
    order by t7.initiative_id, t7.due_key, t7.id) t8
  group by t8.parent), t9 as (
  select t11.parent, string_agg(t11.made, ',') as made
  from (
    select t10.initiative_id as parent, (('{"title":'||json_scalar(t10.title)::text)||(',"achievedOn":"'||(t10.achieved_on::text||'"}'))) as made
    from short_term_win t10
    where t10.organisation_id = $1::uuid and t10.initiative_id = any(array(
      select id
      from t2)) and t10.archived_on is null
    order by t10.initiative_id, t10.achieved_on, t10.id) t11
  group by t11.parent), t12 as (
  select t16.parent, string_agg(t16.made, ',') as made
  from (
    select t13.initiative_id as parent, ('{"touchpoint":'||(coalesce(t15_touchpoint_id.made1, 'null')||'}')) as made
    from effect t13
    left join t15 t15_touchpoint_id on t15_touchpoint_id.id = t13.touchpoint_id
    where t13.organisation_id = $1::uuid and t13.initiative_id = any(array(
      select id
      from t2))
    order by t13.initiative_id, t13.id) t16
  group by t16.parent)
select (('{"data":{"initiatives":{"nodes":['||coalesce((
  select string_agg((((((('{"id":"'||('initiative_' || t1.id)::text)||'","title":')||((json_scalar(t1.title)::text||',"status":"')||t1.status::text))||(('","owner":'||coalesce(t4_owner_id.made1, 'null'))||',"milestones":['))||(coalesce(t6.made, '')||'],"shortTermWins":['))||((coalesce(t9.made, '')||'],"effects":[')||(coalesce(t12.made, '')||('],"stallRisk":'||(coalesce(t18_id.made1, 'null')||'}'))))), ',' order by t1.page_id)
  from t2 t1
  left join t4 t4_owner_id on t4_owner_id.id = t1.owner_id
  left join t6 on t6.parent = t1.id
  left join t9 on t9.parent = t1.id
  left join t12 on t12.parent = t1.id
  left join t18 t18_id on t18_id.id = t1.id), ''))||(']}}'||$2::text))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
