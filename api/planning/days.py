"""Lists of days: which of them `from` and `to` ask for."""

from collections.abc import Mapping
from datetime import date

from api.planning.arguments import Given
from api.planning.errors import bad_input
from db.json_select.selection import Compare, Every, Parameter, Variables
from db.portfolio.trend import DAYS_AT_MOST


def days_of(given: Mapping[str, Given]) -> Every:
    """Return the condition that a row's day lies between two days, both included."""
    first, last = given["from"], given["to"]

    def bind_first(variables: Variables) -> object:
        start, end = first.bind(variables), last.bind(variables)
        check_days(start, end)
        return start

    return Every(
        (Compare("day", "gte", Parameter(bind_first)), Compare("day", "lte", last.parameter()))
    )


def check_days(first: date, last: date) -> None:
    """Refuse days in the wrong order, and more of them than one answer should hold."""
    if last < first:
        raise bad_input(f"to ({last}) lies before from ({first}).")
    if (last - first).days >= DAYS_AT_MOST:
        raise bad_input(f"At most {DAYS_AT_MOST} days are told at once: ask for fewer.")
