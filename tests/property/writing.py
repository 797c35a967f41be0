"""Values written into a document, as literals or as variables, and nodes of its syntax."""

from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    NameNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    ast_from_value,
    parse,
    parse_type,
)
from graphql.language import (
    BooleanValueNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
)
from graphql.type import get_nullable_type

from tests.property.values import Values


class Writing:
    """Writes values, and keeps the variables and the names that took."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.random = values.random
        self.chance = values.chance
        self.traits: set[str] = set()
        self.names = 0
        self.variables: dict[str, Any] = {}
        self.definitions: list[VariableDefinitionNode] = []
        self.variable_share = self.random.choice((0.0, 0.2, 0.7))

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def value(self, kind: GraphQLInputType, value: Any) -> ValueNode:
        """Write a value as a literal, or as a variable with it, whole or in its parts."""
        if self.chance(self.variable_share):
            return self.variable(kind, value, given=self.chance(0.75))
        if value is None:
            return NullValueNode()
        nullable = get_nullable_type(kind)
        if isinstance(nullable, GraphQLList):
            if len(value) == 1 and self.chance(0.3):
                return self.value(GraphQLNonNull(get_nullable_type(nullable.of_type)), value[0])
            return ListValueNode(values=tuple(self.value(nullable.of_type, each) for each in value))
        if isinstance(nullable, GraphQLInputObjectType):
            return ObjectValueNode(
                fields=tuple(
                    ObjectFieldNode(
                        name=name_node(name), value=self.value(nullable.fields[name].type, each)
                    )
                    for name, each in value.items()
                )
            )
        return _literal(nullable, value)

    def variable(self, kind: GraphQLInputType, value: Any, *, given: bool) -> VariableNode:
        """A variable with this value: given, or the default; perhaps shared with a literal."""
        self.traits.add("variable")
        name = self.name("v")
        default = None
        if not given and value is not None:
            self.traits.add("default")
            default = _constant(kind, value)
            if default is not None and self.chance(0.5):
                kind = cast("GraphQLInputType", get_nullable_type(kind))
        if given or (default is None and isinstance(kind, GraphQLNonNull)):
            self.variables[name] = value
        self.definitions.append(
            VariableDefinitionNode(
                variable=VariableNode(name=name_node(name)),
                type=parse_type(str(kind)),
                default_value=default,
                directives=(),
            )
        )
        return VariableNode(name=name_node(name))


def _constant(kind: GraphQLInputType, value: Any) -> Any:
    """A value as a literal without variables."""
    nullable = get_nullable_type(kind)
    if value is None:
        return NullValueNode()
    if isinstance(nullable, GraphQLList):
        return ListValueNode(values=tuple(_constant(nullable.of_type, each) for each in value))
    if isinstance(nullable, GraphQLInputObjectType):
        return ObjectValueNode(
            fields=tuple(
                ObjectFieldNode(
                    name=name_node(name), value=_constant(nullable.fields[name].type, each)
                )
                for name, each in value.items()
            )
        )
    return _literal(nullable, value)


def _literal(kind: Any, value: Any) -> ValueNode:
    if isinstance(kind, GraphQLEnumType):
        return EnumValueNode(value=value)
    if isinstance(value, bool):
        return BooleanValueNode(value=value)
    if isinstance(value, str):
        return StringValueNode(value=value, block=False)
    found = ast_from_value(value, kind)
    assert found is not None
    return found


def definitions_of(source: str) -> list[Any]:
    return list(parse(source).definitions)


def name_node(name: str) -> NameNode:
    return NameNode(value=name)


def field_node(name: str) -> FieldNode:
    return FieldNode(
        name=name_node(name), alias=None, arguments=(), directives=(), selection_set=None
    )


def changed(node: Any, **changes: Any) -> Any:
    """A copy of a node with some parts changed."""
    parts = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**parts, **changes})
