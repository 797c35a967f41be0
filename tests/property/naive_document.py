"""GraphQL's own rules, read off the specification: arguments, fragments, directives, merging."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import BooleanValueNode

Collected = dict[str, list[FieldNode]]


class _Texts(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self.found.append(node.value)


def texts(document: DocumentNode, variables: object) -> list[str]:
    """Return all texts that a request holds, whatever becomes of them."""
    collected = _Texts()
    visit(document, collected)
    pending = [variables]
    while pending:
        match pending.pop():
            case str() as text:
                collected.found.append(text)
            case dict() as given:
                pending += [*given, *given.values()]
            case list() as given:
                pending += given
    return collected.found


class Reading:
    """Reads one document with its variables."""

    def __init__(self, document: DocumentNode, variables: VariableValues) -> None:
        self.variables = variables
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def arguments(self, kind: GraphQLObjectType, node: FieldNode) -> dict[str, Any]:
        given: dict[str, Any] = get_argument_values(
            kind.fields[node.name.value], node, self.variables
        )
        return {name: value for name, value in given.items() if value is not None}

    def collect(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Collected:
        collected: Collected = {}
        spread: set[str] = set()
        for each in sets:
            self.collect_from(kind, each, collected, spread)
        return collected

    def collect_from(
        self,
        kind: GraphQLObjectType,
        selection: SelectionSetNode,
        collected: Collected,
        spread: set[str],
    ) -> None:
        for node in selection.selections:
            if self.left_out(node):
                continue
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                collected.setdefault(key, []).append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment: Any = self.fragments[node.name.value]
            else:
                assert isinstance(node, InlineFragmentNode)
                fragment = node
            condition = fragment.type_condition
            names = {kind.name, *(each.name for each in kind.interfaces)}
            if condition is None or condition.name.value in names:
                self.collect_from(kind, fragment.selection_set, collected, spread)

    def left_out(self, node: Any) -> bool:
        for directive in node.directives or ():
            value = directive.arguments[0].value
            if isinstance(value, VariableNode):
                holds = bool(self.variables.coerced[value.name.value])
            else:
                assert isinstance(value, BooleanValueNode)
                holds = value.value
            if holds == (directive.name.value == "skip"):
                return True
        return False


def sets_of(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set is not None]
