"""The shape of variables: all about their values that a plan depends on.

Two executions of one document whose variables have the same shape run the same SQL. It holds which
variables are given or null, booleans, keys and list lengths of filters, orders, page sizes, and the
types named by global ids; never a value that can be a parameter.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)

from api.vocabulary.global_id import type_prefix

Shaper = Callable[[Any], Hashable]


def shape_of(variables: Mapping[str, object], shapers: Mapping[str, Shaper]) -> Hashable:
    """Return the shape of coerced variables, of those that have a shaper."""
    return tuple(
        (name, shaper(variables[name])) for name, shaper in shapers.items() if name in variables
    )


def as_it_is(value: Any) -> Hashable:
    """Take a value itself into the shape."""
    return value  # type: ignore[no-any-return]  # of a page size: a number or None


def page_sizes(document: DocumentNode) -> frozenset[str]:
    """Return the variables that say how many rows a page holds."""
    found: set[str] = set()

    class Arguments(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: object) -> None:
            if node.name.value in ("first", "last") and isinstance(node.value, VariableNode):
                found.add(node.value.name.value)

    visit(document, Arguments())
    return frozenset(found)


def asked_of_changes(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """Return the variables of a mutation that its payloads depend on.

    Those that only say what to change are none: whatever their values, the same is read back.
    """
    found: set[str] = set()
    spread: set[str] = set()

    class Variables(Visitor):
        def enter_variable(self, node: VariableNode, *_: object) -> None:
            found.add(node.name.value)

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            name = node.name.value
            if name not in spread:
                spread.add(name)
                visit(fragments[name], self)

    walked: set[str] = set()

    def walk(selections: SelectionSetNode) -> None:
        for node in selections.selections:
            for directive in node.directives or ():
                visit(directive, Variables())
            if isinstance(node, FieldNode):
                if node.selection_set is not None:
                    visit(node.selection_set, Variables())
            elif isinstance(node, InlineFragmentNode):
                walk(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in walked:
                walked.add(node.name.value)
                walk(fragments[node.name.value].selection_set)

    walk(operation.selection_set)
    return frozenset(found)


def shaper_for(kind: GraphQLInputType) -> Shaper:
    """Return the function that takes the shape of a value of this type."""
    return _nullable(_shaper(kind.of_type if isinstance(kind, GraphQLNonNull) else kind))


def _nullable(shaper: Shaper) -> Shaper:
    return lambda value: None if value is None else shaper(value)


def _shaper(kind: GraphQLInputType) -> Shaper:
    if isinstance(kind, GraphQLList):
        item = kind.of_type
        inner = item.of_type if isinstance(item, GraphQLNonNull) else item
        if inner is GraphQLID:
            return lambda ids: frozenset(type_prefix(each) for each in ids)
        if isinstance(inner, GraphQLInputObjectType):
            each_shape = shaper_for(inner)
            return lambda items: tuple(each_shape(each) for each in items)
        return lambda items: any(each is None for each in items)
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind)
    if kind is GraphQLID:
        return type_prefix
    if kind is GraphQLBoolean:
        return bool
    if isinstance(kind, GraphQLEnumType) and "Order" in kind.name:
        return lambda value: value.name
    return lambda _: True


def _object(kind: GraphQLInputObjectType) -> Shaper:
    # Filled at first use: a filter contains itself.
    fields: dict[str, Shaper] = {}

    def shape(value: dict[str, Any]) -> Hashable:
        parts = []
        for name, item in value.items():
            if name not in fields:
                fields[name] = shaper_for(kind.fields[name].type)
            parts.append((name, fields[name](item)))
        return tuple(parts)

    return shape
