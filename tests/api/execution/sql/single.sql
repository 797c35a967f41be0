select (('{"data":{"initiative":'||coalesce((
  select (((((((('{"id":"'||('initiative_' || t1.id)::text)||('","title":'||json_scalar(t1.title)::text))||((',"status":"'||t1.status::text)||('","priority":"'||t1.priority::text)))||(('","startedOn":'||(coalesce('"'||t1.started_on::text||'"','null')||',"targetOn":'))||((coalesce('"'||t1.target_on::text||'"','null')||',"caseForChange":')||coalesce(json_scalar(t1.case_for_change)::text,'null'))))||((',"owner":'||case when t2.id is null then 'null' else (((('{"id":"'||('person_' || t2.id)::text)||'","name":')||(json_scalar(t2.name)::text||',"department":'))||(case when t3.id is null then 'null' else (('{"id":"'||('department_' || t3.id)::text)||('","name":'||(json_scalar(t3.name)::text||'}'))) end||'}')) end)||((',"sponsor":'||case when t4.id is null then 'null' else (('{"id":"'||('person_' || t4.id)::text)||('","name":'||(json_scalar(t4.name)::text||'}'))) end)||',"milestones":[')))||coalesce((
    select string_agg(t7.made, ',')
    from (
      select ((((('{"id":"'||('milestone_' || t5.id)::text)||'","title":')||(json_scalar(t5.title)::text||',"dueOn":'))||((coalesce('"'||t5.due_on::text||'"','null')||',"firstDueOn":')||(coalesce('"'||t5.first_due_on::text||'"','null')||',"completedOn":')))||(((coalesce('"'||t5.completed_on::text||'"','null')||',"missedCount":')||(t5.missed_count::text||',"owner":'))||(case when t6.id is null then 'null' else (('{"id":"'||('person_' || t6.id)::text)||('","name":'||(json_scalar(t6.name)::text||'}'))) end||'}'))) as made
      from milestone t5
      left join person t6 on t6.organisation_id = $1::uuid and t6.id = t5.owner_id
      where t5.organisation_id = $1::uuid and t5.initiative_id = t1.id
      order by t5.due_key, t5.id) t7), ''))||('],"shortTermWins":['||coalesce((
    select string_agg(t9.made, ',')
    from (
      select ((('{"id":"'||('short_term_win_' || t8.id)::text)||('","title":'||json_scalar(t8.title)::text))||((',"achievedOn":"'||t8.achieved_on::text)||('","shared":'||(t8.shared::text||'}')))) as made
      from short_term_win t8
      where t8.organisation_id = $1::uuid and t8.initiative_id = t1.id and t8.archived_on is null
      order by t8.achieved_on, t8.id) t9), '')))||(('],"effects":['||coalesce((
    select string_agg(t14.made, ',')
    from (
      select ((('{"direction":"'||(t10.direction::text||'","strength":'))||(t10.strength::text||',"touchpoint":'))||(case when t11.id is null then 'null' else (((('{"id":"'||('touchpoint_' || t11.id)::text)||'","name":')||(json_scalar(t11.name)::text||',"stage":'))||(case when t12.id is null then 'null' else ((('{"name":'||json_scalar(t12.name)::text)||',"journey":')||(case when t13.id is null then 'null' else ('{"name":'||(json_scalar(t13.name)::text||'}')) end||'}')) end||'}')) end||'}')) as made
      from effect t10
      left join touchpoint t11 on t11.organisation_id = $1::uuid and t11.id = t10.touchpoint_id
      left join stage t12 on t12.organisation_id = $1::uuid and t12.id = t11.stage_id
      left join journey t13 on t13.organisation_id = $1::uuid and t13.id = t12.journey_id
      where t10.organisation_id = $1::uuid and t10.initiative_id = t1.id
      order by t10.id) t14), ''))||('],"stallRisk":'||(case when t15.initiative_id is null then 'null' else (((('{"probability":'||coalesce(t15.probability::text,'null'))||(',"level":'||(coalesce(json_scalar(t15.level)::text,'null')||',"rule":')))||((json_scalar(t15.rule)::text||',"computedOn":"')||(t15.computed_on::text||'","reasons":[')))||(coalesce((
    select string_agg(((('{"factor":"'||t16.factor::text)||(('","value":'||t16.value::text)||',"weight":'))||(((t16.weight::text||',"share":')||t16.share::text)||(',"sentence":'||(json_scalar(t16.sentence)::text||'}')))), ',')
    from json_to_recordset(t15.reasons) as t16(factor text, value text, weight text, share text, sentence text)), '')||']}')) end||'}'))))
  from initiative t1
  left join person t2 on t2.organisation_id = $1::uuid and t2.id = t1.owner_id
  left join department t3 on t3.organisation_id = $1::uuid and t3.id = t2.department_id
  left join person t4 on t4.organisation_id = $1::uuid and t4.id = t1.sponsor_id
  left join stall_risk_current t15 on t15.organisation_id = $1::uuid and t15.initiative_id = t1.id
  where t1.organisation_id = $1::uuid and t1.id = $2::uuid), 'null'))||('}'||$3::text))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
