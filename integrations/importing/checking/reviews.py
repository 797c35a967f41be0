"""What must hold within a row of a review, whatever the others say."""

from collections.abc import Iterator
from typing import Final

from domain.findings.rule import SubjectType
from domain.reviews.decision import DecisionState
from domain.reviews.review import ChangeKind
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.reviews import DecisionRow, ReviewChangeRow

# The cell that names what a finding is about.
NAMED_BY: Final = {each: each.value.lower() for each in SubjectType}


def check_change(row: ReviewChangeRow) -> Iterator[RowProblem]:
    """Yield what a finding lacks that a review showed."""
    if row.kind is not ChangeKind.FINDING:
        return
    for name in ("subject", "severity", "rule", "text"):
        if getattr(row, name) is None:
            reason = "is blank and a FINDING needs it; fill it in"
            yield RowProblem(row.file, row.line, name, reason)
    if row.subject is not None and getattr(row, NAMED_BY[row.subject]) is None:
        reason = f"is blank and the finding is about a {row.subject}; name it"
        yield RowProblem(row.file, row.line, NAMED_BY[row.subject], reason)


def check_decision(row: DecisionRow) -> Iterator[RowProblem]:
    """Yield what contradicts itself in how a decision was closed."""
    asked = row.state is DecisionState.ASKED
    for name in ("closed_on", "outcome"):
        if asked != (getattr(row, name) is None):
            reason = (
                f"is given and the decision is only {row.state}; leave it blank"
                if asked
                else f"is blank and the decision is {row.state}; fill it in"
            )
            yield RowProblem(row.file, row.line, name, reason)
    if row.closed_on is not None and row.closed_on < row.asked_on:
        reason = f"lies before it was asked, on {row.asked_on}; correct one of the days"
        yield RowProblem(row.file, row.line, "closed_on", reason)
