"""Journeys: what a customer goes through, as ordered stages of touchpoints."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, archive_row, unarchive_row, usable
from domain.people.department import Department
from domain.people.person import Person


class Channel(StrEnum):
    """Where an interaction happens."""

    IN_PERSON = "IN_PERSON"
    PHONE = "PHONE"
    WEB = "WEB"
    APP = "APP"
    EMAIL = "EMAIL"
    CHAT = "CHAT"
    SOCIAL = "SOCIAL"
    POST = "POST"
    PARTNER = "PARTNER"


class Importance(StrEnum):
    """How much a touchpoint matters to the customer's bond."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


@dataclass(eq=False, kw_only=True)
class Journey:
    """What a customer goes through, run by many departments."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    name: str
    description: str | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class Stage:
    """One step of a journey; `position` orders the stages, starting at 1."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    journey_id: UUID
    name: str
    position: int
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class Touchpoint:
    """One interaction within a stage, the department that runs it and the person who minds it."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    stage_id: UUID
    name: str
    position: int
    channel: Channel
    importance: Importance = Importance.MEDIUM
    department_id: UUID | None = None
    steward_id: UUID | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


class JourneyFields(TypedDict, total=False):
    """What may be written of a journey."""

    name: str
    description: str | None
    external_id: str | None


class StageFields(TypedDict, total=False):
    """What may be written of a stage."""

    name: str
    external_id: str | None


class TouchpointFields(TypedDict, total=False):
    """What may be written of a touchpoint."""

    stage_id: UUID
    name: str
    channel: Channel
    importance: Importance
    department_id: UUID | None
    steward_id: UUID | None
    external_id: str | None


JOURNEY = WriteRules(
    Journey,
    {
        "name": fields.line(200),
        "description": fields.prose,
        "external_id": fields.external_id,
    },
    required=frozenset({"name"}),
)
STAGE = WriteRules(
    Stage,
    {
        "journey_id": fields.one_of,
        "name": fields.line(200),
        "external_id": fields.external_id,
    },
    required=frozenset({"journey_id", "name"}),
    references={"journey_id": Journey},
)
TOUCHPOINT = WriteRules(
    Touchpoint,
    {
        "stage_id": fields.one_of,
        "name": fields.line(200),
        "channel": fields.one_of,
        "importance": fields.one_of,
        "department_id": fields.reference,
        "steward_id": fields.reference,
        "external_id": fields.external_id,
    },
    required=frozenset({"stage_id", "name", "channel"}),
    references={"stage_id": Stage, "department_id": Department, "steward_id": Person},
)


async def create(work: UnitOfWork, **given: Unpack[JourneyFields]) -> Journey:
    """Begin to describe what a customer goes through."""
    journey = await JOURNEY.create(work, given)
    work.record(EventKind.JOURNEY_CREATED, journey)
    return journey


async def update(work: UnitOfWork, journey_id: UUID, **given: Unpack[JourneyFields]) -> Journey:
    """Change what is known of a journey."""
    journey = await usable(work, Journey, journey_id, "id")
    await JOURNEY.update(work, journey, given, EventKind.JOURNEY_UPDATED)
    return journey


async def archive(work: UnitOfWork, journey_id: UUID) -> Journey:
    """Archive a journey."""
    journey = await work.get(Journey, journey_id, "id")
    return archive_row(work, journey, EventKind.JOURNEY_ARCHIVED)


async def unarchive(work: UnitOfWork, journey_id: UUID) -> Journey:
    """Unarchive a journey."""
    journey = await work.get(Journey, journey_id, "id")
    return unarchive_row(work, journey, EventKind.JOURNEY_UNARCHIVED)


async def create_stage(work: UnitOfWork, journey_id: UUID, **given: Unpack[StageFields]) -> Stage:
    """Add a stage at the end of a journey."""
    present = await work.find(Stage, journey_id=journey_id)
    written = {**given, "journey_id": journey_id}
    stage = await STAGE.create(work, written, position=next_position(present))
    work.record(EventKind.STAGE_CREATED, stage, data={"journey_id": journey_id})
    return stage


async def update_stage(work: UnitOfWork, stage_id: UUID, **given: Unpack[StageFields]) -> Stage:
    """Change what is known of a stage."""
    stage = await usable(work, Stage, stage_id, "id")
    await STAGE.update(work, stage, given, EventKind.STAGE_UPDATED)
    return stage


async def archive_stage(work: UnitOfWork, stage_id: UUID) -> Stage:
    """Archive a stage."""
    stage = await work.get(Stage, stage_id, "id")
    return archive_row(work, stage, EventKind.STAGE_ARCHIVED)


async def unarchive_stage(work: UnitOfWork, stage_id: UUID) -> Stage:
    """Unarchive a stage."""
    stage = await work.get(Stage, stage_id, "id")
    return unarchive_row(work, stage, EventKind.STAGE_UNARCHIVED)


async def reorder_stages(work: UnitOfWork, journey_id: UUID, stage_ids: list[UUID]) -> Journey:
    """Put the stages of a journey in this order."""
    journey = await usable(work, Journey, journey_id, "id")
    if reorder(await work.find(Stage, journey_id=journey.id), stage_ids, "stage_ids"):
        work.record(EventKind.JOURNEY_STAGES_REORDERED, journey, data={"stage_ids": stage_ids})
    return journey


async def create_touchpoint(work: UnitOfWork, **given: Unpack[TouchpointFields]) -> Touchpoint:
    """Add an interaction at the end of a stage."""
    present = await work.find(Touchpoint, stage_id=given.get("stage_id"))
    touchpoint = await TOUCHPOINT.create(work, given, position=next_position(present))
    data = {"stage_id": touchpoint.stage_id}
    work.record(EventKind.TOUCHPOINT_CREATED, touchpoint, data=data)
    return touchpoint


async def update_touchpoint(
    work: UnitOfWork, touchpoint_id: UUID, **given: Unpack[TouchpointFields]
) -> Touchpoint:
    """Change what is known of a touchpoint; in another stage it goes to the end."""
    touchpoint = await usable(work, Touchpoint, touchpoint_id, "id")
    changes = await TOUCHPOINT.update(work, touchpoint, given, EventKind.TOUCHPOINT_UPDATED)
    if "stage_id" in changes:
        others = await work.find(Touchpoint, stage_id=touchpoint.stage_id)
        touchpoint.position = next_position([one for one in others if one is not touchpoint])
    return touchpoint


async def archive_touchpoint(work: UnitOfWork, touchpoint_id: UUID) -> Touchpoint:
    """Archive a touchpoint."""
    touchpoint = await work.get(Touchpoint, touchpoint_id, "id")
    return archive_row(work, touchpoint, EventKind.TOUCHPOINT_ARCHIVED)


async def unarchive_touchpoint(work: UnitOfWork, touchpoint_id: UUID) -> Touchpoint:
    """Unarchive a touchpoint."""
    touchpoint = await work.get(Touchpoint, touchpoint_id, "id")
    return unarchive_row(work, touchpoint, EventKind.TOUCHPOINT_UNARCHIVED)


async def reorder_touchpoints(
    work: UnitOfWork, stage_id: UUID, touchpoint_ids: list[UUID]
) -> Stage:
    """Put the touchpoints of a stage in this order."""
    stage = await usable(work, Stage, stage_id, "id")
    present = await work.find(Touchpoint, stage_id=stage.id)
    if reorder(present, touchpoint_ids, "touchpoint_ids"):
        data = {"touchpoint_ids": touchpoint_ids}
        work.record(EventKind.STAGE_TOUCHPOINTS_REORDERED, stage, data=data)
    return stage


def next_position(present: Sequence[Stage | Touchpoint]) -> int:
    return max((one.position for one in present), default=0) + 1


def reorder(present: Sequence[Stage | Touchpoint], wanted: Sequence[UUID], *path: str) -> bool:
    """Give the rows the positions wanted and say whether any moved; the archived come last.

    Every row that is not archived must be named exactly once, so that two people who reorder at
    the same time can't lose a row between them.
    """
    rows = {one.id: one for one in present}
    shown = {one.id for one in present if one.archived_on is None}
    if len(wanted) != len(set(wanted)) or set(wanted) != shown:
        refuse(
            ProblemCode.INVALID,
            f"Name each of the {len(shown)} that are not archived exactly once.",
            *path,
            hint="Read the list again: somebody may have added or archived one.",
        )
    archived = [one.id for one in present if one.id not in shown]
    moved = False
    for position, row_id in enumerate([*wanted, *archived], start=1):
        moved = moved or rows[row_id].position != position
        rows[row_id].position = position
    return moved
