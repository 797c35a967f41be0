"""The organisation: the company whose change efforts are tracked, and its calendar."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypedDict, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from domain import fields
from domain.event import EventKind
from domain.form import Form
from domain.identity import new_id
from domain.money import currency
from domain.ports import UnitOfWork
from domain.problem import ProblemCode, refuse


@dataclass(eq=False, kw_only=True)
class Organisation:
    """A tenant. Nothing crosses from one organisation to another."""

    id: UUID = field(default_factory=new_id)
    key: str
    name: str
    vision_statement: str | None = None
    time_zone: str = "UTC"
    currency: str = "EUR"
    clock_fixed_on: date | None = None
    revision: int = 0
    swept_on: date | None = None
    reminded_on: date | None = None
    recorded_at: datetime

    def today(self, now: datetime) -> date:
        """Return the organisation's calendar day at the instant `now` (aware), or its fixed day."""
        return self.clock_fixed_on or now.astimezone(ZoneInfo(self.time_zone)).date()

    def clock(self, now: datetime) -> datetime:
        """Return the instant that counts as now: `now`, or its time of day on the fixed day."""
        if self.clock_fixed_on is None:
            return now
        local = now.astimezone(ZoneInfo(self.time_zone))
        return datetime.combine(self.clock_fixed_on, local.timetz()).astimezone(UTC)


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


FORM = Form(
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
