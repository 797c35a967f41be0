"""Arguments as a plan sees them: their shape now, and the way to their values at each execution."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    print_ast,
    value_from_ast,
)
from graphql.language import FieldNode

from api.planning.errors import bad_input
from db.json_select.selection import Parameter, Variables

# More than any argument takes.
LISTED_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was given: a mapping or list of `Given`, or a coerced leaf, or None.

    `bind` finds the plain value again among other variables of the same shape.
    """

    value: Any
    bind: Callable[[Variables], Any]

    def parameter(self, convert: Callable[[Any], object] | None = None) -> Parameter:
        """Return the value as a parameter, converted at each execution."""
        if convert is None:
            return Parameter(self.bind)
        bind = self.bind
        return Parameter(lambda variables: convert(bind(variables)))


def arguments_of(
    node: FieldNode, declared: Mapping[str, GraphQLArgument], variables: Variables
) -> dict[str, Given]:
    """Return the arguments given to a field; null and absent ones are left out."""
    nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
    found: dict[str, Given] = {}
    for name, argument in declared.items():
        given = None
        if name in nodes:
            given = _given(nodes[name], argument.type, variables)
        if given is not None and given.value is not None:
            found[name] = given
    return found


def _given(node: ValueNode, kind: GraphQLInputType, variables: Variables) -> Given | None:
    if isinstance(node, VariableNode):
        name = node.name.value
        if name not in variables:
            return None
        return _from_variable(variables[name], lambda values: values[name])
    if isinstance(node, NullValueNode):
        return _literal(None)
    nullable = get_nullable_type(kind)
    if isinstance(nullable, GraphQLList):
        nodes = (node.values or ()) if isinstance(node, ListValueNode) else (node,)
        _check_length(nodes)
        items = [_given(item, nullable.of_type, variables) or _literal(None) for item in nodes]
        return Given(items, lambda values: [item.bind(values) for item in items])
    if isinstance(nullable, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        nodes_by_name = {field.name.value: field.value for field in node.fields or ()}
        fields: dict[str, Given] = {}
        for name, declared in nullable.fields.items():
            given = None
            if name in nodes_by_name:
                given = _given(nodes_by_name[name], declared.type, variables)
            if given is None and declared.default_value is not Undefined:
                given = _literal(declared.default_value)
            if given is not None:
                fields[name] = given
        return Given(
            fields, lambda values: {name: each.bind(values) for name, each in fields.items()}
        )
    value = value_from_ast(node, cast("GraphQLInputType", nullable))
    if value is Undefined:
        # What validation lets pass all the same, such as an id of 5,000 digits.
        raise bad_input(f"{print_ast(node)[:80]} is no {nullable}.")
    return _literal(value)


def _check_length(values: Sequence[object]) -> None:
    if len(values) > LISTED_AT_MOST:
        raise bad_input(f"A list has at most {LISTED_AT_MOST:,} values.")


def _literal(value: Any) -> Given:
    return Given(value, lambda _: value)


def _from_variable(value: Any, bind: Callable[[Variables], Any]) -> Given:
    if isinstance(value, dict):
        return Given(
            {name: _from_variable(item, _within(bind, name)) for name, item in value.items()},
            bind,
        )
    if isinstance(value, list):
        _check_length(value)
        return Given(
            [_from_variable(item, _within(bind, place)) for place, item in enumerate(value)],
            bind,
        )
    return Given(value, bind)


def _within(bind: Callable[[Variables], Any], part: Any) -> Callable[[Variables], Any]:
    return lambda values: bind(values)[part]
