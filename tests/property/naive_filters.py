"""Filters by walking: whether a row fulfils what a filter asks, one row at a time."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any

from tests.property.portfolio import Row
from tests.property.world import RELATIONS, One, World, snake

GLOBAL_ID = re.compile(r"([a-z_]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
Filter = Mapping[str, Any]


class Invalid(Exception):  # noqa: N818 - a verdict, not a failure
    """The request must be refused."""


def id_of(kind: str, value: str) -> str:
    """A global id, refused when it can't be one of this kind."""
    match = GLOBAL_ID.fullmatch(value)
    if match is None or match[1] != snake(kind):
        raise Invalid(f"{value!r} is no id of {kind}")
    return value


def check(world: World, kind: str, wanted: Filter) -> None:
    """Refuse a filter that can't be asked, whichever rows there are."""
    for name, part in wanted.items():
        if world.hides(kind, name):
            raise Invalid(f"{name} is hidden")
        if part is None:
            raise Invalid(f"{name} is null")
        if name in ("and", "or"):
            _check_list(part)
            for each in part:
                check(world, kind, each)
        elif name == "not":
            check(world, kind, part)
        elif (target := _related_kind(kind, name)) is not None:
            relation = RELATIONS[kind][name]
            quantified = [part] if isinstance(relation, One) else list(part.values())
            for each in quantified:
                if each is None:
                    raise Invalid(f"{name} has a null")
                check(world, target, each)
        else:
            for operator, value in part.items():
                _check_value(_referred(kind, name), operator, value)


def _check_list(values: list[Any]) -> None:
    if len(values) > 100 or any(value is None for value in values):
        raise Invalid("a list is too long or has a null")


def _check_value(referred: str | None, operator: str, value: Any) -> None:
    if value is None:
        raise Invalid(f"{operator} is null")
    if operator in ("in", "notIn"):
        _check_list(value)
    if operator in ("inNextDays", "inLastDays") and not 0 <= value <= 3660:
        raise Invalid("too many days")
    for each in value if isinstance(value, list) else [value]:
        if referred is not None and operator != "isNull":
            id_of(referred, each)


def _related_kind(kind: str, name: str) -> str | None:
    relation = RELATIONS[kind].get(name) if kind in RELATIONS else None
    return relation.kind if relation is not None and hasattr(relation, "kind") else None


def _referred(kind: str, name: str) -> str | None:
    """The kind that an attribute's ids are of."""
    if name == "id":
        return kind
    return _related_kind(kind, name.removesuffix("Id")) if name.endswith("Id") else None


def holds(world: World, kind: str, row: Row, wanted: Filter) -> bool:
    """Whether a row fulfils all that a filter gives."""
    return all(_holds(world, kind, row, name, part) for name, part in wanted.items())


def _holds(world: World, kind: str, row: Row, name: str, part: Any) -> bool:
    if name == "and":
        return all(holds(world, kind, row, each) for each in part)
    if name == "or":
        return any(holds(world, kind, row, each) for each in part)
    if name == "not":
        return not holds(world, kind, row, part)
    target = _related_kind(kind, name)
    if target is None:
        return _compares(world, kind, row, name, part)
    rows = world.related(kind, row, name)
    if isinstance(RELATIONS[kind][name], One):
        return any(holds(world, target, each, part) for each in rows)
    some, none = part.get("some"), part.get("none")
    return (some is None or any(holds(world, target, each, some) for each in rows)) and (
        none is None or not any(holds(world, target, each, none) for each in rows)
    )


def _compares(world: World, kind: str, row: Row, name: str, asked: Filter) -> bool:
    referred = _referred(kind, name)
    if name == "id" or referred is None:
        value = world.value(kind, row, name)
    else:
        found = row[snake(name)]
        value = None if found is None else f"{snake(referred)}_{found}"
    return all(_compare(world.today, operator, value, part) for operator, part in asked.items())


def _compare(today: date, operator: str, value: Any, given: Any) -> bool:
    if isinstance(given, Enum):
        given = given.value
    if isinstance(given, list):
        given = [each.value if isinstance(each, Enum) else each for each in given]
    if operator == "isNull":
        return (value is None) is bool(given)
    if operator == "ne":
        return bool(value != given)
    if operator == "notIn":
        return value not in given
    if value is None:
        return False
    return _OPERATORS[operator](value, given, today)


_OPERATORS: Mapping[str, Callable[[Any, Any, date], bool]] = {
    "eq": lambda value, given, _: value == given,
    "in": lambda value, given, _: value in given,
    "lt": lambda value, given, _: value < given,
    "lte": lambda value, given, _: value <= given,
    "gt": lambda value, given, _: value > given,
    "gte": lambda value, given, _: value >= given,
    "contains": lambda value, given, _: lower(given) in lower(value),
    "startsWith": lambda value, given, _: lower(value).startswith(lower(given)),
    "inNextDays": lambda value, days, today: today <= value <= today + timedelta(days),
    "inLastDays": lambda value, days, today: today - timedelta(days) <= value <= today,
}


def lower(text: str) -> str:
    """Lower case sign by sign, as a database has it: nothing grows, and no sign looks around."""
    return "".join(low if len(low := sign.lower()) == 1 else low[0] for sign in text)
