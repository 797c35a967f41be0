"""The same document asked again with other variables: what was compiled once must fit both."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    OperationDefinitionNode,
    parse,
    type_from_ast,
)
from graphql.type import GraphQLNonNull, get_nullable_type

from tests.property.naive_filters import GLOBAL_ID
from tests.property.rewriting import Question
from tests.property.values import Values


def vary(question: Question, values: Values) -> Question:
    """Return the question with other values in its variables, mostly of the same shape."""
    given: dict[str, Any] = {}
    for definition in _definitions(question):
        name = definition.variable.name.value
        kind: Any = type_from_ast(values.schema, definition.type)
        optional = definition.default_value is not None or not isinstance(kind, GraphQLNonNull)
        if name not in question.variables or (optional and values.chance(0.1)):
            continue
        given[name] = _other(kind, question.variables[name], values)
    return replace(question, variables=given, traits={*question.traits, "asked again"})


def _definitions(question: Question) -> list[Any]:
    return [
        definition
        for node in parse(question.document).definitions
        if isinstance(node, OperationDefinitionNode)
        for definition in node.variable_definitions or ()
    ]


def _other(kind: GraphQLInputType, value: Any, values: Values) -> Any:
    """Another value of a type, near enough to make sense in the same place."""
    nullable = get_nullable_type(kind)
    random = values.random
    if value is None:
        return None
    if isinstance(nullable, GraphQLList):
        items = [_other(nullable.of_type, each, values) for each in value]
        return items[1:] if items and values.chance(0.1) else items
    if isinstance(nullable, GraphQLInputObjectType):
        fields = nullable.fields
        return {name: _other(fields[name].type, each, values) for name, each in value.items()}
    if isinstance(nullable, GraphQLEnumType):
        return random.choice(list(nullable.values))
    match nullable.name:
        case "Boolean":
            return bool(value) != values.chance(0.3)
        case "Int":
            return max(-(2**31), min(2**31 - 1, value + random.choice((-1, 0, 1, 1, 2))))
        case "Float":
            return value + random.choice((-0.3, 0, 0.3))
        case "Date":
            day = date.fromisoformat(value) + timedelta(random.choice((-7, -1, 0, 1, 7)))
            return day.isoformat()
        case "ID":
            match = GLOBAL_ID.fullmatch(value)
            kinds = {values.prefix(kind): kind for kind in values.kinds()}
            known = match is not None and match[1] in kinds
            return values.id_of(kinds[match[1]]) if match is not None and known else value
    alike = values.places.alike(value)
    if alike:
        return random.choice(alike)
    return random.choice((value, value.swapcase(), value[:3], value[1:]))
