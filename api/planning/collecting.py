"""GraphQL's own rules for what is asked of an object: merging, fragments, `@skip`, `@include`."""

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.language import BooleanValueNode, DirectiveNode

from db.json_select.selection import Variables

Collected = dict[str, list[FieldNode]]


class Collecting:
    """Collects what one operation asks of objects, with one set of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def _collect(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Collected:
        """Group the fields that apply to a type by response key, in the order they appear."""
        collected: Collected = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._collect_into(collected, seen, kind, selection_set)
        return collected

    def _collect_into(
        self,
        collected: Collected,
        seen: set[str],
        kind: GraphQLObjectType,
        selection_set: SelectionSetNode,
    ) -> None:
        for node in selection_set.selections:
            if not self._included(node.directives or ()):
                continue
            match node:
                case FieldNode():
                    key = node.alias.value if node.alias is not None else node.name.value
                    collected.setdefault(key, []).append(node)
                case InlineFragmentNode():
                    condition = node.type_condition
                    if condition is None or self._applies(condition.name.value, kind):
                        self._collect_into(collected, seen, kind, node.selection_set)
                case FragmentSpreadNode():
                    name = node.name.value
                    fragment = self._fragments[name]
                    if name not in seen and self._applies(fragment.type_condition.name.value, kind):
                        seen.add(name)
                        self._collect_into(collected, seen, kind, fragment.selection_set)

    def _applies(self, condition: str, kind: GraphQLObjectType) -> bool:
        if condition == kind.name or any(each.name == condition for each in kind.interfaces):
            return True
        named = self._schema.type_map[condition]
        return isinstance(named, GraphQLUnionType) and kind in named.types

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            name = directive.name.value
            if name in ("skip", "include"):
                value = (directive.arguments or ())[0].value
                holds = (
                    bool(self._variables.get(value.name.value))
                    if isinstance(value, VariableNode)
                    else isinstance(value, BooleanValueNode) and value.value
                )
                if holds == (name == "skip"):
                    return False
        return True


def sets_of(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    """Return what is selected below equal fields."""
    return [node.selection_set for node in nodes if node.selection_set is not None]
