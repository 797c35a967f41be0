with t2 as materialized (
  select t1.case_for_change, t1.id, t1.owner_id, t1.priority, t1.sponsor_id, t1.started_on, t1.status, t1.target_on, t1.title, t1.priority_rank as page_key, t1.id as page_id
  from initiative t1
  where t1.organisation_id = $1::uuid and t1.archived_on is null and (t1.status = $2::text and t1.owner_id = $3::uuid) and (t1.priority_rank, t1.id) > ($5::smallint, $4::uuid)
  order by t1.priority_rank, t1.id
  limit 21),
t4 as materialized (
  select t3.id as id, (((('{"id":"'||('person_' || t3.id)::text)||'","name":')||(json_scalar(t3.name)::text||',"department":'))||(case when t5.id is null then 'null' else (('{"id":"'||('department_' || t5.id)::text)||('","name":'||(json_scalar(t5.name)::text||'}'))) end||'}')) as made1, (('{"id":"'||('person_' || t3.id)::text)||('","name":'||(json_scalar(t3.name)::text||'}'))) as made2
  from person t3
  left join department t5 on t5.organisation_id = $1::uuid and t5.id = t3.department_id
  where t3.organisation_id = $1::uuid and t3.id = any(array(
    select owner_id
    from t2 union
    select sponsor_id
    from t2 union
    select t7.owner_id
    from milestone t7
    where t7.organisation_id = $1::uuid and t7.initiative_id = any(array(
      select id
      from t2))))),
t15 as materialized (
  select t14.id as id, (((('{"id":"'||('touchpoint_' || t14.id)::text)||'","name":')||(json_scalar(t14.name)::text||',"stage":'))||(case when t16.id is null then 'null' else ((('{"name":'||json_scalar(t16.name)::text)||',"journey":')||(case when t17.id is null then 'null' else ('{"name":'||(json_scalar(t17.name)::text||'}')) end||'}')) end||'}')) as made1
  from touchpoint t14
  left join stage t16 on t16.organisation_id = $1::uuid and t16.id = t14.stage_id
  left join journey t17 on t17.organisation_id = $1::uuid and t17.id = t16.journey_id
  where t14.organisation_id = $1::uuid and t14.id = any(array(
    select t13.touchpoint_id
    from effect t13
    where t13.organisation_id = $1::uuid and t13.initiative_id = any(array(
      select id
      from t2))))),
t20 as materialized (
  select t19.initiative_id as id, (((('{"probability":'||coalesce(t19.probability::text,'null'))||(',"level":'||(coalesce(json_scalar(t19.level)::text,'null')||',"rule":')))||((json_scalar(t19.rule)::text||',"computedOn":"')||(t19.computed_on::text||'","reasons":[')))||(coalesce((
    select string_agg(((('{"factor":"'||t21.factor::text)||(('","value":'||t21.value::text)||',"weight":'))||(((t21.weight::text||',"share":')||t21.share::text)||(',"sentence":'||(json_scalar(t21.sentence)::text||'}')))), ',')
    from json_to_recordset(t19.reasons) as t21(factor text, value text, weight text, share text, sentence text)), '')||']}')) as made1
  from stall_risk_current t19
  where t19.organisation_id = $1::uuid and t19.initiative_id = any(array(
    select id
    from t2))), t6 as (
  select t8.parent, string_agg(t8.made, ',') as made
  from (
    select t7.initiative_id as parent, ((((('{"id":"'||('milestone_' || t7.id)::text)||'","title":')||(json_scalar(t7.title)::text||',"dueOn":'))||((coalesce('"'||t7.due_on::text||'"','null')||',"firstDueOn":')||(coalesce('"'||t7.first_due_on::text||'"','null')||',"completedOn":')))||(((coalesce('"'||t7.completed_on::text||'"','null')||',"missedCount":')||(t7.missed_count::text||',"owner":'))||(coalesce(t4_owner_id.made2, 'null')||'}'))) as made
    from milestone t7
    left join t4 t4_owner_id on t4_owner_id.id = t7.owner_id
    where t7.organisation_id = $1::uuid and t7.initiative_id = any(array(
      select id
      from t2))
    order by t7.initiative_id, t7.due_key, t7.id) t8
  group by t8.parent), t9 as (
  select t11.parent, string_agg(t11.made, ',') as made
  from (
    select t10.initiative_id as parent, ((('{"id":"'||('short_term_win_' || t10.id)::text)||('","title":'||json_scalar(t10.title)::text))||((',"achievedOn":"'||t10.achieved_on::text)||('","shared":'||(t10.shared::text||'}')))) as made
    from short_term_win t10
    where t10.organisation_id = $1::uuid and t10.initiative_id = any(array(
      select id
      from t2)) and t10.archived_on is null
    order by t10.initiative_id, t10.achieved_on, t10.id) t11
  group by t11.parent), t12 as (
  select t18.parent, string_agg(t18.made, ',') as made
  from (
    select t13.initiative_id as parent, ((('{"direction":"'||(t13.direction::text||'","strength":'))||(t13.strength::text||',"touchpoint":'))||(coalesce(t15_touchpoint_id.made1, 'null')||'}')) as made
    from effect t13
    left join t15 t15_touchpoint_id on t15_touchpoint_id.id = t13.touchpoint_id
    where t13.organisation_id = $1::uuid and t13.initiative_id = any(array(
      select id
      from t2))
    order by t13.initiative_id, t13.id) t18
  group by t18.parent)
select ((('{"data":{"initiatives":{"totalCount":'||(least((
  select count(*)
  from (
    select 1
    from initiative t1
    where t1.organisation_id = $1::uuid and t1.archived_on is null and (t1.status = $2::text and t1.owner_id = $3::uuid)
    limit 10001) counted), 10000)::text||',"edges":['))||coalesce((
  select string_agg(((((((('{"cursor":"'||(('PRIORITY~'||t1.page_id)||('~'||t1.page_key)))||'","node":{"id":"')||((('initiative_' || t1.id)::text||'","title":')||(json_scalar(t1.title)::text||',"status":"')))||(((t1.status::text||'","priority":"')||t1.priority::text)||(('","startedOn":'||coalesce('"'||t1.started_on::text||'"','null'))||(',"targetOn":'||coalesce('"'||t1.target_on::text||'"','null')))))||(((',"caseForChange":'||(coalesce(json_scalar(t1.case_for_change)::text,'null')||',"owner":'))||coalesce(t4_owner_id.made1, 'null'))||((',"sponsor":'||coalesce(t4_sponsor_id.made2, 'null'))||',"milestones":[')))||(coalesce(t6.made, '')||'],"shortTermWins":['))||((coalesce(t9.made, '')||'],"effects":[')||(coalesce(t12.made, '')||('],"stallRisk":'||(coalesce(t20_id.made1, 'null')||'}}'))))), ',' order by t1.page_key, t1.page_id)
  from (
    select *
    from t2
    order by page_key, page_id
    limit 20) t1
  left join t4 t4_owner_id on t4_owner_id.id = t1.owner_id
  left join t4 t4_sponsor_id on t4_sponsor_id.id = t1.sponsor_id
  left join t6 on t6.parent = t1.id
  left join t9 on t9.parent = t1.id
  left join t12 on t12.parent = t1.id
  left join t20 t20_id on t20_id.id = t1.id), ''))||(('],"pageInfo":{"hasNextPage":'||(((
  select count(*)
  from t2) > 20)::text||',"endCursor":'))||((coalesce((
  select json_scalar((('PRIORITY~'||page_id)||('~'||page_key)))::text
  from (
    select *
    from t2
    order by page_key, page_id
    limit 20) t1
  order by page_key desc, page_id desc
  limit 1), 'null')||'}}}')||$6::text)))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
