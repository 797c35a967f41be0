"""Severities: how many findings there are of each."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

SEVERITIES: Final = ("CRITICAL", "WARNING", "INFO")


def counted(findings: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return how many findings there are of each severity, the most severe first."""
    severities = [each["severity"] for each in findings]
    return [(each, severities.count(each)) for each in SEVERITIES if each in severities]
