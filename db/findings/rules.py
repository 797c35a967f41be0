"""The records of an organisation's rules, kept in step with the rules in the code."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.findings.finding import finding_rule
from domain.findings.finding import described, new_rule, own_values
from domain.findings.rules import RULES

SAID = ("severity", "description", "position", "thresholds")


async def apply_changed_rules(
    connection: AsyncConnection, organisation_id: UUID, now: datetime
) -> None:
    """Write the rules that are not on record as the code has them; what was set stays set."""
    c = finding_rule.c
    query = select(finding_rule).where(c.organisation_id == organisation_id)
    known = {row.rule.value: row for row in await connection.execute(query)}
    for rule in RULES:
        fresh = new_rule(rule.name, organisation_id, now)
        stands = known.get(rule.name)
        if stands is None:
            values = {each.name: getattr(fresh, each.name) for each in fields(fresh)}
            await connection.execute(insert(finding_rule).values(**values | {"version": 1}))
            continue
        fresh.thresholds = described(rule.name, own_values(stands.thresholds))
        if any(getattr(fresh, name) != getattr(stands, name) for name in SAID):
            own = (c.organisation_id == organisation_id, c.id == stands.id)
            written = {name: getattr(fresh, name) for name in SAID}
            await connection.execute(
                update(finding_rule).where(*own).values(**written, version=c.version + 1)
            )
