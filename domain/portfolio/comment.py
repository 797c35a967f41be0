"""Comments: what people say to each other about an initiative or one of its milestones."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import archive_row, refuse_archived
from domain.portfolio.initiative import open_initiative
from domain.portfolio.milestone import Milestone


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


async def add(
    work: UnitOfWork, initiative_id: UUID, text: str, milestone_id: UUID | None = None
) -> Comment:
    """Say something about an initiative, or about one of its milestones."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    if milestone_id is not None:
        milestone = await work.get(Milestone, milestone_id, "milestone_id")
        if milestone.initiative_id != initiative.id:
            refuse(
                ProblemCode.INVALID,
                "This milestone belongs to another initiative.",
                "milestone_id",
                hint="Name a milestone of the initiative that you comment on.",
            )
    comment = Comment(
        organisation_id=work.organisation.id,
        initiative_id=initiative.id,
        milestone_id=milestone_id,
        person_id=work.viewer.person_id,
        text=fields.check_one("text", fields.required_prose, text),
        recorded_at=work.now,
    )
    work.add(comment)
    work.record(EventKind.COMMENT_ADDED, comment, data={"milestone_id": milestone_id})
    return comment


async def edit(work: UnitOfWork, comment_id: UUID, text: str) -> Comment:
    """Put what was said differently."""
    comment = await work.get(Comment, comment_id, "id")
    refuse_archived(comment, "id")
    new: str = fields.check_one("text", fields.required_prose, text)
    if new != comment.text:
        comment.text = new
        comment.edited_at = work.now
        work.record(EventKind.COMMENT_EDITED, comment)
    return comment


async def archive(work: UnitOfWork, comment_id: UUID) -> Comment:
    """Archive a comment."""
    comment = await work.get(Comment, comment_id, "id")
    return archive_row(work, comment, EventKind.COMMENT_ARCHIVED)
