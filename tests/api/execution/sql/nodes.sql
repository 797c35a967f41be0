select (('{"data":{"nodes":['||coalesce((
  select string_agg(coalesce(found.made, 'null'), ',' order by wanted.place)
  from generate_series(1, cardinality($2::uuid[])) wanted(place)
  left join (
    select 0::bigint as place, ''::text as made
    where false
    union all
    select t2.place, ((('{"id":"'||('initiative_' || t1.id)::text)||('","title":'||json_scalar(t1.title)::text))||(',"owner":'||(case when t3.id is null then 'null' else ('{"name":'||(json_scalar(t3.name)::text||'}')) end||'}')))
    from unnest($3::uuid[]) with ordinality t2(id, place)
    join initiative t1 on t1.organisation_id = $1::uuid and t1.id = t2.id
    left join person t3 on t3.organisation_id = $1::uuid and t3.id = t1.owner_id
    union all
    select t5.place, (('{"id":"'||('person_' || t4.id)::text)||('","name":'||(json_scalar(t4.name)::text||'}')))
    from unnest($4::uuid[]) with ordinality t5(id, place)
    join person t4 on t4.organisation_id = $1::uuid and t4.id = t5.id) found on found.place = wanted.place), ''))||(']}'||$5::text))::varchar, (
  select revision
  from organisation
  where id = $1::uuid)
