"""Variables: what a request gives, coerced to what the operation declares.

graphql-core does it; most requests give a few plain values, which coercing leaves as they are, and
telling so costs a tenth of it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    get_variable_values,
    type_from_ast,
)

from db.json_select.selection import Variables

# A client's mistakes are of a kind: a few tell it all, and each can take 5 ms to describe.
ERRORS_AT_MOST: Final = 5
# What a value of these is in JSON. An id may also be a number, which coercing makes a text.
PLAIN: Final = {GraphQLInt: int, GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
LEAST_INT, GREATEST_INT = -(2**31), 2**31 - 1


class Plain(NamedTuple):
    """A variable of a plain type. Missing, it has to be given or has a default, unless optional."""

    name: str
    kind: type
    nullable: bool
    optional: bool


def plain_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> tuple[Plain, ...] | None:
    """Return the variables of an operation if all are of plain types, else None."""
    found: list[Plain] = []
    for each in operation.variable_definitions or ():
        declared = type_from_ast(schema, each.type)
        nullable = not isinstance(declared, GraphQLNonNull)
        inner = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
        kind = next((PLAIN[scalar] for scalar in PLAIN if scalar is inner), None)
        if kind is None:
            return None
        optional = nullable and each.default_value is None
        found.append(Plain(each.variable.name.value, kind, nullable, optional))
    return tuple(found)


def as_given(plain: tuple[Plain, ...], given: Mapping[str, object]) -> Variables | None:
    """Return the variables if coercing would leave each as it is given, else None."""
    values: dict[str, object] = {}
    for name, kind, nullable, optional in plain:
        if name not in given:
            if not optional:
                return None
            continue
        value = given[name]
        if value is None:
            if not nullable:
                return None
        elif type(value) is not kind or (
            kind is int and not LEAST_INT <= value <= GREATEST_INT  # type: ignore[operator]
        ):
            return None
        values[name] = value
    return values


def coerced(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    given: Mapping[str, object],
    *,
    hide_suggestions: bool,
) -> Variables | list[GraphQLError]:
    """Return the coerced variables, or why they can't be."""
    values = get_variable_values(
        schema,
        operation.variable_definitions or (),
        dict(given),
        max_errors=ERRORS_AT_MOST,
        hide_suggestions=hide_suggestions,
    )
    return values if isinstance(values, list) else values.coerced
