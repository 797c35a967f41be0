"""Plain variables are taken as they are given exactly where coercing would leave them so."""

import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as some

from api.execution.variables import as_given, coerced, plain_variables
from api.schema.build import core_schema, schema

CORE = core_schema(schema())
KINDS = ("Int", "String", "ID", "Boolean")
DEFAULTS = {"Int": "7", "String": '"a"', "ID": '"a"', "Boolean": "true"}
NAMES = ("a", "b", "c")


def operation(declared: str) -> OperationDefinitionNode:
    definition = parse(f"query ({declared}) {{ __typename }}").definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return definition


VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(2**31) - 2, 2**31 + 2),
    some.floats(allow_nan=False),
    some.text(max_size=3),
    some.lists(some.integers(), max_size=2),
)


@some.composite
def declared(draw: some.DrawFn) -> str:
    parts = []
    for name in NAMES:
        kind = draw(some.sampled_from(KINDS))
        end = draw(some.sampled_from(("", "!", f" = {DEFAULTS[kind]}", f"! = {DEFAULTS[kind]}")))
        parts.append(f"${name}: {kind}{end}")
    return ", ".join(parts)


@given(declared(), some.dictionaries(some.sampled_from((*NAMES, "unknown")), VALUES))
def test_what_is_taken_as_given_is_what_coercing_makes_of_it(
    variables: str, values: dict[str, object]
) -> None:
    node = operation(variables)
    plain = plain_variables(CORE, node)
    assert plain is not None
    taken = as_given(plain, values)
    made = coerced(CORE, node, values, hide_suggestions=False)
    if taken is not None:
        assert taken == made
        assert [*map(type, taken.values())] == [*map(type, dict(made).values())]


@pytest.mark.parametrize(
    ("variables", "values"),
    [
        ("$a: Int", {}),
        ("$a: Int", {"a": None}),
        ("$a: Int!", {"a": -5}),
        ("$a: String!, $b: Boolean", {"a": "", "b": False, "unknown": []}),
        ("$a: ID! = 3", {"a": "initiative_1"}),
    ],
)
def test_plain_values_are_taken_as_given(variables: str, values: dict[str, object]) -> None:
    plain = plain_variables(CORE, operation(variables))
    assert plain is not None
    assert as_given(plain, values) == {
        name: value for name, value in values.items() if name != "unknown"
    }


@pytest.mark.parametrize("kind", ["[Int]", "InitiativeFilter", "Date", "Float"])
def test_other_types_are_left_to_graphql(kind: str) -> None:
    assert plain_variables(CORE, operation(f"$a: Int, $b: {kind}")) is None
