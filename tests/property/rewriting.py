"""Rewrites hypothesis-graphql's queries into such as clients write.

Its queries say which fields are asked together, and how deep. From one of them, and a seed, comes a
question: arguments that fit the rows, aliases, fragments of every kind, directives, variables in
place of literals, and fields written twice, all of which GraphQL must merge again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_leaf_type,
    parse,
    print_ast,
    validate,
)
from graphql.language import (
    NullValueNode,
    SelectionNode,
)

from api.cost.limits import check_document
from api.planning.names import camel
from domain.access.visibility import HIDDEN_FIELDS
from tests.property.arranging import Arranging
from tests.property.values import Arguments, Values
from tests.property.world import ROOTS, UNASKED
from tests.property.writing import definitions_of, field_node, name_node

DEEPEST = 8
# Fields that some viewers may not see, as GraphQL spells them.
HIDDEN = frozenset((kind, camel(name)) for kind, name in HIDDEN_FIELDS)
# What most belongs to is asked most.
LISTS = (*ROOTS, "initiatives", "initiatives", "initiatives", "milestones")


@dataclass
class Question:
    """A query with its variables, and what its text is made of."""

    document: str
    variables: dict[str, Any]
    operation_name: str | None
    traits: set[str] = field(default_factory=set)


def rewrite(raw: str, schema: GraphQLSchema, values: Values) -> Question:
    """Return a valid question made of a raw query."""
    selection = _operation(parse(raw)).selection_set
    for _ in range(20):
        question = _Rewriting(schema, values).question(selection)
        document = parse(question.document)
        if within_limits(document) and not validate(schema, document):
            return question
    raise AssertionError(f"no valid question can be made of {raw}")


def within_limits(document: DocumentNode) -> bool:
    """Whether a question is small enough to be answered: limits are tested elsewhere."""
    try:
        check_document(document)
    except GraphQLError as error:
        return error.extensions is None or error.extensions["code"] != "LIMIT_EXCEEDED"
    return True


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))


class _Rewriting(Arranging):
    def __init__(self, schema: GraphQLSchema, values: Values) -> None:
        super().__init__(schema, values)
        self.left = self.random.choice((6, 15, 30, 50))
        self.spoils = self.chance(0.1)

    def question(self, raw: SelectionSetNode) -> Question:
        assert self.schema.query_type is not None
        fields = [
            node
            for node in raw.selections
            if isinstance(node, FieldNode) and ("Query", node.name.value) not in UNASKED
        ]
        asked = self.random.sample(fields, min(self.random.choice((1, 1, 2)), len(fields)))
        written = [self.field(self.schema.query_type, node, depth=1) for node in asked]
        if not written or self.chance(0.75):
            # Most fields that a query can begin with are no lists.
            page = self.field(self.schema.query_type, field_node(self.random.choice(LISTS)), 1)
            written.append(self.renamed(page))
        selection = self.arranged(self.schema.query_type, written)
        name = self.name("Question") if self.definitions or self.chance(0.3) else None
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=None if name is None else name_node(name),
            variable_definitions=tuple(self.definitions),
            directives=(),
            selection_set=selection,
        )
        definitions: list[Any] = [operation, *self.fragments]
        if name is not None and self.chance(0.1):
            self.traits.add("several operations")
            definitions += definitions_of("query Other { viewer { role } }")
        self.random.shuffle(definitions)
        document = print_ast(DocumentNode(definitions=tuple(definitions)))
        several = "several operations" in self.traits
        return Question(document, self.variables, name if several else None, self.traits)

    def field(self, kind: GraphQLObjectType, raw: FieldNode, depth: int) -> FieldNode:
        name = raw.name.value
        self.left -= 1
        if name == "__typename":
            return field_node(name)
        declared = kind.fields[name]
        target = get_named_type(declared.type)
        given = self.arguments(kind, name, target, raw)
        arguments = tuple(
            ArgumentNode(name=name_node(each), value=value)
            for each, argument in declared.args.items()
            if (value := self.argument(each, argument.type, given)) is not None
        )
        alias = raw.alias.value if raw.alias is not None else None
        if self.chance(0.2):
            alias = self.alias()
        selection = None
        if isinstance(target, GraphQLInterfaceType):
            selection = self.behind_interface(raw, given, depth)
        elif isinstance(target, GraphQLObjectType):
            selection = self.selection(target, raw.selection_set, depth)
        return FieldNode(
            name=name_node(name),
            alias=None if alias is None else name_node(alias),
            arguments=arguments,
            directives=(),
            selection_set=selection,
        )

    def selection(
        self, kind: GraphQLObjectType, raw: SelectionSetNode | None, depth: int
    ) -> SelectionSetNode:
        asked = [
            node
            for node in (raw.selections if raw is not None else ())
            if isinstance(node, FieldNode)
            and (kind.name, node.name.value) not in UNASKED
            and ((depth < DEEPEST and self.left > 0) or self.is_leaf(kind, node))
        ]
        self.random.shuffle(asked)
        written = [self.field(kind, node, depth + 1) for node in asked[:5]]
        written += self.extras(kind, depth)
        return self.arranged(kind, written)

    @staticmethod
    def is_leaf(kind: GraphQLObjectType, node: FieldNode) -> bool:
        name = node.name.value
        return name == "__typename" or is_leaf_type(get_named_type(kind.fields[name].type))

    def extras(self, kind: GraphQLObjectType, depth: int) -> list[FieldNode]:
        """Fields that the raw query did not ask for, under names of their own."""
        names = [name for name in kind.fields if (kind.name, name) not in UNASKED]
        leaves = [name for name in names if is_leaf_type(get_named_type(kind.fields[name].type))]
        inner = [name for name in names if name not in leaves]
        chosen = self.random.sample(leaves, min(len(leaves), self.random.choice((1, 1, 2))))
        # Few among many: each is asked more often than its kind has fields.
        chosen += [name for name in leaves if (kind.name, name) in HIDDEN and self.chance(0.2)]
        page = kind.name.endswith("Connection")
        if page:
            chosen = [name for name in leaves if self.chance(0.4)]
            shown = self.random.sample(("nodes", "edges", "pageInfo"), self.random.choice((1, 2)))
            inner = shown if self.left > 0 else shown[:1]
        elif kind.name.endswith("Edge"):
            chosen, inner = (["cursor"], ["node"] if self.chance(0.6) else [])
        elif kind.name == "PageInfo":
            chosen, inner = [name for name in leaves if self.chance(0.7)] or leaves, []
        else:
            wanted = self.random.choice((0, 1, 2, 2)) if depth < DEEPEST and self.left > 0 else 0
            inner = self.random.sample(inner, min(len(inner), wanted))
            if (
                kind.name == "Initiative"
                and "latestStatusUpdate" not in inner
                and self.chance(0.25)
            ):
                inner.append(
                    "latestStatusUpdate"
                )  # the only one of its kind, which is easily missed
        extras = [self.field(kind, field_node(name), depth + 1) for name in (*chosen, *inner)]
        if self.chance(0.1):
            extras.append(field_node("__typename"))
        return [
            each if is_leaf_type_of(kind, each) and self.chance(0.6) else self.renamed(each)
            for each in extras
        ]

    def behind_interface(self, raw: FieldNode, given: Arguments, depth: int) -> SelectionSetNode:
        """Fragments on the types of the ids, and on types that no id has."""
        ids = [given["id"]] if "id" in given else given["ids"]
        prefixes = {each.rpartition("_")[0] for each in ids}
        fragments: list[SelectionNode] = []
        for kind in self.schema.get_possible_types(self.node_interface()):
            if self.values.prefix(kind.name) not in prefixes and not self.chance(0.05):
                continue
            asked = next(
                (
                    node.selection_set
                    for node in (raw.selection_set.selections if raw.selection_set else ())
                    if isinstance(node, InlineFragmentNode)
                    and node.type_condition is not None
                    and node.type_condition.name.value == kind.name
                ),
                None,
            )
            inner = self.selection(kind, asked, depth + 1)
            # Fields of different types may have one name here, and must not.
            renamed = tuple(
                self.renamed(each) if isinstance(each, FieldNode) else each
                for each in inner.selections
            )
            fragments.append(self.inline(kind.name, renamed))
        fragments.append(field_node("__typename") if self.chance(0.5) else field_node("id"))
        self.random.shuffle(fragments)
        return SelectionSetNode(selections=tuple(fragments))

    def node_interface(self) -> GraphQLInterfaceType:
        kind = self.schema.type_map["Node"]
        assert isinstance(kind, GraphQLInterfaceType)
        return kind

    def arguments(
        self, parent: GraphQLObjectType, name: str, target: Any, raw: FieldNode
    ) -> Arguments:
        at_root = parent.name == "Query"
        if at_root and name == "node":
            return {"id": self.global_id(raw)}
        if at_root and name == "nodes":
            return {"ids": [self.global_id(raw) for _ in range(self.random.randint(0, 5))]}
        if target.name.endswith("Connection"):
            kind = target.name.removesuffix("Connection")
            declared = parent.fields[name].args
            given = self.values.page(kind, declared)
            if self.spoils:
                self.spoils = False
                self.traits.add("spoilt")
                self.values.spoil(kind, given, declared)
            self.traits |= {each for each in given if each in ("filter", "orderBy")}
            if given.keys() & {"after", "before"}:
                self.traits.add("cursor")
            if not at_root:
                self.traits.add("nested connection")
            return given
        if target.name == "StallRiskDay":
            return self.values.days()
        if (
            at_root
            and isinstance(target, GraphQLObjectType)
            and (name not in ("organisation", "viewer"))
        ):
            return {"id": self.values.id_of(target.name)}
        return {}

    def global_id(self, raw: FieldNode) -> str:
        if self.spoils:
            self.spoils = False
            self.traits.add("spoilt")
            return self.random.choice(("", "person", "person_1", "stall_risk_" + "0" * 36))
        kinds = [
            node.type_condition.name.value
            for node in (raw.selection_set.selections if raw.selection_set is not None else ())
            if isinstance(node, InlineFragmentNode) and node.type_condition is not None
        ] or ["Initiative", "Person"]
        return self.values.id_of(self.random.choice(kinds))

    def argument(
        self, name: str, kind: GraphQLInputType, given: Mapping[str, Any]
    ) -> ValueNode | None:
        if name in given:
            return self.value(kind, given[name])
        if self.chance(0.03) and not isinstance(kind, GraphQLNonNull):
            self.traits.add("absent variable")
            if self.chance(0.3):
                return NullValueNode()
            return self.variable(kind, None, given=self.chance(0.5))
        return None


def is_leaf_type_of(kind: GraphQLObjectType, node: FieldNode) -> bool:
    name = node.name.value
    return name == "__typename" or is_leaf_type(get_named_type(kind.fields[name].type))
