"""Writing findings: what was raised, what is gone, what has changed, and nothing else.

What stands is compared with what the rules find; only differences are written, as arrays. Whoever
writes holds the organisation's row, so that nobody else writes the same findings meanwhile.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Date, Row, Text, TextClause, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from db.findings.facts import View
from db.risk.store import rows_of
from domain.core.event import Event, EventKind
from domain.core.identity import new_id
from domain.findings.facts import InitiativeInView, PersonInView, TouchpointInView
from domain.findings.rule import Found, Limits, Rule, Severity, SubjectType
from domain.findings.rules import BY_VIEW, RuleName, find

# What a finding may have changed in while it shows.
CHANGING = {
    "severity": "text",
    "initiative_id": "uuid",
    "person_id": "uuid",
    "since": "date",
    "sentence": "text",
    "evidence": "text",
}
FIXED = {
    "id": "uuid",
    "rule": "text",
    "subject_type": "text",
    "subject_id": "uuid",
    "milestone_id": "uuid",
    "touchpoint_id": "uuid",
    "short_term_win_id": "uuid",
}
# What a scope holds, the column by which a finding belongs to it, and the rules that look at it.
HELD_BY = {
    "initiatives": ("initiative_id", [rule.name for rule in BY_VIEW[InitiativeInView]]),
    "people": ("person_id", [rule.name for rule in BY_VIEW[PersonInView]]),
    "touchpoints": ("touchpoint_id", [rule.name for rule in BY_VIEW[TouchpointInView]]),
}


def tied(which: str) -> str:
    """Write the initiatives that a finding is tied to; most can't be to any but their own."""
    return f"""
      case when initiative_id is null or milestone_id is not null then (
        select array_agg(l.initiative_id)
        from finding_initiative l
        where l.organisation_id = finding.organisation_id and l.finding_id = finding.id
          and {which}
      ) end
    """


READ = f"""
    id, rule, subject_id, {", ".join(CHANGING).replace("evidence", "evidence::text")},
    {tied("involved")} as involves, {tied("not involved")} as tells_of
"""
RAISE = text(
    f"""
    insert into finding (organisation_id, {", ".join([*FIXED, *CHANGING])},
                         first_seen_on, recorded_at, version)
    select cast(:organisation_id as uuid),
           {
        ", ".join(f"fresh.{name}" for name in [*FIXED, *CHANGING]).replace(
            "fresh.evidence", "fresh.evidence::json"
        )
    },
           cast(:day as date), cast(:recorded_at as timestamptz), 1
    from {rows_of(FIXED | CHANGING)}
    """
)
CHANGE = text(
    f"""
    update finding
    set {
        ", ".join(f"{name} = fresh.{name}" for name in CHANGING).replace(
            "fresh.evidence", "fresh.evidence::json"
        )
    },
        archived_on = null, last_seen_on = null, version = version + 1
    from {rows_of({"id": "uuid"} | CHANGING)}
    where finding.organisation_id = :organisation_id and finding.id = fresh.id
    """
)
END = text(
    """
    update finding
    set archived_on = :day, last_seen_on = greatest(first_seen_on, cast(:last_seen_on as date)),
        version = version + 1
    where organisation_id = :organisation_id and id = any(:ids)
    """
).bindparams(
    bindparam("day", type_=Date),
    bindparam("last_seen_on", type_=Date),
    bindparam("ids", type_=ARRAY(Uuid)),
)
UNTIE = text(
    """
    delete from finding_initiative
    where organisation_id = :organisation_id and finding_id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
TIE = text(
    f"""
    insert into finding_initiative (organisation_id, finding_id, initiative_id, involved)
    select cast(:organisation_id as uuid), fresh.*
    from {rows_of({"finding_id": "uuid", "initiative_id": "uuid", "involved": "boolean"})}
    """
)
COLUMN_OF = {
    SubjectType.MILESTONE: "milestone_id",
    SubjectType.TOUCHPOINT: "touchpoint_id",
    SubjectType.SHORT_TERM_WIN: "short_term_win_id",
}


@cache
def standing_of(kind: str) -> TextClause:
    """Write the query for what stands of some initiatives, people or touchpoints.

    What shows is looked up one by one (`offset 0` keeps it so), by the column and not by the rule:
    statistics that were taken before there were findings of a rule take all of these for few. What
    has gone today may come back today: then it was never gone.
    """
    column, _ = HELD_BY[kind]
    return text(
        f"""
        select {READ}, true as showing
        from unnest(:ids) asked(asked_id)
        cross join lateral (
          select *
          from finding
          where organisation_id = :organisation_id and {column} = asked_id
            and archived_on is null
          offset 0
        ) finding
        where finding.rule = any(:rules)
        union all
        select {READ}, false
        from finding
        where organisation_id = :organisation_id and archived_on = :day
          and {column} = any(:ids) and rule = any(:rules)
        """
    ).bindparams(
        bindparam("organisation_id", type_=Uuid),
        bindparam("day", type_=Date),
        bindparam("ids", type_=ARRAY(Uuid)),
        bindparam("rules", type_=ARRAY(Text)),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """The initiatives, people and touchpoints whose findings are looked at."""

    initiatives: Collection[UUID] = ()
    people: Collection[UUID] = ()
    touchpoints: Collection[UUID] = ()

    def __len__(self) -> int:
        return len(self.initiatives) + len(self.people) + len(self.touchpoints)

    def by_kind(self) -> Iterator[tuple[str, Collection[UUID]]]:
        """Iterate over what it holds, kind by kind."""
        for kind in HELD_BY:
            if ids := getattr(self, kind):
                yield kind, ids


class Written(NamedTuple):
    """A finding that the ledger tells of."""

    kind: EventKind
    id: UUID
    rule: str
    severity: str
    initiative_id: UUID | None
    subject_id: UUID


@dataclass(slots=True)
class Differences:
    """What has to be written so that the findings that stand are those that were found."""

    raised: list[dict[str, object]] = field(default_factory=list)
    changed: list[dict[str, object]] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    tied: dict[UUID, Mapping[UUID, bool]] = field(default_factory=dict)
    """The initiatives that findings raised or changed tell of, and whether they are involved, where
    these are not what stands."""
    raised_and_gone: list[Written] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.raised or self.changed or self.gone)


async def stored_findings(
    connection: AsyncConnection, organisation_id: UUID, scope: Scope, day: date
) -> Sequence[Row[Any]]:
    """Return the findings that show within a scope, and those that have gone today."""
    stands: list[Row[Any]] = []
    for kind, ids in scope.by_kind():
        parameters = {
            "organisation_id": organisation_id,
            "day": day,
            "ids": list(ids),
            "rules": HELD_BY[kind][1],
        }
        stands += (await connection.execute(standing_of(kind), parameters)).all()
    return stands


async def differences(
    stands: Iterable[Row[Any]],
    views: Iterable[View],
    limits: Mapping[str, Limits],
    day: date,
) -> Differences:
    """Apply the rules to the facts and compare what they find with what stands."""
    known: dict[tuple[str, UUID], Row[Any]] = {}
    for row in stands:
        if row.showing or (row.rule, row.subject_id) not in known:
            known[row.rule, row.subject_id] = row
    result = Differences()

    def compare(view: View) -> None:
        for rule, found in find(view, limits, day):
            key = (rule.name, found.subject.id)
            stood = known.pop(key) if key in known else None
            values = values_of(rule, found)
            subject = (rule.name, str(values["severity"]), found.initiative_id, found.subject.id)
            if stood is None:
                finding_id = new_id()
                result.raised.append({"id": finding_id} | fixed_of(rule, found) | values)
                if ties := ties_of(found.tells_of, found.involves):
                    result.tied[finding_id] = ties
                result.raised_and_gone.append(
                    Written(EventKind.FINDING_RAISED, finding_id, *subject)
                )
                continue
            ties = ties_of(found.tells_of, found.involves)
            moved = ties != ties_of(stood.tells_of or (), stood.involves or ())
            if moved:
                result.tied[stood.id] = ties
            if (
                moved
                or not stood.showing
                or any(getattr(stood, name) != value for name, value in values.items())
            ):
                result.changed.append({"id": stood.id} | values)
                if not stood.showing:
                    result.raised_and_gone.append(
                        Written(EventKind.FINDING_RAISED, stood.id, *subject)
                    )

    await cooperative(map(compare, views))
    for (name, subject_id), row in known.items():
        if row.showing:
            result.gone.append(row.id)
            subject = (name, row.severity, row.initiative_id, subject_id)
            result.raised_and_gone.append(Written(EventKind.FINDING_GONE, row.id, *subject))
    return result


async def write(
    connection: AsyncConnection,
    organisation_id: UUID,
    found: Differences,
    *,
    day: date,
    last_seen_on: date,
    recorded_at: datetime,
) -> None:
    """Write the differences. `last_seen_on` is when what is gone was last seen to be there."""
    own = {"organisation_id": organisation_id}
    if found.gone:
        await connection.execute(
            END, {**own, "day": day, "last_seen_on": last_seen_on, "ids": found.gone}
        )
    if found.raised:
        given = {"day": day, "recorded_at": recorded_at}
        await connection.execute(RAISE, {**own, **given, **arrays(found.raised)})
    if found.changed:
        await connection.execute(CHANGE, {**own, **arrays(found.changed)})
    if found.tied:
        await tie(connection, own, found.tied, {raised["id"] for raised in found.raised})


async def tie(
    connection: AsyncConnection,
    own: Mapping[str, object],
    tied_to: Mapping[UUID, Mapping[UUID, bool]],
    fresh: AbstractSet[object],
) -> None:
    """Bring the initiatives that findings tell of to those given; `fresh` ones have none yet."""
    if known := tied_to.keys() - fresh:
        await connection.execute(UNTIE, {**own, "ids": list(known)})
    ties = [(one, *tie) for one, initiatives in tied_to.items() for tie in initiatives.items()]
    if ties:
        columns = zip(
            ("finding_id", "initiative_id", "involved"), zip(*ties, strict=True), strict=True
        )
        await connection.execute(TIE, {**own, **{name: list(each) for name, each in columns}})


def ties_of(tells_of: Iterable[UUID], involves: Iterable[UUID]) -> dict[UUID, bool]:
    """Return the initiatives that a finding tells of, and whether they are involved."""
    return {**dict.fromkeys(tells_of, False), **dict.fromkeys(involves, True)}


def events_of(found: Differences, day: date) -> list[Event]:
    """Return what the ledger tells: which findings were raised and which are gone."""
    return [
        Event(
            kind=subject.kind,
            subject_type="Finding",
            subject_id=subject.id,
            initiative_id=subject.initiative_id,
            occurred_on=day,
            data={
                "rule": RuleName(subject.rule),
                "severity": Severity(subject.severity),
                "subject_id": subject.subject_id,
            },
        )
        for subject in found.raised_and_gone
    ]


def arrays(rows: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def fixed_of(rule: Rule[Any], found: Found) -> dict[str, object]:
    fixed: dict[str, object] = dict.fromkeys(COLUMN_OF.values())
    fixed |= {
        "rule": rule.name,
        "subject_type": found.subject.type.value,
        "subject_id": found.subject.id,
    }
    if (column := COLUMN_OF.get(found.subject.type)) is not None:
        fixed[column] = found.subject.id
    return fixed


def values_of(rule: Rule[Any], found: Found) -> dict[str, object]:
    return {
        "severity": (found.severity or rule.severity).value,
        "initiative_id": found.initiative_id,
        "person_id": found.person_id,
        "since": found.since,
        "sentence": found.sentence,
        # asyncpg's ids are a subclass of UUID, which orjson leaves to `default`.
        "evidence": orjson.dumps([each._asdict() for each in found.evidence], default=str).decode(),
    }
