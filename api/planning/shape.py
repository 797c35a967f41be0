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
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    VariableNode,
    Visitor,
    visit,
)

from api.global_id import type_prefix

Shaper = Callable[[Any], Hashable]


def shape_of(variables: Mapping[str, object], shapers: Mapping[str, Shaper]) -> Hashable:
    """Return the shape of coerced variables."""
    return tuple((name, shapers[name](value)) for name, value in variables.items())


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
