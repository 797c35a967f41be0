"""The organisation: the company whose change efforts are tracked, and its calendar."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.core.identity import new_id


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
