with t2 as materialized (
  select t1.case_for_change, t1.id, t1.owner_id, t1.priority, t1.sponsor_id, t1.started_on, t1.status, t1.target_on, t1.title, t1.priority_rank as page_key, t1.id as page_id
  from initiative t1
  where t1.organisation_id = $1::uuid and t1.archived_on is null and (t1.status = $2::text and t1.owner_id = $3::uuid) and (t1.priority_rank, t1.id) > ($5::smallint, $4::uuid)
  order by t1.priority_rank, t1.id
  limit 21),
t8 as materialized (
  select t7.initiative_id as parent, t7.completed_on, t7.due_key, t7.due_on, t7.first_due_on, t7.id, t7.missed_count, t7.owner_id, t7.title
  from milestone t7
  where t7.organisation_id = $1::uuid and t7.initiative_id = any(array(
    select id
    from t2))),
t15 as materialized (
  select t14.initiative_id as parent, t14.direction, t14.id, t14.strength, t14.touchpoint_id
  from effect t14
  where t14.organisation_id = $1::uuid and t14.initiative_id = any(array(
    select id
    from t2))),
t4 as materialized (
  select t3.id as id, (((('{"id":"'||('person_' || t3.id)::text)||'","name":')||(json_scalar(t3.name)::text||',"department":'))||(case when t5.id is null then 'null' else (('{"id":"'||('department_' || t5.id)::text)||('","name":'||(json_scalar(t5.name)::text||'}'))) end||'}')) as made1, (('{"id":"'||('person_' || t3.id)::text)||('","name":'||(json_scalar(t3.name)::text||'}'))) as made2
  from person t3
  left join department t5 on t5.organisation_id = $1::uuid and t5.id = t3.department_id
  where t3.organisation_id = $1::uuid and t3.id = any(array(
    select owner_id
    from t2 union
    select sponsor_id
    from t2 union
    select owner_id
    from t8))),
t17 as materialized (
  select t16.id as id, (((('{"id":"'||('touchpoint_' || t16.id)::text)||'","name":')||(json_scalar(t16.name)::text||',"stage":'))||(case when t18.id is null then 'null' else ((('{"name":'||json_scalar(t18.name)::text)||',"journey":')||(case when t19.id is null then 'null' else ('{"name":'||(json_scalar(t19.name)::text||'}')) end||'}')) end||'}')) as made1
  from touchpoint t16
  left join stage t18 on t18.organisation_id = $1::uuid and t18.id = t16.stage_id
  left join journey t19 on t19.organisation_id = $1::uuid and t19.id = t18.journey_id
  where t16.organisation_id = $1::uuid and t16.id = any(array(
    select touchpoint_id
    from t15))),
t22 as materialized (
  select t21.initiative_id as id, (((('{"probability":'||coalesce(t21.probability::text,'null'))||(',"level":'||(coalesce(json_scalar(t21.level)::text,'null')||',"rule":')))||((json_scalar(t21.rule)::text||',"computedOn":"')||(t21.computed_on::text||'","reasons":[')))||(coalesce((
    select string_agg(((('{"factor":"'||t23.factor::text)||(('","value":'||t23.value::text)||',"weight":'))||(((t23.weight::text||',"share":')||t23.share::text)||(',"sentence":'||(json_scalar(t23.sentence)::text||'}')))), ',')
    from json_to_recordset(t21.reasons) as t23(factor text, value text, weight text, share text, sentence text, milestone_id text, days text)), '')||']}')) as made1
  from stall_risk_current t21
  where t21.organisation_id = $1::uuid and t21.initiative_id = any(array(
    select id
    from t2))),
t6 as materialized (
  select t9.parent, string_agg(t9.made, ',') as made
  from (
    select t7.parent as parent, ((((('{"id":"'||('milestone_' || t7.id)::text)||'","title":')||(json_scalar(t7.title)::text||',"dueOn":'))||((coalesce('"'||t7.due_on::text||'"','null')||',"firstDueOn":')||(coalesce('"'||t7.first_due_on::text||'"','null')||',"completedOn":')))||(((coalesce('"'||t7.completed_on::text||'"','null')||',"missedCount":')||(t7.missed_count::text||',"owner":'))||(coalesce(t4_owner_id.made2, 'null')||'}'))) as made
    from t8 t7
    left join t4 t4_owner_id on t4_owner_id.id = t7.owner_id
    where true
    order by t7.parent, t7.due_key, t7.id) t9
  group by t9.parent),
t10 as materialized (
  select t12.parent, string_agg(t12.made, ',') as made
  from (
    select t11.initiative_id as parent, ((('{"id":"'||('short_term_win_' || t11.id)::text)||('","title":'||json_scalar(t11.title)::text))||((',"achievedOn":"'||t11.achieved_on::text)||('","shared":'||(t11.shared::text||'}')))) as made
    from short_term_win t11
    where t11.organisation_id = $1::uuid and t11.initiative_id = any(array(
      select id
      from t2)) and t11.archived_on is null
    order by t11.initiative_id, t11.achieved_on, t11.id) t12
  group by t12.parent),
t13 as materialized (
  select t20.parent, string_agg(t20.made, ',') as made
  from (
    select t14.parent as parent, ((('{"direction":"'||(t14.direction::text||'","strength":'))||(t14.strength::text||',"touchpoint":'))||(coalesce(t17_touchpoint_id.made1, 'null')||'}')) as made
    from t15 t14
    left join t17 t17_touchpoint_id on t17_touchpoint_id.id = t14.touchpoint_id
    where true
    order by t14.parent, t14.id) t20
  group by t20.parent)
select ((('{"data":{"initiatives":{"totalCount":'||(least((
  select count(*)
  from (
    select 1
    from initiative t1
    where t1.organisation_id = $1::uuid and t1.archived_on is null and (t1.status = $2::text and t1.owner_id = $3::uuid)
    limit 10001) counted), 10000)::text||',"edges":['))||coalesce((
  select string_agg(((((((('{"cursor":"'||(('PRIORITY~'||t1.page_id)||('~'||t1.page_key)))||'","node":{"id":"')||((('initiative_' || t1.id)::text||'","title":')||(json_scalar(t1.title)::text||',"status":"')))||(((t1.status::text||'","priority":"')||t1.priority::text)||(('","startedOn":'||coalesce('"'||t1.started_on::text||'"','null'))||(',"targetOn":'||coalesce('"'||t1.target_on::text||'"','null')))))||(((',"caseForChange":'||(coalesce(json_scalar(t1.case_for_change)::text,'null')||',"owner":'))||coalesce(t4_owner_id.made1, 'null'))||((',"sponsor":'||coalesce(t4_sponsor_id.made2, 'null'))||',"milestones":[')))||(coalesce(t6.made, '')||'],"shortTermWins":['))||((coalesce(t10.made, '')||'],"effects":[')||(coalesce(t13.made, '')||('],"stallRisk":'||(coalesce(t22_id.made1, 'null')||'}}'))))), ',' order by t1.page_key, t1.page_id)
  from (
    select *
    from t2
    order by page_key, page_id
    limit 20) t1
  left join t4 t4_owner_id on t4_owner_id.id = t1.owner_id
  left join t4 t4_sponsor_id on t4_sponsor_id.id = t1.sponsor_id
  left join t6 on t6.parent = t1.id
  left join t10 on t10.parent = t1.id
  left join t13 on t13.parent = t1.id
  left join t22 t22_id on t22_id.id = t1.id), ''))||(('],"pageInfo":{"hasNextPage":'||((
  select count(*)
  from t2) > 20)::text)||(',"endCursor":'||(coalesce((
  select json_scalar((('PRIORITY~'||page_id)||('~'||page_key)))::text
  from (
    select *
    from t2
    order by page_key, page_id
    limit 20) t1
  order by page_key desc, page_id desc
  limit 1), 'null')||'}}}}')))), (
  select revision
  from organisation
  where id = $1::uuid)
