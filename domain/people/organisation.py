"""What may be written of an organisation, and by which rules."""

import re
from datetime import date, datetime
from typing import TypedDict, Unpack
from zoneinfo import available_timezones

from domain.core import fields
from domain.core.event import EventKind
from domain.core.money import currency
from domain.core.problem import ProblemCode, refuse
from domain.core.tenant import Organisation
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules


def time_zone(value: str | None, _today: date) -> str:
    """A time zone of the IANA database."""
    name = (value or "").strip()
    if name not in available_timezones():
        refuse(
            ProblemCode.INVALID,
            "This is not a time zone of the IANA database.",
            hint="Such as Europe/Berlin, America/New_York or UTC.",
        )
    return name


def key(value: str, _today: date) -> str:
    """What commands call an organisation by."""
    if not re.fullmatch("[a-z0-9][a-z0-9-]{0,62}", value):
        refuse(
            ProblemCode.INVALID,
            "A key has at most 63 small letters, digits and hyphens, and begins with no hyphen.",
        )
    return value


class OrganisationFields(TypedDict, total=False):
    """What may be written of an organisation."""

    name: str
    vision_statement: str | None
    time_zone: str
    currency: str
    clock_fixed_on: date | None


FORM = WriteRules(
    Organisation,
    {
        "name": fields.line(200),
        "vision_statement": fields.prose,
        "time_zone": time_zone,
        "currency": currency,
        "clock_fixed_on": fields.optional(fields.day),
    },
)


def new_organisation(
    organisation_key: str, *, now: datetime, **given: Unpack[OrganisationFields]
) -> Organisation:
    """Make an organisation, at its first revision."""
    rules = {**FORM.rules, "key": key}
    values = {"key": organisation_key, "name": ""} | given
    written = fields.check(rules, values, now.date())
    return Organisation(recorded_at=now, revision=1, **written)


async def update(work: UnitOfWork, **given: Unpack[OrganisationFields]) -> Organisation:
    """Change what is known of the organisation that is signed in to."""
    await FORM.update(work, work.organisation, given, EventKind.ORGANISATION_UPDATED)
    return work.organisation
