"""Filters: which rows of an entity a connection lists. All that is given must hold."""

from typing import Generic, TypeVar

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
from api.vocabulary.fields import told
from domain.core.event import EventKind
from domain.core.viewer import Means, Role
from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import RuleName
from domain.journeys.journey import Channel, Importance
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.short_term_win import Proof
from domain.portfolio.status_update import Said
from domain.reviews.decision import DecisionState
from domain.risk.stall_risk import Level, State

FilterType = TypeVar("FilterType")


@strawberry.input(description="Asks something of the rows of a list.")
class ListFilter(Generic[FilterType]):
    some: FilterType | None = told("At least one row fulfils this.")
    none: FilterType | None = told("No row fulfils this.")


@strawberry.input(description="Asks something of departments. All that is given must hold.")
class DepartmentFilter:
    and_: list["DepartmentFilter"] | None = told("All of these hold.", name="and")
    or_: list["DepartmentFilter"] | None = told("At least one of these holds.", name="or")
    not_: "DepartmentFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    name: TextComparator | None = told("Its name.")
    head_count: IntComparator | None = told("How many people work there.")
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )
    people: "ListFilter[PersonFilter] | None" = told("Asks something of the people in it.")
    participations: "ListFilter[ParticipationFilter] | None" = told(
        "Asks something of its parts in initiatives."
    )


@strawberry.input(description="Asks something of people. All that is given must hold.")
class PersonFilter:
    and_: list["PersonFilter"] | None = told("All of these hold.", name="and")
    or_: list["PersonFilter"] | None = told("At least one of these holds.", name="or")
    not_: "PersonFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Their id.")
    name: TextComparator | None = told("Their name.")
    email: TextComparator | None = told("Their e-mail address.")
    department_id: IdComparator | None = told("The department they belong to.")
    department: DepartmentFilter | None = told("Asks something of their department.")
    left_on: DateComparator | None = told("The day on which they left.")
    external_id: TextComparator | None = told("Their id in the tool they were imported from.")
    archived_on: DateComparator | None = told(
        "The day on which they were archived; without includeArchived nothing archived is listed."
    )
    owned_initiatives: "ListFilter[InitiativeFilter] | None" = told(
        "Asks something of the initiatives they answer for."
    )
    owned_milestones: "ListFilter[MilestoneFilter] | None" = told(
        "Asks something of the milestones they promised."
    )
    findings: "ListFilter[FindingFilter] | None" = told(
        "Asks something of the findings that concern them and still show."
    )


@strawberry.input(description="Asks something of journeys. All that is given must hold.")
class JourneyFilter:
    and_: list["JourneyFilter"] | None = told("All of these hold.", name="and")
    or_: list["JourneyFilter"] | None = told("At least one of these holds.", name="or")
    not_: "JourneyFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    name: TextComparator | None = told("Its name.")
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of stages. All that is given must hold.")
class StageFilter:
    and_: list["StageFilter"] | None = told("All of these hold.", name="and")
    or_: list["StageFilter"] | None = told("At least one of these holds.", name="or")
    not_: "StageFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    name: TextComparator | None = told("Its name.")
    journey_id: IdComparator | None = told("The journey it belongs to.")
    journey: JourneyFilter | None = told("Asks something of the journey it belongs to.")


@strawberry.input(description="Asks something of touchpoints. All that is given must hold.")
class TouchpointFilter:
    and_: list["TouchpointFilter"] | None = told("All of these hold.", name="and")
    or_: list["TouchpointFilter"] | None = told("At least one of these holds.", name="or")
    not_: "TouchpointFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    name: TextComparator | None = told("Its name.")
    stage_id: IdComparator | None = told("The stage it belongs to.")
    stage: StageFilter | None = told("Asks something of the stage it belongs to.")
    channel: EnumComparator[Channel] | None = told("Where it happens.")
    importance: EnumComparator[Importance] | None = told("How much it matters.")
    department_id: IdComparator | None = told("The department that runs it.")
    department: DepartmentFilter | None = told("Asks something of the department that runs it.")
    steward_id: IdComparator | None = told("The person who minds it.")
    steward: PersonFilter | None = told("Asks something of the person who minds it.")
    effects: "ListFilter[EffectFilter] | None" = told("Asks something of the effects on it.")
    short_term_wins: "ListFilter[ShortTermWinFilter] | None" = told(
        "Asks something of the wins that customers notice here."
    )
    findings: "ListFilter[FindingFilter] | None" = told(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of the stall risk. All that is given must hold.")
class StallRiskFilter:
    and_: list["StallRiskFilter"] | None = told("All of these hold.", name="and")
    or_: list["StallRiskFilter"] | None = told("At least one of these holds.", name="or")
    not_: "StallRiskFilter | None" = told("This does not hold.", name="not")
    state: EnumComparator[State] | None = told("Whether there is a probability, and if not, why.")
    probability: FloatComparator | None = told("The probability of stalling, 0 to 1.")
    level: EnumComparator[Level] | None = told("The level for people.")
    days_late: IntComparator | None = told("Days the oldest open promise is overdue.")
    missed_count: IntComparator | None = told("Promised dates that passed undelivered.")
    days_silent: IntComparator | None = told("Days since anything happened.")
    days_to_next: IntComparator | None = told("Days to the next promised date.")
    open_count: IntComparator | None = told("Open milestones.")
    overdue_count: IntComparator | None = told("Open milestones whose day has passed.")
    undated_count: IntComparator | None = told("Open milestones without a date.")
    last_activity_on: DateComparator | None = told("The day of the last sign of life.")


@strawberry.input(description="Asks something of effects. All that is given must hold.")
class EffectFilter:
    and_: list["EffectFilter"] | None = told("All of these hold.", name="and")
    or_: list["EffectFilter"] | None = told("At least one of these holds.", name="or")
    not_: "EffectFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    direction: EnumComparator[Direction] | None = told("Which way the bond moves.")
    strength: IntComparator | None = told("How much, 1 to 5.")
    seen_on: DateComparator | None = told("The day on which it was seen; absent while hoped for.")
    touchpoint_id: IdComparator | None = told("The touchpoint it changes.")
    touchpoint: TouchpointFilter | None = told("Asks something of the touchpoint.")
    initiative_id: IdComparator | None = told("The initiative that is expected to cause it.")
    initiative: "InitiativeFilter | None" = told(
        "Asks something of the initiative that is expected to cause it."
    )


@strawberry.input(description="Asks something of participations. All that is given must hold.")
class ParticipationFilter:
    and_: list["ParticipationFilter"] | None = told("All of these hold.", name="and")
    or_: list["ParticipationFilter"] | None = told("At least one of these holds.", name="or")
    not_: "ParticipationFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    role: TextComparator | None = told("The role the department plays.")
    department_id: IdComparator | None = told("The department.")
    department: DepartmentFilter | None = told("Asks something of the department.")
    initiative_id: IdComparator | None = told("The initiative.")
    initiative: "InitiativeFilter | None" = told("Asks something of the initiative.")


@strawberry.input(description="Asks something of milestones. All that is given must hold.")
class MilestoneFilter:
    and_: list["MilestoneFilter"] | None = told("All of these hold.", name="and")
    or_: list["MilestoneFilter"] | None = told("At least one of these holds.", name="or")
    not_: "MilestoneFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    title: TextComparator | None = told("Its title.")
    owner_id: IdComparator | None = told("Who promised it.")
    owner: PersonFilter | None = told("Asks something of who promised it.")
    first_due_on: DateComparator | None = told("The day first promised.")
    due_on: DateComparator | None = told("The day promised now.")
    completed_on: DateComparator | None = told("The day on which it was met.")
    dropped_on: DateComparator | None = told("The day on which it was given up.")
    missed_count: IntComparator | None = told("Promised dates that passed undelivered.")
    open: BooleanComparator | None = told("Neither met nor given up.")
    overdue: BooleanComparator | None = told("Open, and its day has passed.")
    slip_days: IntComparator | None = told(
        "Days from the first promised day to the one promised now."
    )
    initiative_id: IdComparator | None = told("The initiative.")
    initiative: "InitiativeFilter | None" = told("Asks something of the initiative.")
    depends_on: "ListFilter[MilestoneFilter] | None" = told(
        "Asks something of the milestones it waits for."
    )
    needed_by: "ListFilter[MilestoneFilter] | None" = told(
        "Asks something of the milestones that wait for it."
    )
    findings: "ListFilter[FindingFilter] | None" = told(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")


@strawberry.input(description="Asks something of short-term wins. All that is given must hold.")
class ShortTermWinFilter:
    and_: list["ShortTermWinFilter"] | None = told("All of these hold.", name="and")
    or_: list["ShortTermWinFilter"] | None = told("At least one of these holds.", name="or")
    not_: "ShortTermWinFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    title: TextComparator | None = told("Its title.")
    achieved_on: DateComparator | None = told("The day of the win.")
    shared: BooleanComparator | None = told("Whether anyone was told.")
    proof: EnumComparator[Proof] | None = told("How sure it is.")
    touchpoint_id: IdComparator | None = told("Where customers notice it.")
    touchpoint: TouchpointFilter | None = told("Asks something of the touchpoint.")
    initiative_id: IdComparator | None = told("The initiative.")
    initiative: "InitiativeFilter | None" = told("Asks something of the initiative.")
    due_to: ListFilter[PersonFilter] | None = told("Asks something of the people it is due to.")
    findings: "ListFilter[FindingFilter] | None" = told(
        "Asks something of the findings about it that still show."
    )
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(description="Asks something of status updates. All that is given must hold.")
class StatusUpdateFilter:
    and_: list["StatusUpdateFilter"] | None = told("All of these hold.", name="and")
    or_: list["StatusUpdateFilter"] | None = told("At least one of these holds.", name="or")
    not_: "StatusUpdateFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    said: EnumComparator[Said] | None = told("What was said.")
    occurred_on: DateComparator | None = told("The day on which it was said.")
    person_id: IdComparator | None = told("Who said it.")
    person: PersonFilter | None = told("Asks something of who said it.")


@strawberry.input(description="Asks something of comments. All that is given must hold.")
class CommentFilter:
    and_: list["CommentFilter"] | None = told("All of these hold.", name="and")
    or_: list["CommentFilter"] | None = told("At least one of these holds.", name="or")
    not_: "CommentFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    text: TextComparator | None = told("What it says.")
    person_id: IdComparator | None = told("Who wrote it.")
    person: PersonFilter | None = told("Asks something of who wrote it.")
    milestone_id: IdComparator | None = told("The milestone it is about.")
    milestone: MilestoneFilter | None = told("Asks something of the milestone it is about.")


@strawberry.input(description="Asks something of initiatives. All that is given must hold.")
class InitiativeFilter:
    and_: list["InitiativeFilter"] | None = told("All of these hold.", name="and")
    or_: list["InitiativeFilter"] | None = told("At least one of these holds.", name="or")
    not_: "InitiativeFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    title: TextComparator | None = told("Its title.")
    status: EnumComparator[Lifecycle] | None = told("Where it stands in its life.")
    priority: EnumComparator[Priority] | None = told("How much it matters.")
    owner_id: IdComparator | None = told("Its accountable owner.")
    owner: PersonFilter | None = told("Asks something of its owner.")
    sponsor_id: IdComparator | None = told("Its executive sponsor.")
    sponsor: PersonFilter | None = told("Asks something of its sponsor.")
    case_for_change: TextComparator | None = told("Its case for change.")
    strategic_objective: TextComparator | None = told("The objective it serves.")
    proposed_on: DateComparator | None = told("The day on which it was proposed.")
    started_on: DateComparator | None = told("The day on which work began.")
    target_on: DateComparator | None = told("The day by which it should be done.")
    ended_on: DateComparator | None = told("The day on which it ended.")
    external_id: TextComparator | None = told("Its id in the tool it was imported from.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )
    confidential: BooleanComparator | None = told("Whether it is not told yet.")
    stall_risk: StallRiskFilter | None = told("Asks something of its stall risk.")
    says: StatusUpdateFilter | None = told(
        "Asks something of what its owner said last; without a status update nothing holds."
    )
    milestones: "ListFilter[MilestoneFilter] | None" = told("Asks something of its milestones.")
    short_term_wins: "ListFilter[ShortTermWinFilter] | None" = told(
        "Asks something of its short-term wins."
    )
    effects: "ListFilter[EffectFilter] | None" = told(
        "Asks something of its effects on touchpoints."
    )
    participations: "ListFilter[ParticipationFilter] | None" = told(
        "Asks something of the departments that take part."
    )
    findings: "ListFilter[FindingFilter] | None" = told(
        "Asks something of the findings that concern it and still show."
    )
    status_updates: ListFilter[StatusUpdateFilter] | None = told(
        "Asks something of what its owners have said of it."
    )


@strawberry.input(description="Asks something of findings. All that is given must hold.")
class FindingFilter:
    and_: list["FindingFilter"] | None = told("All of these hold.", name="and")
    or_: list["FindingFilter"] | None = told("At least one of these holds.", name="or")
    not_: "FindingFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    rule: EnumComparator[RuleName] | None = told("The rule by which it was found.")
    severity: EnumComparator[Severity] | None = told("How bad it is.")
    subject_type: EnumComparator[SubjectType] | None = told("What it is about.")
    initiative_id: IdComparator | None = told("The initiative it concerns.")
    initiative: InitiativeFilter | None = told("Asks something of the initiative it concerns.")
    milestone_id: IdComparator | None = told("The milestone it is about.")
    milestone: MilestoneFilter | None = told("Asks something of the milestone it is about.")
    person_id: IdComparator | None = told("The person it concerns.")
    person: PersonFilter | None = told("Asks something of the person it concerns.")
    touchpoint_id: IdComparator | None = told("The touchpoint it is about.")
    touchpoint: TouchpointFilter | None = told("Asks something of the touchpoint it is about.")
    short_term_win_id: IdComparator | None = told("The short-term win it is about.")
    short_term_win: ShortTermWinFilter | None = told(
        "Asks something of the short-term win it is about."
    )
    acknowledged: BooleanComparator | None = told("Whether it is acknowledged today.")
    showing: BooleanComparator | None = told("Whether the facts still show it.")
    since: DateComparator | None = told("The day since which the facts show it.")
    first_seen_on: DateComparator | None = told("The day on which it was first seen.")
    gone_on: DateComparator | None = told("The day on which it was gone.")


@strawberry.input(description="Asks something of events. All that is given must hold.")
class EventFilter:
    and_: list["EventFilter"] | None = told("All of these hold.", name="and")
    or_: list["EventFilter"] | None = told("At least one of these holds.", name="or")
    not_: "EventFilter | None" = told("This does not hold.", name="not")
    kind: EnumComparator[EventKind] | None = told("What happened.")
    revision: IntComparator | None = told("The revision it belongs to.")
    subject_type: TextComparator | None = told("The type of what it happened to.")
    subject_id: IdComparator | None = told("What it happened to.")
    initiative_id: IdComparator | None = told("The initiative it concerns.")
    actor_id: IdComparator | None = told("Who did it.")
    actor: PersonFilter | None = told("Asks something of who did it.")
    token_id: IdComparator | None = told("The token it was done with.")
    request_id: TextComparator | None = told("The request it was done by.")
    occurred_on: DateComparator | None = told("The day on which it happened.")
    recorded_at: DateTimeComparator | None = told("When it was recorded.")


@strawberry.input(description="Asks something of members. All that is given must hold.")
class MemberFilter:
    and_: list["MemberFilter"] | None = told("All of these hold.", name="and")
    or_: list["MemberFilter"] | None = told("At least one of these holds.", name="or")
    not_: "MemberFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    role: EnumComparator[Role] | None = told("What they may do.")
    person_id: IdComparator | None = told("Who it is.")
    person: PersonFilter | None = told("Asks something of who it is.")
    joined: BooleanComparator | None = told("Whether they took the invitation.")
    removed: BooleanComparator | None = told("Whether they were removed.")


@strawberry.input(description="Asks something of access tokens. All that is given must hold.")
class AccessTokenFilter:
    and_: list["AccessTokenFilter"] | None = told("All of these hold.", name="and")
    or_: list["AccessTokenFilter"] | None = told("At least one of these holds.", name="or")
    not_: "AccessTokenFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    means: EnumComparator[Means] | None = told("What it is.")
    role: EnumComparator[Role] | None = told("What it allows at most.")
    person_id: IdComparator | None = told("Whose it is.")
    person: PersonFilter | None = told("Asks something of whose it is.")
    valid: BooleanComparator | None = told("Whether it lets anybody in now.")
    used_at: DateTimeComparator | None = told("When it was used last.")
    expires_at: DateTimeComparator | None = told("When it ends by itself.")


@strawberry.input(description="Asks something of reviews. All that is given must hold.")
class ReviewFilter:
    and_: list["ReviewFilter"] | None = told("All of these hold.", name="and")
    or_: list["ReviewFilter"] | None = told("At least one of these holds.", name="or")
    not_: "ReviewFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    title: TextComparator | None = told("What it is called.")
    held_on: DateComparator | None = told("The day it was held.")
    external_id: TextComparator | None = told("Its id in another tool.")
    archived_on: DateComparator | None = told(
        "The day on which it was archived; without includeArchived nothing archived is listed."
    )


@strawberry.input(
    description="Asks something of the initiatives of a review. All that is given must hold."
)
class ReviewEntryFilter:
    and_: list["ReviewEntryFilter"] | None = told("All of these hold.", name="and")
    or_: list["ReviewEntryFilter"] | None = told("At least one of these holds.", name="or")
    not_: "ReviewEntryFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    title: TextComparator | None = told("What it was called.")
    initiative_id: IdComparator | None = told("The initiative.")
    owner_id: IdComparator | None = told("Who answered for it.")
    status: EnumComparator[Lifecycle] | None = told("Where it stood in its life.")
    state: EnumComparator[State] | None = told("Whether there was a probability, and if not, why.")
    level: EnumComparator[Level] | None = told("The level for people.")
    from_level: EnumComparator[Level] | None = told("The level before.")
    said: EnumComparator[Said] | None = told("What its owner had said last.")


@strawberry.input(description="Asks something of decisions. All that is given must hold.")
class DecisionFilter:
    and_: list["DecisionFilter"] | None = told("All of these hold.", name="and")
    or_: list["DecisionFilter"] | None = told("At least one of these holds.", name="or")
    not_: "DecisionFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    text: TextComparator | None = told("What is to be decided.")
    state: EnumComparator[DecisionState] | None = told("Whether it was decided.")
    review_id: IdComparator | None = told("The review it belongs to.")
    review: ReviewFilter | None = told("Asks something of the review it belongs to.")
    initiative_id: IdComparator | None = told("The initiative it is about.")
    initiative: InitiativeFilter | None = told("Asks something of the initiative it is about.")
    owner_id: IdComparator | None = told("Who has to decide.")
    owner: PersonFilter | None = told("Asks something of who has to decide.")
    due_on: DateComparator | None = told("The day by which it is needed.")
    asked_on: DateComparator | None = told("The day on which it was asked.")
    closed_on: DateComparator | None = told("The day on which it was taken or withdrawn.")
    external_id: TextComparator | None = told("Its id in another tool.")


@strawberry.input(description="Asks something of actions. All that is given must hold.")
class ActionFilter:
    and_: list["ActionFilter"] | None = told("All of these hold.", name="and")
    or_: list["ActionFilter"] | None = told("At least one of these holds.", name="or")
    not_: "ActionFilter | None" = told("This does not hold.", name="not")
    id: IdComparator | None = told("Its id.")
    text: TextComparator | None = told("What is to be done.")
    review_id: IdComparator | None = told("The review in which it was taken on.")
    review: ReviewFilter | None = told("Asks something of that review.")
    initiative_id: IdComparator | None = told("The initiative it is about.")
    initiative: InitiativeFilter | None = told("Asks something of the initiative it is about.")
    owner_id: IdComparator | None = told("Who took it on.")
    owner: PersonFilter | None = told("Asks something of who took it on.")
    due_on: DateComparator | None = told("The day by which it is to be done.")
    completed_on: DateComparator | None = told("The day on which it was done.")
    open: BooleanComparator | None = told("Whether it is not done yet.")
    overdue: BooleanComparator | None = told("Whether it is open and its day has passed.")
    external_id: TextComparator | None = told("Its id in another tool.")
