"""Events: what the ledger says has changed. Audit trail, change feed and outbox are made of them.

An event refers and counts; it never repeats what people wrote. So a person can be erased from the
rows that hold personal data while the ledger stays whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias, cast
from uuid import UUID

Fact: TypeAlias = UUID | StrEnum | Decimal | date | int | float | bool | None
EventData: TypeAlias = Mapping[str, "Fact | Sequence[Fact] | EventData"]
Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"


class EventKind(StrEnum):
    """What happened, in the words of the ledger."""

    ORGANISATION_CREATED = "ORGANISATION_CREATED"
    ORGANISATION_UPDATED = "ORGANISATION_UPDATED"
    TOKEN_ISSUED = "TOKEN_ISSUED"  # noqa: S105 - a name
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105 - a name
    MEMBER_INVITED = "MEMBER_INVITED"
    MEMBER_JOINED = "MEMBER_JOINED"
    MEMBER_ROLE_SET = "MEMBER_ROLE_SET"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    SIGN_IN_LINK_MADE = "SIGN_IN_LINK_MADE"
    SIGNED_IN = "SIGNED_IN"
    SIGNED_OUT = "SIGNED_OUT"
    SESSIONS_ENDED = "SESSIONS_ENDED"
    DEPARTMENT_CREATED = "DEPARTMENT_CREATED"
    DEPARTMENT_UPDATED = "DEPARTMENT_UPDATED"
    DEPARTMENT_ARCHIVED = "DEPARTMENT_ARCHIVED"
    DEPARTMENT_UNARCHIVED = "DEPARTMENT_UNARCHIVED"
    PERSON_CREATED = "PERSON_CREATED"
    PERSON_UPDATED = "PERSON_UPDATED"
    PERSON_LEFT = "PERSON_LEFT"
    PERSON_ARCHIVED = "PERSON_ARCHIVED"
    PERSON_UNARCHIVED = "PERSON_UNARCHIVED"
    PERSON_ERASED = "PERSON_ERASED"
    JOURNEY_CREATED = "JOURNEY_CREATED"
    JOURNEY_UPDATED = "JOURNEY_UPDATED"
    JOURNEY_STAGES_REORDERED = "JOURNEY_STAGES_REORDERED"
    JOURNEY_ARCHIVED = "JOURNEY_ARCHIVED"
    JOURNEY_UNARCHIVED = "JOURNEY_UNARCHIVED"
    STAGE_CREATED = "STAGE_CREATED"
    STAGE_UPDATED = "STAGE_UPDATED"
    STAGE_TOUCHPOINTS_REORDERED = "STAGE_TOUCHPOINTS_REORDERED"
    STAGE_ARCHIVED = "STAGE_ARCHIVED"
    STAGE_UNARCHIVED = "STAGE_UNARCHIVED"
    TOUCHPOINT_CREATED = "TOUCHPOINT_CREATED"
    TOUCHPOINT_UPDATED = "TOUCHPOINT_UPDATED"
    TOUCHPOINT_ARCHIVED = "TOUCHPOINT_ARCHIVED"
    TOUCHPOINT_UNARCHIVED = "TOUCHPOINT_UNARCHIVED"
    INITIATIVE_PROPOSED = "INITIATIVE_PROPOSED"
    INITIATIVE_UPDATED = "INITIATIVE_UPDATED"
    INITIATIVE_OWNER_ASSIGNED = "INITIATIVE_OWNER_ASSIGNED"
    INITIATIVE_SPONSOR_ASSIGNED = "INITIATIVE_SPONSOR_ASSIGNED"
    INITIATIVE_COMMITTED = "INITIATIVE_COMMITTED"
    INITIATIVE_STARTED = "INITIATIVE_STARTED"
    INITIATIVE_HELD = "INITIATIVE_HELD"
    INITIATIVE_RESUMED = "INITIATIVE_RESUMED"
    INITIATIVE_EMBEDDED = "INITIATIVE_EMBEDDED"
    INITIATIVE_FINISHED = "INITIATIVE_FINISHED"
    INITIATIVE_STOPPED = "INITIATIVE_STOPPED"
    INITIATIVE_ARCHIVED = "INITIATIVE_ARCHIVED"
    INITIATIVE_UNARCHIVED = "INITIATIVE_UNARCHIVED"
    PARTICIPATION_SET = "PARTICIPATION_SET"
    PARTICIPATION_REMOVED = "PARTICIPATION_REMOVED"
    EFFECT_SET = "EFFECT_SET"
    EFFECT_SEEN = "EFFECT_SEEN"
    EFFECT_REMOVED = "EFFECT_REMOVED"
    MILESTONE_ADDED = "MILESTONE_ADDED"
    MILESTONE_UPDATED = "MILESTONE_UPDATED"
    MILESTONE_DATED = "MILESTONE_DATED"
    MILESTONE_REPLANNED = "MILESTONE_REPLANNED"
    MILESTONE_UNDATED = "MILESTONE_UNDATED"
    MILESTONE_COMPLETED = "MILESTONE_COMPLETED"
    MILESTONE_REOPENED = "MILESTONE_REOPENED"
    MILESTONE_DROPPED = "MILESTONE_DROPPED"
    DEPENDENCY_ADDED = "DEPENDENCY_ADDED"
    DEPENDENCY_REMOVED = "DEPENDENCY_REMOVED"
    SHORT_TERM_WIN_LOGGED = "SHORT_TERM_WIN_LOGGED"
    SHORT_TERM_WIN_UPDATED = "SHORT_TERM_WIN_UPDATED"
    SHORT_TERM_WIN_PROVEN = "SHORT_TERM_WIN_PROVEN"
    SHORT_TERM_WIN_SHARED = "SHORT_TERM_WIN_SHARED"
    SHORT_TERM_WIN_UNSHARED = "SHORT_TERM_WIN_UNSHARED"
    SHORT_TERM_WIN_CREDITED = "SHORT_TERM_WIN_CREDITED"
    SHORT_TERM_WIN_ARCHIVED = "SHORT_TERM_WIN_ARCHIVED"
    SHORT_TERM_WIN_UNARCHIVED = "SHORT_TERM_WIN_UNARCHIVED"
    STATUS_UPDATE_POSTED = "STATUS_UPDATE_POSTED"
    COMMENT_ADDED = "COMMENT_ADDED"
    COMMENT_EDITED = "COMMENT_EDITED"
    COMMENT_ARCHIVED = "COMMENT_ARCHIVED"
    STALL_RISK_LEVEL_CHANGED = "STALL_RISK_LEVEL_CHANGED"
    STALL_RISK_SWEPT = "STALL_RISK_SWEPT"
    INITIATIVE_IMPORTED = "INITIATIVE_IMPORTED"
    FINDING_RAISED = "FINDING_RAISED"
    FINDING_GONE = "FINDING_GONE"
    FINDINGS_SWEPT = "FINDINGS_SWEPT"
    FINDING_ACKNOWLEDGED = "FINDING_ACKNOWLEDGED"
    FINDING_UNACKNOWLEDGED = "FINDING_UNACKNOWLEDGED"
    FINDING_THRESHOLD_SET = "FINDING_THRESHOLD_SET"
    REVIEW_HELD = "REVIEW_HELD"
    REVIEW_UPDATED = "REVIEW_UPDATED"
    REVIEW_ARCHIVED = "REVIEW_ARCHIVED"
    REVIEW_UNARCHIVED = "REVIEW_UNARCHIVED"
    DECISION_ASKED = "DECISION_ASKED"
    DECISION_UPDATED = "DECISION_UPDATED"
    DECISION_TAKEN = "DECISION_TAKEN"
    DECISION_WITHDRAWN = "DECISION_WITHDRAWN"
    ACTION_ADDED = "ACTION_ADDED"
    ACTION_UPDATED = "ACTION_UPDATED"
    ACTION_COMPLETED = "ACTION_COMPLETED"
    ACTION_REOPENED = "ACTION_REOPENED"


# Who comes in and how: no matter of the portfolio.
ACCESS: Final = frozenset(
    {
        EventKind.TOKEN_ISSUED,
        EventKind.TOKEN_REVOKED,
        EventKind.MEMBER_INVITED,
        EventKind.MEMBER_JOINED,
        EventKind.MEMBER_ROLE_SET,
        EventKind.MEMBER_REMOVED,
        EventKind.SIGN_IN_LINK_MADE,
        EventKind.SIGNED_IN,
        EventKind.SIGNED_OUT,
        EventKind.SESSIONS_ENDED,
    }
)


class ChangesOutcome(StrEnum):
    """Whether all that happened behind a revision could be told."""

    CHANGES = "CHANGES"
    RESYNC = "RESYNC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change: of what (`subject_type` names its entity), when it happened, its facts."""

    kind: EventKind
    subject_type: str
    subject_id: UUID
    initiative_id: UUID | None
    occurred_on: date
    data: EventData = field(default_factory=dict)


def as_json(data: object) -> Json:
    """Return event data as JSON can hold it: exact numbers and days as text, enums by name.

    Free text is a TypeError: the ledger must not hold what may have to be erased.
    """
    if data is None or isinstance(data, bool | int | float):
        return data
    if isinstance(data, StrEnum):
        return data.value
    if isinstance(data, UUID | Decimal):
        return str(data)
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, Mapping):
        items = cast("Mapping[str, object]", data)
        return {name: as_json(value) for name, value in items.items()}
    if isinstance(data, list | tuple):
        return [as_json(value) for value in data]
    raise TypeError(f"an event can't hold {type(data).__name__}: refer to it by id")
