"""Findings and their rules: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import Versioned, optional, required, required_id, target_input
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import (
    InitiativeRef,
    MilestoneRef,
    PersonRef,
    ShortTermWinRef,
    TouchpointRef,
    output_type,
)
from domain.findings import finding
from domain.findings.rule import EvidenceFact, Severity, SubjectType
from domain.findings.rules import RuleName


@output_type(description="One fact behind a finding: what it shows, in ids, numbers and days.")
class FindingEvidence:
    fact: EvidenceFact = described(
        "What it shows; its description says what the other fields mean."
    )
    number: int | None = described("A count, a strength or days; null when the fact has none.")
    day: date | None = described("The day it is about; null when it is about none.")
    until: date | None = described("The later of two days; null when there is none.")
    word: str | None = described(
        "The name of an enum's value, such as ON_TRACK or HIGH; null when the fact has none."
    )
    initiative_id: strawberry.ID | None = described("The initiative behind it; null when none is.")
    milestone_id: strawberry.ID | None = described("The milestone behind it; null when none is.")
    person_id: strawberry.ID | None = described("The person behind it; null when none is.")
    department_id: strawberry.ID | None = described("The department behind it; null when none is.")


@output_type(
    description=(
        "Something that the facts show and nobody reported. It shows for as long as the facts do; "
        "to acknowledge it says that it is known, and never hides it."
    )
)
class Finding(Node):
    rule: RuleName = described("The rule by which it was found.")
    severity: Severity = described("How bad it is.")
    sentence: str = described("What was found, in plain words.")
    evidence: list[FindingEvidence] = described("The facts behind it.")
    subject_type: SubjectType = described("What it is about.")
    subject_id: strawberry.ID = described("The global id of what it is about.")
    initiative: InitiativeRef | None = described(
        "The initiative it concerns; null when it is about a person or a touchpoint."
    )
    milestone: MilestoneRef | None = described("The milestone it is about; null when about none.")
    person: PersonRef | None = described(
        "The person it concerns; null when it concerns none by name."
    )
    touchpoint: TouchpointRef | None = described(
        "The touchpoint it is about; null when about none."
    )
    short_term_win: ShortTermWinRef | None = described(
        "The short-term win it is about; null when about none."
    )
    since: date = described("The day since which the facts show it.")
    first_seen_on: date = described("The day on which Throughline first saw it.")
    last_seen_on: date = described("The last day on which it showed: today while it does.")
    gone_on: date | None = described("The day on which it was gone; null while it shows.")
    showing: bool = described("Whether the facts still show it.")
    acknowledged: bool = described("Whether it is acknowledged today: an acknowledgement expires.")
    acknowledged_by: PersonRef | None = described(
        "Who acknowledged it last; null when nobody did, or a token of nobody's."
    )
    acknowledged_on: date | None = described(
        "The day on which it was acknowledged last; null when it never was."
    )
    acknowledged_until: date | None = described(
        "The last day of that acknowledgement, which may have passed; null without one."
    )
    acknowledgement_note: str | None = described("What was said with it; null when nothing was.")
    recorded_at: datetime = described("When Throughline first saw it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@output_type(description="A number that a rule looks at.")
class FindingThreshold:
    name: str = described("Its name within the rule.")
    value: int = described("The number that holds in this organisation.")
    default_value: int = described("The number that holds unless an organisation sets its own.")
    unit: str = described("What it counts.")
    lowest: int = described("The least that can be set.")
    highest: int = described("The most that can be set.")
    description: str = described("What it means.")


@output_type(description="A rule by which findings are made, as it holds in the organisation.")
class FindingRule(Node):
    rule: RuleName = described("Its name.")
    severity: Severity = described("How bad what it finds is, unless the case says otherwise.")
    description: str = described("What it finds.")
    thresholds: list[FindingThreshold] = described(
        "The numbers it looks at; empty when there are none."
    )
    changed: bool = described("Whether any threshold is not at its default.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="That a finding is known, for a while.")
class FindingAcknowledgeInput(Versioned):
    id: strawberry.ID = required_id(finding.Finding, "The finding; it must still show.")
    until: date = required("The last day on which it counts as known, at most 180 days ahead.")
    note: str | None = optional("What is being done about it, or why nothing is.")


@strawberry.input(description="Where a rule draws the line in your organisation.")
class FindingThresholdSetInput:
    rule: RuleName = required("The rule.")
    threshold: str = required("The name of its threshold, as findingRules tells it.")
    value: Maybe[int | None] = optional(
        "The number, within the threshold's bounds; null or left out for the default."
    )


MUTATIONS = (
    Mutation(
        "finding_acknowledge",
        finding.acknowledge,
        FindingAcknowledgeInput,
        finding.Finding,
        "Say that a finding is known. It goes on showing, marked as acknowledged until that day.",
    ),
    Mutation(
        "finding_unacknowledge",
        finding.unacknowledge,
        target_input(
            "FindingUnacknowledgeInput", finding.Finding, "Which finding is not known after all."
        ),
        finding.Finding,
        "Take back that a finding is known.",
    ),
    Mutation(
        "finding_threshold_set",
        finding.set_threshold,
        FindingThresholdSetInput,
        finding.FindingRule,
        "Set a threshold of your organisation's own. Findings follow within seconds.",
    ),
)
