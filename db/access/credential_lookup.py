"""How somebody is looked up who wants to come in: one row says all that the gate has to know.

Somebody who has left, or is archived, comes in no more, whatever they come with.
"""

from typing import Final

from db.json_select.hidden import SEATED

_SEATED: Final = SEATED.format(row="i", tenant="t.organisation_id", person="t.person_id")
_ROW: Final = f"""
select t.organisation_id, t.id, t.role, t.scopes, t.person_id, t.method, t.expires_at,
       o.key, o.time_zone, o.clock_fixed_on, m.issuer, m.subject,
       exists (
         select 1 from initiative i
         where i.organisation_id = t.organisation_id and i.confidential and ({_SEATED})
       ) as seated
"""
_FROM: Final = """
from access_token t
join organisation o on o.id = t.organisation_id
left join person p on p.organisation_id = t.organisation_id and p.id = t.person_id
left join member m on m.organisation_id = t.organisation_id and m.id = t.member_id
"""
_OPEN: Final = """
t.revoked_at is null and p.archived_on is null and (
    p.left_on is null
    or p.left_on > coalesce(o.clock_fixed_on, (now() at time zone o.time_zone)::date)
)
"""

# $1 the organisation, $2 the hash, $3 for how long a session may rest.
BY_HASH: Final = f"""{_ROW}{_FROM}
where t.organisation_id = $1 and t.hash = $2 and {_OPEN}
  and (t.method <> 'SESSION' or t.used_at > now() - $3::interval)
"""
# $1 and $2 the provider and its name for somebody, $3 the organisation they want, or null. The only
# look-up that spans organisations: it finds those that somebody was let into, and no other.
BY_IDENTITY: Final = f"""{_ROW}, array_agg(o.key) over () as keys{_FROM}
where m.issuer = $1 and m.subject = $2 and m.removed_at is null
  and t.method = 'PROVIDER' and {_OPEN} and ($3::text is null or o.key = $3)
"""
