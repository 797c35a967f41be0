"""Departments: the functions of the company that a customer's journey runs through."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.identity import new_id


@dataclass(eq=False, kw_only=True)
class Department:
    """A function of the company, such as kitchen, reservations or IT."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    name: str
    description: str | None = None
    head_count: int | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0
