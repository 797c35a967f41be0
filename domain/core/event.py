"""Events: what the ledger says has changed. Audit trail, change feed and outbox are made of them.

An event refers and counts; it never repeats what people wrote. So a person can be erased from the
rows that hold personal data while the ledger stays whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum, auto
from typing import Final, Self, TypeAlias, cast
from uuid import UUID

Fact: TypeAlias = UUID | StrEnum | Decimal | date | int | float | bool | None
EventData: TypeAlias = Mapping[str, "Fact | Sequence[Fact] | EventData"]
Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"


class Audience(Enum):
    """Where an event is shown, beside the audit trail."""

    LEDGER = auto()  # in the changes of the portfolio
    NEWS = auto()  # there, and as news to those who come back to the portfolio
    ACCESS = auto()  # nowhere: who comes in and how is no matter of the portfolio


class EventKind(StrEnum):
    """What happened, in the words of the ledger, with a sentence for clients and its audience."""

    about: str
    audience: Audience

    def __new__(cls, value: str, about: str, audience: Audience) -> Self:
        """Make a kind of event; each says where it is shown."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.about = about
        made.audience = audience
        return made

    ORGANISATION_CREATED = ("ORGANISATION_CREATED", "The organisation was set up.", Audience.LEDGER)
    ORGANISATION_UPDATED = (
        "ORGANISATION_UPDATED",
        "Something of the organisation was changed.",
        Audience.LEDGER,
    )
    TOKEN_ISSUED = ("TOKEN_ISSUED", "A token was issued.", Audience.ACCESS)
    TOKEN_REVOKED = (
        "TOKEN_REVOKED",
        "A token was revoked: it opens nothing any more.",
        Audience.ACCESS,
    )
    MEMBER_INVITED = ("MEMBER_INVITED", "Somebody was invited to sign in.", Audience.ACCESS)
    MEMBER_JOINED = ("MEMBER_JOINED", "Somebody signed in for the first time.", Audience.ACCESS)
    MEMBER_ROLE_SET = ("MEMBER_ROLE_SET", "A member was given another role.", Audience.ACCESS)
    MEMBER_REMOVED = ("MEMBER_REMOVED", "A member may no longer sign in.", Audience.ACCESS)
    SIGN_IN_LINK_MADE = (
        "SIGN_IN_LINK_MADE",
        "A link to sign in with, once, was made.",
        Audience.ACCESS,
    )
    SIGNED_IN = ("SIGNED_IN", "A member signed in.", Audience.ACCESS)
    SIGNED_OUT = ("SIGNED_OUT", "A member signed out.", Audience.ACCESS)
    SESSIONS_ENDED = ("SESSIONS_ENDED", "A member was signed out everywhere.", Audience.ACCESS)
    DEPARTMENT_CREATED = ("DEPARTMENT_CREATED", "A department was added.", Audience.LEDGER)
    DEPARTMENT_UPDATED = (
        "DEPARTMENT_UPDATED",
        "Something of a department was changed.",
        Audience.LEDGER,
    )
    DEPARTMENT_ARCHIVED = (
        "DEPARTMENT_ARCHIVED",
        "A department was taken out of the lists.",
        Audience.LEDGER,
    )
    DEPARTMENT_UNARCHIVED = (
        "DEPARTMENT_UNARCHIVED",
        "A department was brought back into the lists.",
        Audience.LEDGER,
    )
    PERSON_CREATED = ("PERSON_CREATED", "A person was added.", Audience.LEDGER)
    PERSON_UPDATED = ("PERSON_UPDATED", "Something of a person was changed.", Audience.LEDGER)
    PERSON_LEFT = ("PERSON_LEFT", "A person left the organisation.", Audience.LEDGER)
    PERSON_ARCHIVED = ("PERSON_ARCHIVED", "A person was taken out of the lists.", Audience.LEDGER)
    PERSON_UNARCHIVED = (
        "PERSON_UNARCHIVED",
        "A person was brought back into the lists.",
        Audience.LEDGER,
    )
    PERSON_ERASED = (
        "PERSON_ERASED",
        "Everything personal of a person was erased for good.",
        Audience.LEDGER,
    )
    JOURNEY_CREATED = ("JOURNEY_CREATED", "A journey was added.", Audience.LEDGER)
    JOURNEY_UPDATED = ("JOURNEY_UPDATED", "Something of a journey was changed.", Audience.LEDGER)
    JOURNEY_STAGES_REORDERED = (
        "JOURNEY_STAGES_REORDERED",
        "The stages of a journey were put into another order.",
        Audience.LEDGER,
    )
    JOURNEY_ARCHIVED = (
        "JOURNEY_ARCHIVED",
        "A journey was taken out of the lists.",
        Audience.LEDGER,
    )
    JOURNEY_UNARCHIVED = (
        "JOURNEY_UNARCHIVED",
        "A journey was brought back into the lists.",
        Audience.LEDGER,
    )
    STAGE_CREATED = ("STAGE_CREATED", "A stage was added.", Audience.LEDGER)
    STAGE_UPDATED = ("STAGE_UPDATED", "Something of a stage was changed.", Audience.LEDGER)
    STAGE_TOUCHPOINTS_REORDERED = (
        "STAGE_TOUCHPOINTS_REORDERED",
        "The touchpoints of a stage were put into another order.",
        Audience.LEDGER,
    )
    STAGE_ARCHIVED = ("STAGE_ARCHIVED", "A stage was taken out of the lists.", Audience.LEDGER)
    STAGE_UNARCHIVED = (
        "STAGE_UNARCHIVED",
        "A stage was brought back into the lists.",
        Audience.LEDGER,
    )
    TOUCHPOINT_CREATED = ("TOUCHPOINT_CREATED", "A touchpoint was added.", Audience.LEDGER)
    TOUCHPOINT_UPDATED = (
        "TOUCHPOINT_UPDATED",
        "Something of a touchpoint was changed.",
        Audience.LEDGER,
    )
    TOUCHPOINT_ARCHIVED = (
        "TOUCHPOINT_ARCHIVED",
        "A touchpoint was taken out of the lists.",
        Audience.LEDGER,
    )
    TOUCHPOINT_UNARCHIVED = (
        "TOUCHPOINT_UNARCHIVED",
        "A touchpoint was brought back into the lists.",
        Audience.LEDGER,
    )
    INITIATIVE_PROPOSED = ("INITIATIVE_PROPOSED", "An initiative was proposed.", Audience.NEWS)
    INITIATIVE_UPDATED = (
        "INITIATIVE_UPDATED",
        "Something of an initiative was changed.",
        Audience.LEDGER,
    )
    INITIATIVE_OWNER_ASSIGNED = (
        "INITIATIVE_OWNER_ASSIGNED",
        "Another owner answers for an initiative.",
        Audience.NEWS,
    )
    INITIATIVE_SPONSOR_ASSIGNED = (
        "INITIATIVE_SPONSOR_ASSIGNED",
        "Another sponsor backs an initiative.",
        Audience.LEDGER,
    )
    INITIATIVE_COMMITTED = (
        "INITIATIVE_COMMITTED",
        "An initiative was committed to.",
        Audience.NEWS,
    )
    INITIATIVE_STARTED = ("INITIATIVE_STARTED", "Work on an initiative began.", Audience.NEWS)
    INITIATIVE_HELD = ("INITIATIVE_HELD", "An initiative was put on hold.", Audience.NEWS)
    INITIATIVE_RESUMED = ("INITIATIVE_RESUMED", "Work on an initiative went on.", Audience.NEWS)
    INITIATIVE_EMBEDDED = (
        "INITIATIVE_EMBEDDED",
        "An initiative's change is being embedded.",
        Audience.NEWS,
    )
    INITIATIVE_FINISHED = ("INITIATIVE_FINISHED", "An initiative is done.", Audience.NEWS)
    INITIATIVE_STOPPED = ("INITIATIVE_STOPPED", "An initiative was stopped.", Audience.NEWS)
    INITIATIVE_ARCHIVED = (
        "INITIATIVE_ARCHIVED",
        "An initiative was taken out of the lists.",
        Audience.LEDGER,
    )
    INITIATIVE_UNARCHIVED = (
        "INITIATIVE_UNARCHIVED",
        "An initiative was brought back into the lists.",
        Audience.NEWS,
    )
    PARTICIPATION_SET = (
        "PARTICIPATION_SET",
        "A department takes part in an initiative, or in another role.",
        Audience.LEDGER,
    )
    PARTICIPATION_REMOVED = (
        "PARTICIPATION_REMOVED",
        "A department no longer takes part in an initiative.",
        Audience.LEDGER,
    )
    OBJECTIVE_CREATED = ("OBJECTIVE_CREATED", "An objective was added.", Audience.LEDGER)
    OBJECTIVE_UPDATED = (
        "OBJECTIVE_UPDATED",
        "Something of an objective was changed.",
        Audience.LEDGER,
    )
    OBJECTIVE_ARCHIVED = (
        "OBJECTIVE_ARCHIVED",
        "An objective was taken out of the lists.",
        Audience.LEDGER,
    )
    OBJECTIVE_UNARCHIVED = (
        "OBJECTIVE_UNARCHIVED",
        "An objective was brought back into the lists.",
        Audience.LEDGER,
    )
    INITIATIVE_OBJECTIVE_ADDED = (
        "INITIATIVE_OBJECTIVE_ADDED",
        "An initiative serves one more objective.",
        Audience.LEDGER,
    )
    INITIATIVE_OBJECTIVE_REMOVED = (
        "INITIATIVE_OBJECTIVE_REMOVED",
        "An initiative no longer serves an objective.",
        Audience.LEDGER,
    )
    EFFECT_SET = (
        "EFFECT_SET",
        "An effect on a touchpoint is expected, or another than before.",
        Audience.LEDGER,
    )
    EFFECT_SEEN = ("EFFECT_SEEN", "An effect on a touchpoint was seen.", Audience.LEDGER)
    EFFECT_REMOVED = (
        "EFFECT_REMOVED",
        "An effect on a touchpoint is no longer expected.",
        Audience.LEDGER,
    )
    MILESTONE_ADDED = ("MILESTONE_ADDED", "A milestone was added.", Audience.NEWS)
    MILESTONE_UPDATED = (
        "MILESTONE_UPDATED",
        "Something of a milestone was changed.",
        Audience.LEDGER,
    )
    MILESTONE_DATED = ("MILESTONE_DATED", "A milestone got its first date.", Audience.NEWS)
    MILESTONE_REPLANNED = (
        "MILESTONE_REPLANNED",
        "A milestone was promised for another day.",
        Audience.NEWS,
    )
    MILESTONE_UNDATED = ("MILESTONE_UNDATED", "A milestone lost its date.", Audience.NEWS)
    MILESTONE_COMPLETED = ("MILESTONE_COMPLETED", "A milestone was met.", Audience.NEWS)
    MILESTONE_REOPENED = (
        "MILESTONE_REOPENED",
        "A milestone that was met or given up is open again.",
        Audience.NEWS,
    )
    MILESTONE_DROPPED = ("MILESTONE_DROPPED", "A milestone was given up.", Audience.NEWS)
    DEPENDENCY_ADDED = ("DEPENDENCY_ADDED", "A milestone waits for another.", Audience.LEDGER)
    DEPENDENCY_REMOVED = (
        "DEPENDENCY_REMOVED",
        "A milestone no longer waits for another.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_LOGGED = ("SHORT_TERM_WIN_LOGGED", "A short-term win was logged.", Audience.NEWS)
    SHORT_TERM_WIN_UPDATED = (
        "SHORT_TERM_WIN_UPDATED",
        "Something of a short-term win was changed.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_PROVEN = (
        "SHORT_TERM_WIN_PROVEN",
        "A short-term win got its evidence.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_SHARED = (
        "SHORT_TERM_WIN_SHARED",
        "A short-term win was shared with somebody.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_UNSHARED = (
        "SHORT_TERM_WIN_UNSHARED",
        "That a short-term win was shared was taken back as a mistake.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_CREDITED = (
        "SHORT_TERM_WIN_CREDITED",
        "It was said whom a short-term win is due to.",
        Audience.LEDGER,
    )
    SHORT_TERM_WIN_ARCHIVED = (
        "SHORT_TERM_WIN_ARCHIVED",
        "A short-term win was taken out of the lists.",
        Audience.NEWS,
    )
    SHORT_TERM_WIN_UNARCHIVED = (
        "SHORT_TERM_WIN_UNARCHIVED",
        "A short-term win was brought back into the lists.",
        Audience.NEWS,
    )
    STATUS_UPDATE_POSTED = (
        "STATUS_UPDATE_POSTED",
        "An owner said how an initiative is doing.",
        Audience.NEWS,
    )
    COMMENT_ADDED = ("COMMENT_ADDED", "Somebody commented.", Audience.LEDGER)
    COMMENT_EDITED = ("COMMENT_EDITED", "A comment was changed.", Audience.LEDGER)
    COMMENT_ARCHIVED = (
        "COMMENT_ARCHIVED",
        "A comment was taken out of the lists.",
        Audience.LEDGER,
    )
    STALL_RISK_LEVEL_CHANGED = (
        "STALL_RISK_LEVEL_CHANGED",
        "The stall risk of an initiative reached another level.",
        Audience.NEWS,
    )
    STALL_RISK_SWEPT = (
        "STALL_RISK_SWEPT",
        "The stall risk was judged anew for a day: of some initiatives at once.",
        Audience.LEDGER,
    )
    INITIATIVE_IMPORTED = (
        "INITIATIVE_IMPORTED",
        "An initiative was imported, or what an import changed of it.",
        Audience.LEDGER,
    )
    FINDING_RAISED = ("FINDING_RAISED", "A finding was raised.", Audience.LEDGER)
    FINDING_GONE = ("FINDING_GONE", "The facts no longer show a finding.", Audience.LEDGER)
    FINDINGS_SWEPT = ("FINDINGS_SWEPT", "Findings were looked for on a day.", Audience.LEDGER)
    FINDING_ACKNOWLEDGED = ("FINDING_ACKNOWLEDGED", "A finding was acknowledged.", Audience.LEDGER)
    FINDING_UNACKNOWLEDGED = (
        "FINDING_UNACKNOWLEDGED",
        "The acknowledgement of a finding was taken back.",
        Audience.LEDGER,
    )
    FINDING_THRESHOLD_SET = (
        "FINDING_THRESHOLD_SET",
        "A threshold of a rule was set.",
        Audience.LEDGER,
    )
    REVIEW_HELD = ("REVIEW_HELD", "A review was held: what it shows is kept.", Audience.LEDGER)
    REVIEW_UPDATED = ("REVIEW_UPDATED", "A review was called differently.", Audience.LEDGER)
    REVIEW_ARCHIVED = ("REVIEW_ARCHIVED", "A review was taken out of the list.", Audience.LEDGER)
    REVIEW_UNARCHIVED = (
        "REVIEW_UNARCHIVED",
        "A review was brought back into the list.",
        Audience.LEDGER,
    )
    DECISION_ASKED = ("DECISION_ASKED", "Leadership was asked for a decision.", Audience.LEDGER)
    DECISION_UPDATED = (
        "DECISION_UPDATED",
        "Something of a decision that is asked was changed.",
        Audience.LEDGER,
    )
    DECISION_TAKEN = ("DECISION_TAKEN", "A decision was taken.", Audience.LEDGER)
    DECISION_WITHDRAWN = (
        "DECISION_WITHDRAWN",
        "A decision that was asked was withdrawn.",
        Audience.LEDGER,
    )
    ACTION_ADDED = ("ACTION_ADDED", "Somebody took on an action in a review.", Audience.LEDGER)
    ACTION_UPDATED = ("ACTION_UPDATED", "Something of an action was changed.", Audience.LEDGER)
    ACTION_COMPLETED = ("ACTION_COMPLETED", "An action was done.", Audience.LEDGER)
    ACTION_REOPENED = (
        "ACTION_REOPENED",
        "An action that was done was opened again.",
        Audience.LEDGER,
    )


# Who comes in and how: no matter of the portfolio.
ACCESS: Final = frozenset(kind for kind in EventKind if kind.audience is Audience.ACCESS)


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
