"""Slip totals: how far promises were moved, and how many were missed."""

from enum import StrEnum


class SlipGrouping(StrEnum):
    """Whose promises are summed up."""

    OWNER = "OWNER"
    DEPARTMENT = "DEPARTMENT"
