"""How initiatives stand by the end of a day: read where that is on record, rebuilt where not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from db.json_select.computed import Scope
from db.portfolio.initiative import initiative
from db.portfolio.milestone import milestone
from db.portfolio.past import facts_on
from db.risk.facts import Gathered
from db.risk.stall_risk import stall_risk_current
from db.risk.store import listed
from domain.risk.stall_risk import Factor, Facts, Level, Reason, StallRisk, State, assess

Row = dict[str, Any]


class Standing(NamedTuple):
    """What a review keeps of an initiative's facts, and what the rule says of them."""

    columns: Row
    risk: StallRisk


async def state_on(
    connection: AsyncConnection, scope: Scope, ids: Sequence[UUID], day: date
) -> dict[UUID, Standing]:
    """Return how initiatives stand.

    What was judged last on that very day has not been changed since, and stands on record.
    """
    found = await on_record(connection, scope, ids, day)
    rest = [each for each in ids if each not in found]
    gathered = await facts_on(connection, scope, rest, day) if rest else []
    judged = await cooperative(judged_on(each, day) for each in gathered)
    return found | {
        each.initiative_id: stands for each, stands in zip(gathered, judged, strict=True)
    }


def judged_on(gathered: Gathered, day: date) -> Standing:
    risk = assess(gathered.facts, day)
    return Standing(columns_of(gathered.facts, risk), risk)


async def on_record(
    connection: AsyncConnection, scope: Scope, ids: Sequence[UUID], day: date
) -> dict[UUID, Standing]:
    risk, i, ahead = stall_risk_current.c, initiative.c, milestone.c
    query = (
        select(
            stall_risk_current, i.status, ahead.title.label("title"), ahead.due_on.label("due_on")
        )
        .join(
            initiative, and_(i.organisation_id == risk.organisation_id, i.id == risk.initiative_id)
        )
        .outerjoin(
            milestone,
            and_(ahead.organisation_id == risk.organisation_id, ahead.id == risk.next_milestone_id),
        )
        .where(
            risk.organisation_id == scope.organisation_id,
            risk.computed_on == day,
        )
    )
    wanted = set(ids)
    rows = await connection.execute(query)
    return dict(
        await cooperative(
            (row.initiative_id, as_recorded(row, day))
            for row in rows
            if row.initiative_id in wanted
        )
    )


def as_recorded(row: Any, day: date) -> Standing:
    columns = {
        "status": row.status,
        "open_count": row.open_count,
        "overdue_count": row.overdue_count,
        "next_milestone_id": row.next_milestone_id,
        "next_title": row.title,
        "next_due_on": row.due_on,
        "reasons": row.reasons,
    }
    return Standing(columns, risk_of(row, day))


def columns_of(facts: Facts, risk: StallRisk) -> Row:
    ahead = facts.next
    return {
        "status": facts.status,
        "open_count": facts.open_count,
        "overdue_count": facts.overdue_count,
        "next_milestone_id": None if ahead is None else ahead.id,
        "next_title": None if ahead is None else ahead.title,
        "next_due_on": None if ahead is None else ahead.due_on,
        "reasons": orjson.loads(listed(risk.reasons)),
    }


def risk_of(row: Any, day: date) -> StallRisk:
    """Return a stall risk as it was kept."""
    return StallRisk(
        state=State(row.state),
        rule=row.rule,
        computed_on=day,
        probability=row.probability,
        level=None if row.level is None else Level(row.level),
        days_late=row.days_late,
        missed_count=row.missed_count,
        days_silent=row.days_silent,
        days_to_next=row.days_to_next,
        reasons=tuple(reason_of(each) for each in row.reasons),
    )


def reason_of(kept: Mapping[str, Any]) -> Reason:
    """Return a reason as it was kept; by what evidence does not matter any more."""
    return Reason(
        Factor(kept["factor"]), kept["value"], kept["weight"], kept["share"], kept["sentence"]
    )
