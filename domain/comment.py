"""Comments: what people say to each other about an initiative or one of its milestones."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.identity import new_id


@dataclass(eq=False, kw_only=True)
class Comment:
    """One remark; `milestone_id` is set when it is about a milestone."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    milestone_id: UUID | None = None
    person_id: UUID | None = None
    text: str
    edited_at: datetime | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0
