"""The same fields, written otherwise: twice, in fragments, under directives, under aliases."""

from collections.abc import Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
)
from graphql.language import NamedTypeNode, SelectionNode

from tests.property.values import Values
from tests.property.writing import Writing, changed, field_node, name_node

LONG = "so_long_that_postgresql_would_cut_it_where_two_of_them_are_still_the_same_"


class Arranging(Writing):
    """Arranges fields in selections, and keeps the named fragments that took."""

    def __init__(self, schema: GraphQLSchema, values: Values) -> None:
        super().__init__(values)
        self.schema = schema
        self.fragments: list[FragmentDefinitionNode] = []

    def alias(self) -> str:
        self.traits.add("alias")
        stem = self.random.choice(("a", "_", "select", "null", LONG))
        if stem is LONG:
            self.traits.add("long alias")
        return self.name(stem)

    def renamed(self, node: FieldNode) -> FieldNode:
        return node if node.alias is not None else changed(node, alias=name_node(self.alias()))

    def arranged(self, kind: GraphQLObjectType, fields: Sequence[FieldNode]) -> SelectionSetNode:
        """Write fields as a client might: twice, in fragments, under directives."""
        nodes: list[SelectionNode] = []
        for each in fields:
            nodes += self.split(each) if self.chance(0.12) else [each]
        nodes = [self.directed(each) for each in nodes]
        if len(nodes) > 1 and self.chance(0.2):
            nodes = self.gathered(kind, nodes)
        if "Node" in [each.name for each in kind.interfaces] and self.chance(0.12):
            nodes.insert(self.random.randint(0, len(nodes)), self.on_node())
        if not nodes:
            nodes = [field_node("__typename")]
        return SelectionSetNode(selections=tuple(nodes))

    def split(self, node: FieldNode) -> list[FieldNode]:
        """The same field twice, with a part of its selection each."""
        self.traits.add("merged field")
        if node.selection_set is None:
            return [node, node]
        inner = node.selection_set.selections
        middle = self.random.randint(0, len(inner))
        left, right = inner[:middle] or inner[:1], inner[middle:] or inner[:1]
        halves = [SelectionSetNode(selections=tuple(half)) for half in (left, right)]
        self.random.shuffle(halves)
        return [changed(node, selection_set=half) for half in halves]

    def gathered(self, kind: GraphQLObjectType, nodes: list[SelectionNode]) -> list[SelectionNode]:
        """Some neighbours in a fragment, spread once or twice."""
        start = self.random.randrange(len(nodes))
        end = self.random.randint(start + 1, len(nodes))
        inside = tuple(nodes[start:end])
        if self.chance(0.5):
            fragment: SelectionNode = self.inline(None if self.chance(0.3) else kind.name, inside)
        else:
            fragment = self.named(kind.name, inside)
        rest = [*nodes[:start], self.directed(fragment), *nodes[end:]]
        if isinstance(fragment, FragmentSpreadNode) and self.chance(0.2):
            rest.append(fragment)
        return rest

    def on_node(self) -> SelectionNode:
        self.traits.add("fragment on Node")
        inside = (self.renamed(field_node("id")), self.renamed(field_node("__typename")))
        if self.chance(0.5):
            return self.inline("Node", inside)
        return self.named("Node", inside)

    def inline(self, kind: str | None, inside: Sequence[SelectionNode]) -> InlineFragmentNode:
        self.traits.add("inline fragment")
        return InlineFragmentNode(
            type_condition=None if kind is None else NamedTypeNode(name=name_node(kind)),
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(inside)),
        )

    def named(self, kind: str, inside: Sequence[SelectionNode]) -> FragmentSpreadNode:
        self.traits.add("named fragment")
        name = self.name("Part")
        self.fragments.append(
            FragmentDefinitionNode(
                name=name_node(name),
                type_condition=NamedTypeNode(name=name_node(kind)),
                directives=(),
                selection_set=SelectionSetNode(selections=tuple(inside)),
            )
        )
        return FragmentSpreadNode(name=name_node(name), directives=())

    def directed(self, node: Any) -> Any:
        """A node under `@skip`, `@include` or both; what is left out is a minority."""
        if not self.chance(0.07):
            return node
        self.traits.add("directive")
        directives = []
        for name in self.random.sample(("skip", "include"), self.random.choice((1, 1, 2))):
            value = (name == "include") != self.chance(0.25)
            directives.append(
                DirectiveNode(
                    name=name_node(name),
                    arguments=(
                        ArgumentNode(
                            name=name_node("if"),
                            value=self.value(GraphQLNonNull(self.scalar("Boolean")), value),
                        ),
                    ),
                )
            )
        return changed(node, directives=tuple(directives))

    def scalar(self, name: str) -> Any:
        return self.schema.type_map[name]
