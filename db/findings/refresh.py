"""Findings at once: those that a change of an organisation can have touched, in its transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.findings.facts import gather
from db.findings.store import Scope, differences, events_of, stored_findings, write
from domain.core.event import Event, EventKind
from domain.findings.rule import Limits
from domain.findings.thresholds import limits

# What is told of without changing any fact that a rule looks at.
SILENT = frozenset(
    {
        EventKind.COMMENT_ADDED,
        EventKind.COMMENT_EDITED,
        EventKind.COMMENT_ARCHIVED,
        EventKind.SHORT_TERM_WIN_CREDITED,
        EventKind.EFFECT_SEEN,
        EventKind.INITIATIVE_PROPOSED,
        EventKind.FINDING_ACKNOWLEDGED,
        EventKind.FINDING_UNACKNOWLEDGED,
        EventKind.FINDING_THRESHOLD_SET,
    }
)
# Changes of an initiative that concern all who work at its touchpoints and on its milestones.
WHOLE = frozenset(
    {
        EventKind.INITIATIVE_COMMITTED,
        EventKind.INITIATIVE_STARTED,
        EventKind.INITIATIVE_HELD,
        EventKind.INITIATIVE_RESUMED,
        EventKind.INITIATIVE_EMBEDDED,
        EventKind.INITIATIVE_FINISHED,
        EventKind.INITIATIVE_STOPPED,
        EventKind.INITIATIVE_ARCHIVED,
        EventKind.INITIATIVE_UNARCHIVED,
        EventKind.INITIATIVE_IMPORTED,
    }
)
# Which rows a change reaches, and the thresholds that the organisation set itself: one round trip.
REACH = text(
    """
    select 'initiative' as kind, i.id, null as rule, null as name, null::int as value
    from initiative i
    where i.organisation_id = :organisation_id
      and (i.owner_id = any(:people) or i.sponsor_id = any(:people))
    union
    select 'initiative', waiting.initiative_id, null, null, null
    from milestone needed
    join dependency d
      on d.organisation_id = needed.organisation_id and d.depends_on_id = needed.id
    join milestone waiting
      on waiting.organisation_id = d.organisation_id and waiting.id = d.milestone_id
    where needed.organisation_id = :organisation_id
      and (needed.id = any(:milestones) or needed.initiative_id = any(:promising))
    union
    select 'person', m.owner_id, null, null, null
    from milestone m
    where m.organisation_id = :organisation_id and m.owner_id is not null
      and (m.id = any(:milestones) or m.initiative_id = any(:promising))
    union
    select 'touchpoint', e.touchpoint_id, null, null, null
    from effect e
    where e.organisation_id = :organisation_id and e.initiative_id = any(:pulling)
    union all
    select 'limit', null, r.rule, t.name, t.value
    from finding_rule r
    cross join json_to_recordset(r.thresholds) as t(name text, value int)
    where r.organisation_id = :organisation_id and r.changed
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    *(
        bindparam(name, type_=ARRAY(Uuid))
        for name in ("people", "milestones", "promising", "pulling")
    ),
)
OWN_LIMITS = text(
    """
    select r.rule, t.name, t.value
    from finding_rule r
    cross join json_to_recordset(r.thresholds) as t(name text, value int)
    where r.organisation_id = :organisation_id and r.changed
    """
).bindparams(bindparam("organisation_id", type_=Uuid))


@dataclass(slots=True)
class Touched:
    """What the events of a change are about."""

    initiatives: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    touchpoints: set[UUID] = field(default_factory=set)
    milestones: set[UUID] = field(default_factory=set)
    """Milestones that have changed, for their owners and for what waits for them."""
    promising: set[UUID] = field(default_factory=set)
    """Initiatives all of whose milestones count as changed."""
    pulling: set[UUID] = field(default_factory=set)
    """Initiatives whose touchpoints see another pull."""

    def __bool__(self) -> bool:
        return bool(self.initiatives or self.people or self.touchpoints)


def touched_by(events: Iterable[Event]) -> Touched:
    """Return what a change touched, as its events tell."""
    touched = Touched()
    for event in events:
        if event.kind in SILENT:
            continue
        initiative_id = event.initiative_id
        if initiative_id is not None:
            touched.initiatives.add(initiative_id)
            if event.kind in WHOLE:
                touched.promising.add(initiative_id)
            if event.kind in WHOLE or "target_on" in changed(event.data):
                touched.pulling.add(initiative_id)
        if event.subject_type == "Person":
            touched.people.add(event.subject_id)
        elif event.subject_type == "Touchpoint":
            touched.touchpoints.add(event.subject_id)
        elif event.subject_type == "Milestone":
            touched.milestones.add(event.subject_id)
            touched.people |= former_owners(event.data)
        if isinstance(place := event.data.get("touchpoint_id"), UUID):
            touched.touchpoints.add(place)
        elif event.kind is EventKind.EFFECT_SET and initiative_id is not None:
            touched.pulling.add(initiative_id)
    return touched


def former_owners(data: Mapping[str, Any]) -> set[UUID]:
    """Return who owned a milestone before and after, if that has changed."""
    moved = changed(data).get("owner_id") or {}
    return {each for each in moved.values() if each is not None}


def changed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a form changed, by field."""
    return data.get("changed") or {}


async def refresh(
    connection: AsyncConnection,
    *,
    organisation_id: UUID,
    events: Iterable[Event],
    day: date,
    recorded_at: datetime,
) -> list[Event]:
    """Bring the findings that a change can have touched up to date, within its transaction.

    Everything else of the change is flushed, its stall risk included. Returns the events to note.
    """
    touched = touched_by(events)
    if not touched:
        return []
    own = {"organisation_id": organisation_id}
    reached = await connection.execute(
        REACH,
        {
            **own,
            "people": list(touched.people),
            "milestones": list(touched.milestones),
            "promising": list(touched.promising),
            "pulling": list(touched.pulling),
        },
    )
    kinds: dict[str, set[UUID]] = {
        "initiative": touched.initiatives,
        "person": touched.people,
        "touchpoint": touched.touchpoints,
    }
    own_limits = []
    for row in reached:
        if row.kind == "limit":
            own_limits.append((row.rule, row.name, row.value))
        else:
            kinds[row.kind].add(row.id)
    scope = Scope(touched.initiatives, touched.people, touched.touchpoints)
    views = await gather(
        connection,
        **own,
        day=day,
        initiatives=scope.initiatives,
        people=scope.people,
        touchpoints=scope.touchpoints,
    )
    stands = await stored_findings(connection, organisation_id, scope, day)
    found = await differences(stands, views, limits(own_limits), day)
    if not found:
        return []
    await write(
        connection, organisation_id, found, day=day, last_seen_on=day, recorded_at=recorded_at
    )
    return events_of(found, day)


def own_limits_of(rows: Iterable[Row[Any]]) -> Mapping[str, Limits]:
    """Return what holds in an organisation, of the rows of OWN_LIMITS."""
    return limits((row.rule, row.name, row.value) for row in rows)
