"""Objectives: what the company wants to reach, and which initiatives serve it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.core.attribute import (
    ARCHIVED_ON,
    RECORDED_AT,
    VERSION,
    Day,
    Line,
    Prose,
    Reference,
    external_id,
)
from domain.core.identity import new_id
from domain.core.kind import LinkKind, RecordKind
from domain.core.problem import ProblemCode, refuse
from domain.core.viewer import Role, TokenScope
from domain.people.person import Person
from domain.portfolio.initiative import Initiative, open_initiative


@dataclass(eq=False, kw_only=True)
class Objective:
    """What the company wants to reach within a period, and who answers for it."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    title: str
    description: str | None = None
    owner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


def check_period(objective: Objective) -> None:
    """Refuse a period that ends before it begins."""
    first, last = objective.starts_on, objective.ends_on
    if first is not None and last is not None and last < first:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"The period would end on {last}, before it begins on {first}.",
            "ends_on",
            hint="Give a last day that is not before the first.",
        )


OBJECTIVE = RecordKind(
    entity=Objective,
    about="What the company wants to reach; initiatives serve it.",
    these="What the company wants to reach.",
    file="objectives.csv",
    scope=TokenScope.INITIATIVES,
    least=Role.EDITOR,
    searched="title",
    attributes=(
        Line(
            "title",
            "What is to be reached",
            required=True,
            at_most=300,
            order="TITLE",
            example="Win back Friday night",
        ),
        Prose("description", "What it means, and how it shows", example="One table in four …"),
        Reference(
            "owner",
            "Who answers for it",
            Person,
            null="when nobody does",
            indexed=True,
            example="p-001",
        ),
        Day("starts_on", "The first day of its period", example="2026-01-01"),
        Day("ends_on", "The last day of its period", order="END", example="2026-12-31"),
        external_id("O-2"),
        ARCHIVED_ON,
        RECORDED_AT,
        VERSION,
    ),
    checks=(check_period,),
)


@dataclass(eq=False, kw_only=True)
class InitiativeObjective:
    """That an initiative serves an objective."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    objective_id: UUID
    recorded_at: datetime


INITIATIVE_OBJECTIVE = LinkKind(
    entity=InitiativeObjective,
    about="That an initiative serves an objective.",
    these="Which initiatives serve which objectives.",
    file="initiative_objectives.csv",
    scope=TokenScope.INITIATIVES,
    least=Role.EDITOR,
    usable_first=open_initiative,
    attributes=(
        Reference("initiative", "What serves it", Initiative, required=True, example="I-04"),
        Reference("objective", "What it serves", Objective, required=True, example="O-2"),
        RECORDED_AT,
    ),
)
