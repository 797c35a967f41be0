"""What can be done about findings: say that one is known, and set where rules draw the line."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import Versioned, maybe, refers_to, taken, target_input
from api.mutations.mutation import Mutation
from domain import finding
from domain.finding import Finding, FindingRule
from domain.findings.rules import RuleName


@strawberry.input(description="That a finding is known, for a while.")
class FindingAcknowledgeInput(Versioned):
    id: strawberry.ID = refers_to(Finding, "The finding; it must still show.")
    until: date = taken("The last day on which it counts as known, at most 180 days ahead.")
    note: str | None = maybe("What is being done about it, or why nothing is.")


@strawberry.input(description="Where a rule draws the line in your organisation.")
class FindingThresholdSetInput:
    rule: RuleName = taken("The rule.")
    threshold: str = taken("The name of its threshold, as findingRules tells it.")
    value: Maybe[int | None] = maybe(
        "The number, within the threshold's bounds; null or left out for the default."
    )


MUTATIONS = (
    Mutation(
        "finding_acknowledge",
        finding.acknowledge,
        FindingAcknowledgeInput,
        Finding,
        "Say that a finding is known. It goes on showing, marked as acknowledged until that day.",
    ),
    Mutation(
        "finding_unacknowledge",
        finding.unacknowledge,
        target_input("FindingUnacknowledgeInput", Finding, "Which finding is not known after all."),
        Finding,
        "Take back that a finding is known.",
    ),
    Mutation(
        "finding_threshold_set",
        finding.set_threshold,
        FindingThresholdSetInput,
        FindingRule,
        "Set a threshold of your organisation's own. Findings follow within seconds.",
    ),
)
