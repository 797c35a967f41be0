"""What contract tests read out of the code: tables, their references, what hangs on what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pytest
from graphql import GraphQLObjectType
from sqlalchemy import ForeignKeyConstraint, Table, Uuid

from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from db.schema.metadata import metadata

CORE = core_schema(schema())
PAGE = "tests/contracts/left_out.py"


def hold(lacking: Mapping[str, str], left_out: Mapping[str, str], table: str) -> None:
    """Fail with a sentence for all that lacks something without a reason, and for stale reasons.

    `lacking` has for each name what is missing, and what to write where.
    """
    problems = [
        f"{name} {missing}, or write the reason into {table} in {PAGE}"
        for name, missing in sorted(lacking.items())
        if name not in left_out
    ]
    problems += [
        f"{name} is not left out any more, or not there: take it out of {table} in {PAGE}"
        for name in sorted(left_out.keys() - lacking.keys())
    ]
    problems += [
        f"{name} is left out without a reason: write one into {table} in {PAGE}"
        for name, reason in left_out.items()
        if len(reason) < 10
    ]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@cache
def tables() -> Mapping[str, Table]:
    """Every table, and what the catalogue reads beside them."""
    found = {table.name: table for table in metadata.sorted_tables}
    return {**{entity.table.name: entity.table for entity in CATALOGUE}, **found}


def foreign_keys(table: Table) -> Iterator[tuple[str, str]]:
    """The columns by which a table refers to others of its organisation, and to which."""
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint) and len(constraint.elements) == 2:
            target = constraint.elements[0].target_fullname.partition(".")[0]
            yield constraint.column_keys[1], target


@cache
def references(table: Table) -> Mapping[str, str]:
    """The same, with columns that have no foreign key but are called as if they had one."""
    found = dict(foreign_keys(table))
    for column in table.columns:
        called = column.name.removesuffix("_id")
        if isinstance(column.type, Uuid) and column.name.endswith("_id"):
            parts = called.split("_")
            endings = ("_".join(parts[place:]) for place in range(len(parts)))
            target = next((each for each in endings if each in tables()), None)
            if target and column.name not in found and column.name != "organisation_id":
                found[column.name] = target
    return found


@cache
def of_initiatives() -> frozenset[str]:
    """The tables from which a chain of references leads to an initiative."""
    found = {"initiative"}
    while True:
        more = {
            name for name, table in tables().items() if found & set(references(table).values())
        } - found
        if not more:
            return frozenset(found)
        found |= more


def words_of(sql: str) -> set[str]:
    """The words in a piece of SQL, names of tables among them."""
    return set(re.findall(r"[a-z_]+", sql.lower()))


def object_types() -> Iterator[GraphQLObjectType]:
    """The schema's object types, without those of GraphQL itself."""
    for kind in CORE.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield kind


def output_type(name: str) -> GraphQLObjectType:
    """The object type of this name."""
    found = CORE.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def listed(names: Iterable[str]) -> str:
    """Names as they stand in a sentence."""
    return ", ".join(sorted(names))
