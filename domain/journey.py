"""Journeys: what a customer goes through, as ordered stages of touchpoints."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


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
    DECISIVE = "DECISIVE"


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
