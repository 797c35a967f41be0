"""What may go from the contract: only what the last release called deprecated, past its day."""

import re
from datetime import date

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InputValueDefinitionNode,
    Node,
    StringValueNode,
    Visitor,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    get_named_type,
    parse,
    visit,
)
from graphql.language.visitor import REMOVE, VisitorActionEnum
from graphql.type import GraphQLEnumType, GraphQLInputObjectType

# "Use `replacement` instead, which ... Goes on 2027-06-30." A replacement is a field or argument
# beside it, `Type.field`, or a value of the enum.
REASON = re.compile(r"Use `(?P<replacement>[\w.]+)`.*\bGoes on (?P<day>\d{4}-\d\d-\d\d)\.$")


def broken(released: str, now: str, today: date) -> list[str]:
    """Return what the schema `now` takes from clients of the released one."""
    bound = build_ast_schema(_without_what_may_go(parse(released), today))
    reachable = _reachable(bound)
    return [
        change.description
        for change in find_breaking_changes(bound, build_schema(now))
        if not any(
            change.description.startswith(f"{kind} was removed")
            for kind in bound.type_map
            if kind not in reachable
        )
    ]


def deprecations(text: str) -> dict[str, str]:
    """Return the reason of everything deprecated, by where it stands: `Type.field(argument:)`."""
    found: dict[str, str] = {}
    for kind in build_schema(text).type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                found[f"{kind.name}.{name}"] = field.deprecation_reason or ""
                for argument, each in field.args.items():
                    found[f"{kind.name}.{name}({argument}:)"] = each.deprecation_reason or ""
        elif isinstance(kind, GraphQLInputObjectType):
            for name, declared in kind.fields.items():
                found[f"{kind.name}.{name}"] = declared.deprecation_reason or ""
        elif isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                found[f"{kind.name}.{name}"] = value.deprecation_reason or ""
    return {place: reason for place, reason in found.items() if reason}


def complaints(text: str) -> list[str]:
    """Return what is wrong with the reasons for which things are deprecated."""
    known = _places(build_schema(text))
    wrong = []
    for place, reason in deprecations(text).items():
        found = REASON.search(reason)
        if found is None:
            wrong.append(f"{place}: say what to use instead and the day on which it goes")
            continue
        replacement, owner = found["replacement"], place.partition(".")[0]
        if not known & {
            replacement,
            f"{owner}.{replacement}",
            f"{place.partition('(')[0]}({replacement}:)",
        }:
            wrong.append(f"{place}: there is no {replacement}")
    return wrong


def _places(schema: GraphQLSchema) -> set[str]:
    found = set()
    for kind in schema.type_map.values():
        found.add(kind.name)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                found.add(f"{kind.name}.{name}")
                found |= {f"{kind.name}.{name}({argument}:)" for argument in field.args}
        elif isinstance(kind, GraphQLInputObjectType):
            found |= {f"{kind.name}.{name}" for name in kind.fields}
        elif isinstance(kind, GraphQLEnumType):
            found |= {f"{kind.name}.{name}" for name in kind.values}
    return found


def _without_what_may_go(document: DocumentNode, today: date) -> DocumentNode:
    class Gone(Visitor):
        def enter(self, node: Node, *_: object) -> VisitorActionEnum | None:
            may_go = isinstance(
                node, FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode
            ) and any(_is_due(each, today) for each in node.directives or ())
            return REMOVE if may_go else None

    kept = visit(document, Gone())
    assert isinstance(kept, DocumentNode)
    return kept


def _is_due(directive: DirectiveNode, today: date) -> bool:
    if directive.name.value != "deprecated":
        return False
    for argument in directive.arguments or ():
        if isinstance(argument.value, StringValueNode):
            found = REASON.search(argument.value.value)
            return found is not None and date.fromisoformat(found["day"]) <= today
    return False


def _reachable(schema: GraphQLSchema) -> set[str]:
    """Return the types that something leads to, once what may go is gone."""
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    pending: list[GraphQLNamedType] = [kind for kind in roots if kind is not None]
    found: set[str] = set()
    while pending:
        kind = pending.pop()
        if kind.name in found:
            continue
        found.add(kind.name)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            pending += kind.interfaces
            for field in kind.fields.values():
                pending.append(get_named_type(field.type))
                pending += (get_named_type(each.type) for each in field.args.values())
            if isinstance(kind, GraphQLInterfaceType):
                pending += schema.get_possible_types(kind)
        elif isinstance(kind, GraphQLUnionType):
            pending += kind.types
        elif isinstance(kind, GraphQLInputObjectType):
            pending += (get_named_type(each.type) for each in kind.fields.values())
    return found
