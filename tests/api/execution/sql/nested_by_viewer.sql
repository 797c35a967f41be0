select (('{"data":{"people":{"nodes":['||coalesce((
  select string_agg(t8.made, ',' order by t8.page_key desc, t8.page_id desc)
  from (
    select ((('{"name":'||json_scalar(t1.name)::text)||',"ownedInitiatives":')||((
      with t4 as materialized (
        select t3.id, t3.title, t5.attention as page_key, t5.initiative_id as page_id
        from initiative t3
        join stall_risk_current t5 on t5.organisation_id = $1::uuid and t5.initiative_id = t3.id
        where t3.organisation_id = $1::uuid and t3.owner_id = t1.id and (not t3.confidential or t3.owner_id = $2::uuid or t3.sponsor_id = $2::uuid or exists (
          select 1
          from milestone seat
          where seat.organisation_id = $1::uuid and seat.initiative_id = t3.id and seat.owner_id = $2::uuid)) and t3.archived_on is null and (t3.status = any($3::text[]) and exists (
          select 1
          from milestone t6
          where t6.organisation_id = $1::uuid and t6.initiative_id = t3.id and t6.due_on between $4::date and $4::date + $5::integer))
        order by greatest(t5.attention) desc, t5.initiative_id desc
        limit 5)
      select (('{"totalCount":'||(least((
        select count(*)
        from (
          select 1
          from initiative t3
          join stall_risk_current t5 on t5.organisation_id = $1::uuid and t5.initiative_id = t3.id
          where t3.organisation_id = $1::uuid and t3.owner_id = t1.id and (not t3.confidential or t3.owner_id = $2::uuid or t3.sponsor_id = $2::uuid or exists (
            select 1
            from milestone seat
            where seat.organisation_id = $1::uuid and seat.initiative_id = t3.id and seat.owner_id = $2::uuid)) and t3.archived_on is null and (t3.status = any($3::text[]) and exists (
            select 1
            from milestone t6
            where t6.organisation_id = $1::uuid and t6.initiative_id = t3.id and t6.due_on between $4::date and $4::date + $5::integer))
          limit 10001) counted), 10000)::text||',"nodes":['))||(coalesce((
        select string_agg(((('{"title":'||json_scalar(t3.title)::text)||',"latestStatusUpdate":')||(case when t7.id is null then 'null' else ('{"reportedStatus":"'||(t7.reported_status::text||'"}')) end||'}')), ',' order by t3.page_key desc, t3.page_id desc)
        from t4 t3
        left join lateral (
          select t7.*
          from status_update t7
          where t7.organisation_id = $1::uuid and t7.initiative_id = t3.id
          order by t7.occurred_on desc, t7.id desc
          limit 1) t7 on true), '')||']}')))||'}')) as made, t1.name as page_key, t1.id as page_id
    from person t1
    where t1.organisation_id = $1::uuid and t1.archived_on is null
    order by t1.name desc, t1.id desc
    limit 10) t8), ''))||(']}}'||$6::text))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
