"""People: who owns, sponsors, does and tells."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.identity import new_id


@dataclass(eq=False, kw_only=True)
class Person:
    """Someone in the organisation. `left_on` is the first day on which they are gone."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    name: str
    email: str | None = None
    job_title: str | None = None
    department_id: UUID | None = None
    left_on: date | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0
