"""Thresholds of findings in files: of the rule, and within their bounds."""

from collections.abc import Iterator

from domain.findings.thresholds import Threshold, thresholds_of
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import ThresholdRow


def declared(row: ThresholdRow) -> Threshold | None:
    """Return the threshold that a row names."""
    found = (each for each in thresholds_of(row.rule.value) if each.name == row.threshold)
    return next(found, None)


def check_threshold(row: ThresholdRow) -> Iterator[RowProblem]:
    """Yield what is wrong with a threshold: none of the rule, or out of its bounds."""
    threshold = declared(row)
    if threshold is None:
        names = ", ".join(each.name for each in thresholds_of(row.rule.value)) or "none"
        reason = f"is no threshold of {row.rule}, which has {names}"
        yield RowProblem(row.file, row.line, "threshold", reason)
    elif row.value is not None and not threshold.least <= row.value <= threshold.most:
        reason = f"is not between {threshold.least} and {threshold.most} {threshold.unit}"
        yield RowProblem(row.file, row.line, "value", reason)
