"""Filters: which rows of an entity a connection lists. All that is given must hold."""

from typing import TYPE_CHECKING, Generic, TypeVar

import strawberry

from api.vocabulary.comparators import (
    BooleanComparator,
    DateComparator,
    DateTimeComparator,
    EnumComparator,
    FloatComparator,
    IdComparator,
    IntComparator,
    TextComparator,
)
from api.vocabulary.fields import described
from domain.core.event import EventKind
from domain.core.viewer import AuthenticationMethod, Role
from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import RuleName
from domain.journeys.journey import Channel, Importance
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.short_term_win import Proof
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level, State

if TYPE_CHECKING:
    # Follows from its kind (api/vocabulary/kinds.py), and is here when the schema is built.
    from typing import Any as ObjectiveFilter

FilterType = TypeVar("FilterType")


@strawberry.input(description="Asks something of the rows of a list.")
class ListFilter(Generic[FilterType]):
    some: FilterType | None = described("At least one row fulfils this.")
    none: FilterType | None = described("No row fulfils this.")


@strawberry.input(description="Asks something of departments. All that is given must hold.")
class DepartmentFilter:
    and_: list["DepartmentFilter"] | None = described("All of these hold.", name="and")
    or_: list["DepartmentFilter"] | None = described("At least one of these holds.", name="or")
    not_: "DepartmentFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    name: TextComparator | None = described("Its name.")
    head_count: IntComparator | None = described("How many people work there.")
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )
    people: "ListFilter[PersonFilter] | None" = described("Asks something of the people in it.")
    participations: "ListFilter[ParticipationFilter] | None" = described(
        "Asks something of its parts in initiatives."
    )


@strawberry.input(description="Asks something of people. All that is given must hold.")
class PersonFilter:
    and_: list["PersonFilter"] | None = described("All of these hold.", name="and")
    or_: list["PersonFilter"] | None = described("At least one of these holds.", name="or")
    not_: "PersonFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Their id.")
    name: TextComparator | None = described("Their name.")
    email: TextComparator | None = described("Their e-mail address.")
    department_id: IdComparator | None = described("The department they belong to.")
    department: DepartmentFilter | None = described("Asks something of their department.")
    left_on: DateComparator | None = described("The day on which they left.")
    external_id: TextComparator | None = described("Their id in the tool they were imported from.")
    archived_on: DateComparator | None = described(
        "The day on which they were archived; without includeArchived nothing archived is listed."
    )
    owned_initiatives: "ListFilter[InitiativeFilter] | None" = described(
        "Asks something of the initiatives they answer for."
    )
    owned_milestones: "ListFilter[MilestoneFilter] | None" = described(
        "Asks something of the milestones they promised."
    )
    findings: "ListFilter[FindingFilter] | None" = described(
        "Asks something of the findings that concern them and still show."
    )


@strawberry.input(description="Asks something of journeys. All that is given must hold.")
class JourneyFilter:
    and_: list["JourneyFilter"] | None = described("All of these hold.", name="and")
    or_: list["JourneyFilter"] | None = described("At least one of these holds.", name="or")
    not_: "JourneyFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    name: TextComparator | None = described("Its name.")
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of stages. All that is given must hold.")
class StageFilter:
    and_: list["StageFilter"] | None = described("All of these hold.", name="and")
    or_: list["StageFilter"] | None = described("At least one of these holds.", name="or")
    not_: "StageFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    name: TextComparator | None = described("Its name.")
    journey_id: IdComparator | None = described("The journey it belongs to.")
    journey: JourneyFilter | None = described("Asks something of the journey it belongs to.")


@strawberry.input(description="Asks something of touchpoints. All that is given must hold.")
class TouchpointFilter:
    and_: list["TouchpointFilter"] | None = described("All of these hold.", name="and")
    or_: list["TouchpointFilter"] | None = described("At least one of these holds.", name="or")
    not_: "TouchpointFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    name: TextComparator | None = described("Its name.")
    stage_id: IdComparator | None = described("The stage it belongs to.")
    stage: StageFilter | None = described("Asks something of the stage it belongs to.")
    channel: EnumComparator[Channel] | None = described("Where it happens.")
    importance: EnumComparator[Importance] | None = described("How much it matters.")
    department_id: IdComparator | None = described("The department that runs it.")
    department: DepartmentFilter | None = described(
        "Asks something of the department that runs it."
    )
    steward_id: IdComparator | None = described("The person who minds it.")
    steward: PersonFilter | None = described("Asks something of the person who minds it.")
    effects: "ListFilter[EffectFilter] | None" = described("Asks something of the effects on it.")
    short_term_wins: "ListFilter[ShortTermWinFilter] | None" = described(
        "Asks something of the wins that customers notice here."
    )
    findings: "ListFilter[FindingFilter] | None" = described(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of the stall risk. All that is given must hold.")
class StallRiskFilter:
    and_: list["StallRiskFilter"] | None = described("All of these hold.", name="and")
    or_: list["StallRiskFilter"] | None = described("At least one of these holds.", name="or")
    not_: "StallRiskFilter | None" = described("This does not hold.", name="not")
    state: EnumComparator[State] | None = described(
        "Whether there is a probability, and if not, why."
    )
    probability: FloatComparator | None = described("The probability of stalling, 0 to 1.")
    level: EnumComparator[Level] | None = described("The level for people.")
    days_late: IntComparator | None = described("Days the oldest open promise is overdue.")
    missed_count: IntComparator | None = described("Promised dates that passed undelivered.")
    days_silent: IntComparator | None = described("Days since anything happened.")
    days_to_next: IntComparator | None = described("Days to the next promised date.")
    open_count: IntComparator | None = described("Open milestones.")
    overdue_count: IntComparator | None = described("Open milestones whose day has passed.")
    undated_count: IntComparator | None = described("Open milestones without a date.")
    last_activity_on: DateComparator | None = described("The day of the last sign of life.")


@strawberry.input(description="Asks something of effects. All that is given must hold.")
class EffectFilter:
    and_: list["EffectFilter"] | None = described("All of these hold.", name="and")
    or_: list["EffectFilter"] | None = described("At least one of these holds.", name="or")
    not_: "EffectFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    direction: EnumComparator[Direction] | None = described("Which way the bond moves.")
    strength: IntComparator | None = described("How much, 1 to 5.")
    observed_on: DateComparator | None = described(
        "The day on which it was seen; absent while hoped for."
    )
    touchpoint_id: IdComparator | None = described("The touchpoint it changes.")
    touchpoint: TouchpointFilter | None = described("Asks something of the touchpoint.")
    initiative_id: IdComparator | None = described("The initiative that is expected to cause it.")
    initiative: "InitiativeFilter | None" = described(
        "Asks something of the initiative that is expected to cause it."
    )


@strawberry.input(description="Asks something of participations. All that is given must hold.")
class ParticipationFilter:
    and_: list["ParticipationFilter"] | None = described("All of these hold.", name="and")
    or_: list["ParticipationFilter"] | None = described("At least one of these holds.", name="or")
    not_: "ParticipationFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    role: TextComparator | None = described("The role the department plays.")
    department_id: IdComparator | None = described("The department.")
    department: DepartmentFilter | None = described("Asks something of the department.")
    initiative_id: IdComparator | None = described("The initiative.")
    initiative: "InitiativeFilter | None" = described("Asks something of the initiative.")


@strawberry.input(description="Asks something of milestones. All that is given must hold.")
class MilestoneFilter:
    and_: list["MilestoneFilter"] | None = described("All of these hold.", name="and")
    or_: list["MilestoneFilter"] | None = described("At least one of these holds.", name="or")
    not_: "MilestoneFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    title: TextComparator | None = described("Its title.")
    owner_id: IdComparator | None = described("Who promised it.")
    owner: PersonFilter | None = described("Asks something of who promised it.")
    first_due_on: DateComparator | None = described("The day first promised.")
    due_on: DateComparator | None = described("The day promised now.")
    completed_on: DateComparator | None = described("The day on which it was met.")
    dropped_on: DateComparator | None = described("The day on which it was given up.")
    missed_count: IntComparator | None = described("Promised dates that passed undelivered.")
    open: BooleanComparator | None = described("Neither met nor given up.")
    overdue: BooleanComparator | None = described("Open, and its day has passed.")
    slip_days: IntComparator | None = described(
        "Days from the first promised day to the one promised now."
    )
    initiative_id: IdComparator | None = described("The initiative.")
    initiative: "InitiativeFilter | None" = described("Asks something of the initiative.")
    depends_on: "ListFilter[MilestoneFilter] | None" = described(
        "Asks something of the milestones it waits for."
    )
    needed_by: "ListFilter[MilestoneFilter] | None" = described(
        "Asks something of the milestones that wait for it."
    )
    findings: "ListFilter[FindingFilter] | None" = described(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")


@strawberry.input(description="Asks something of short-term wins. All that is given must hold.")
class ShortTermWinFilter:
    and_: list["ShortTermWinFilter"] | None = described("All of these hold.", name="and")
    or_: list["ShortTermWinFilter"] | None = described("At least one of these holds.", name="or")
    not_: "ShortTermWinFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    title: TextComparator | None = described("Its title.")
    achieved_on: DateComparator | None = described("The day of the win.")
    shared: BooleanComparator | None = described("Whether anyone was told.")
    proof: EnumComparator[Proof] | None = described("How sure it is.")
    touchpoint_id: IdComparator | None = described("Where customers notice it.")
    touchpoint: TouchpointFilter | None = described("Asks something of the touchpoint.")
    initiative_id: IdComparator | None = described("The initiative.")
    initiative: "InitiativeFilter | None" = described("Asks something of the initiative.")
    due_to: ListFilter[PersonFilter] | None = described(
        "Asks something of the people it is due to."
    )
    findings: "ListFilter[FindingFilter] | None" = described(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of status updates. All that is given must hold.")
class StatusUpdateFilter:
    and_: list["StatusUpdateFilter"] | None = described("All of these hold.", name="and")
    or_: list["StatusUpdateFilter"] | None = described("At least one of these holds.", name="or")
    not_: "StatusUpdateFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    reported_status: EnumComparator[ReportedStatus] | None = described("What was said.")
    occurred_on: DateComparator | None = described("The day on which it was said.")
    person_id: IdComparator | None = described("Who said it.")
    person: PersonFilter | None = described("Asks something of who said it.")


@strawberry.input(description="Asks something of comments. All that is given must hold.")
class CommentFilter:
    and_: list["CommentFilter"] | None = described("All of these hold.", name="and")
    or_: list["CommentFilter"] | None = described("At least one of these holds.", name="or")
    not_: "CommentFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    text: TextComparator | None = described("What it says.")
    person_id: IdComparator | None = described("Who wrote it.")
    person: PersonFilter | None = described("Asks something of who wrote it.")
    milestone_id: IdComparator | None = described("The milestone it is about.")
    milestone: MilestoneFilter | None = described("Asks something of the milestone it is about.")


@strawberry.input(description="Asks something of initiatives. All that is given must hold.")
class InitiativeFilter:
    and_: list["InitiativeFilter"] | None = described("All of these hold.", name="and")
    or_: list["InitiativeFilter"] | None = described("At least one of these holds.", name="or")
    not_: "InitiativeFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    title: TextComparator | None = described("Its title.")
    status: EnumComparator[Lifecycle] | None = described("Where it stands in its life.")
    priority: EnumComparator[Priority] | None = described("How much it matters.")
    owner_id: IdComparator | None = described("Its accountable owner.")
    owner: PersonFilter | None = described("Asks something of its owner.")
    sponsor_id: IdComparator | None = described("Its executive sponsor.")
    sponsor: PersonFilter | None = described("Asks something of its sponsor.")
    case_for_change: TextComparator | None = described("Its case for change.")
    proposed_on: DateComparator | None = described("The day on which it was proposed.")
    started_on: DateComparator | None = described("The day on which work began.")
    target_on: DateComparator | None = described("The day by which it should be done.")
    ended_on: DateComparator | None = described("The day on which it ended.")
    external_id: TextComparator | None = described("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )
    confidential: BooleanComparator | None = described("Whether it is not told yet.")
    stall_risk: StallRiskFilter | None = described("Asks something of its stall risk.")
    latest_status_update: StatusUpdateFilter | None = described(
        "Asks something of what its owner said last; without a status update nothing holds."
    )
    milestones: "ListFilter[MilestoneFilter] | None" = described(
        "Asks something of its milestones."
    )
    short_term_wins: "ListFilter[ShortTermWinFilter] | None" = described(
        "Asks something of its short-term wins."
    )
    effects: "ListFilter[EffectFilter] | None" = described(
        "Asks something of its effects on touchpoints."
    )
    participations: "ListFilter[ParticipationFilter] | None" = described(
        "Asks something of the departments that take part."
    )
    findings: "ListFilter[FindingFilter] | None" = described(
        "Asks something of the findings that concern it and still show."
    )
    objectives: "ListFilter[ObjectiveFilter] | None" = described(
        "Asks something of the objectives it serves."
    )
    status_updates: ListFilter[StatusUpdateFilter] | None = described(
        "Asks something of what its owners have said of it."
    )


@strawberry.input(description="Asks something of findings. All that is given must hold.")
class FindingFilter:
    and_: list["FindingFilter"] | None = described("All of these hold.", name="and")
    or_: list["FindingFilter"] | None = described("At least one of these holds.", name="or")
    not_: "FindingFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    rule: EnumComparator[RuleName] | None = described("The rule by which it was found.")
    severity: EnumComparator[Severity] | None = described("How bad it is.")
    subject_type: EnumComparator[SubjectType] | None = described("What it is about.")
    initiative_id: IdComparator | None = described("The initiative it concerns.")
    initiative: InitiativeFilter | None = described("Asks something of the initiative it concerns.")
    milestone_id: IdComparator | None = described("The milestone it is about.")
    milestone: MilestoneFilter | None = described("Asks something of the milestone it is about.")
    person_id: IdComparator | None = described("The person it concerns.")
    person: PersonFilter | None = described("Asks something of the person it concerns.")
    touchpoint_id: IdComparator | None = described("The touchpoint it is about.")
    touchpoint: TouchpointFilter | None = described("Asks something of the touchpoint it is about.")
    short_term_win_id: IdComparator | None = described("The short-term win it is about.")
    short_term_win: ShortTermWinFilter | None = described(
        "Asks something of the short-term win it is about."
    )
    acknowledged: BooleanComparator | None = described("Whether it is acknowledged today.")
    showing: BooleanComparator | None = described("Whether the facts still show it.")
    since: DateComparator | None = described("The day since which the facts show it.")
    first_seen_on: DateComparator | None = described("The day on which it was first seen.")
    gone_on: DateComparator | None = described("The day on which it was gone.")


@strawberry.input(description="Asks something of events. All that is given must hold.")
class EventFilter:
    and_: list["EventFilter"] | None = described("All of these hold.", name="and")
    or_: list["EventFilter"] | None = described("At least one of these holds.", name="or")
    not_: "EventFilter | None" = described("This does not hold.", name="not")
    kind: EnumComparator[EventKind] | None = described("What happened.")
    revision: IntComparator | None = described("The revision it belongs to.")
    subject_type: TextComparator | None = described("The type of what it happened to.")
    subject_id: IdComparator | None = described("What it happened to.")
    initiative_id: IdComparator | None = described("The initiative it concerns.")
    actor_id: IdComparator | None = described("Who did it.")
    actor: PersonFilter | None = described("Asks something of who did it.")
    token_id: IdComparator | None = described("The token it was done with.")
    request_id: TextComparator | None = described("The request it was done by.")
    occurred_on: DateComparator | None = described("The day on which it happened.")
    recorded_at: DateTimeComparator | None = described("When it was recorded.")


@strawberry.input(description="Asks something of members. All that is given must hold.")
class MemberFilter:
    and_: list["MemberFilter"] | None = described("All of these hold.", name="and")
    or_: list["MemberFilter"] | None = described("At least one of these holds.", name="or")
    not_: "MemberFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    role: EnumComparator[Role] | None = described("What they may do.")
    person_id: IdComparator | None = described("Who it is.")
    person: PersonFilter | None = described("Asks something of who it is.")
    joined: BooleanComparator | None = described("Whether they took the invitation.")
    removed: BooleanComparator | None = described("Whether they were removed.")


@strawberry.input(description="Asks something of access tokens. All that is given must hold.")
class AccessTokenFilter:
    and_: list["AccessTokenFilter"] | None = described("All of these hold.", name="and")
    or_: list["AccessTokenFilter"] | None = described("At least one of these holds.", name="or")
    not_: "AccessTokenFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    method: EnumComparator[AuthenticationMethod] | None = described("What it is.")
    role: EnumComparator[Role] | None = described("What it allows at most.")
    person_id: IdComparator | None = described("Whose it is.")
    person: PersonFilter | None = described("Asks something of whose it is.")
    valid: BooleanComparator | None = described("Whether it lets anybody in now.")
    used_at: DateTimeComparator | None = described("When it was used last.")
    expires_at: DateTimeComparator | None = described("When it ends by itself.")


@strawberry.input(description="Asks something of reviews. All that is given must hold.")
class ReviewFilter:
    and_: list["ReviewFilter"] | None = described("All of these hold.", name="and")
    or_: list["ReviewFilter"] | None = described("At least one of these holds.", name="or")
    not_: "ReviewFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    title: TextComparator | None = described("What it is called.")
    held_on: DateComparator | None = described("The day it was held.")
    external_id: TextComparator | None = described("Its id in another tool.")
    archived_on: DateComparator | None = described(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(
    description="Asks something of the initiatives of a review. All that is given must hold."
)
class ReviewEntryFilter:
    and_: list["ReviewEntryFilter"] | None = described("All of these hold.", name="and")
    or_: list["ReviewEntryFilter"] | None = described("At least one of these holds.", name="or")
    not_: "ReviewEntryFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    title: TextComparator | None = described("What it was called.")
    initiative_id: IdComparator | None = described("The initiative.")
    owner_id: IdComparator | None = described("Who answered for it.")
    status: EnumComparator[Lifecycle] | None = described("Where it stood in its life.")
    state: EnumComparator[State] | None = described(
        "Whether there was a probability, and if not, why."
    )
    level: EnumComparator[Level] | None = described("The level for people.")
    from_level: EnumComparator[Level] | None = described("The level before.")
    reported_status: EnumComparator[ReportedStatus] | None = described(
        "What its owner had said last."
    )


@strawberry.input(description="Asks something of actions. All that is given must hold.")
class ActionFilter:
    and_: list["ActionFilter"] | None = described("All of these hold.", name="and")
    or_: list["ActionFilter"] | None = described("At least one of these holds.", name="or")
    not_: "ActionFilter | None" = described("This does not hold.", name="not")
    id: IdComparator | None = described("Its id.")
    text: TextComparator | None = described("What is to be done.")
    review_id: IdComparator | None = described("The review in which it was taken on.")
    review: ReviewFilter | None = described("Asks something of that review.")
    initiative_id: IdComparator | None = described("The initiative it is about.")
    initiative: InitiativeFilter | None = described("Asks something of the initiative it is about.")
    owner_id: IdComparator | None = described("Who took it on.")
    owner: PersonFilter | None = described("Asks something of who took it on.")
    due_on: DateComparator | None = described("The day by which it is to be done.")
    completed_on: DateComparator | None = described("The day on which it was done.")
    open: BooleanComparator | None = described("Whether it is not done yet.")
    overdue: BooleanComparator | None = described("Whether it is open and its day has passed.")
    external_id: TextComparator | None = described("Its id in another tool.")
