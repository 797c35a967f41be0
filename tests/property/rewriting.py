"""Rewrites hypothesis-graphql's queries into such as clients write.

Its queries say which fields are asked together, and how deep. From one of them, and a seed, comes a
question: arguments that fit the rows, aliases, fragments of every kind, directives, variables in
place of literals, and fields written twice, all of which GraphQL must merge again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    ast_from_value,
    get_named_type,
    is_leaf_type,
    parse,
    parse_type,
    print_ast,
    validate,
)
from graphql.language import (
    BooleanValueNode,
    EnumValueNode,
    ListValueNode,
    NamedTypeNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    SelectionNode,
    StringValueNode,
)
from graphql.type import get_nullable_type

from api.limits import check_document
from tests.property.values import Arguments, Values
from tests.property.world import ROOTS

LONG = "so_long_that_postgresql_would_cut_it_where_two_of_them_are_still_the_same_"
DEEPEST = 8
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


class _Rewriting:
    def __init__(self, schema: GraphQLSchema, values: Values) -> None:
        self.schema = schema
        self.values = values
        self.random: Random = values.random
        self.chance = values.chance
        self.traits: set[str] = set()
        self.left = self.random.choice((6, 15, 30, 50))
        self.names = 0
        self.variables: dict[str, Any] = {}
        self.definitions: list[VariableDefinitionNode] = []
        self.fragments: list[FragmentDefinitionNode] = []
        self.spoils = self.chance(0.1)
        self.variable_share = self.random.choice((0.0, 0.2, 0.7))

    def question(self, raw: SelectionSetNode) -> Question:
        assert self.schema.query_type is not None
        fields = [node for node in raw.selections if isinstance(node, FieldNode)]
        asked = self.random.sample(fields, min(self.random.choice((1, 1, 2)), len(fields)))
        written = [self.field(self.schema.query_type, node, depth=1) for node in asked]
        if self.chance(0.75):
            # Most fields that a query can begin with are no lists.
            page = self.field(self.schema.query_type, _field(self.random.choice(LISTS)), 1)
            written.append(self.renamed(page))
        selection = self.arranged(self.schema.query_type, written)
        name = self.name("Question") if self.definitions or self.chance(0.3) else None
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=None if name is None else _name(name),
            variable_definitions=tuple(self.definitions),
            directives=(),
            selection_set=selection,
        )
        definitions: list[Any] = [operation, *self.fragments]
        if name is not None and self.chance(0.1):
            self.traits.add("several operations")
            definitions += _definitions("query Other { viewer { role } }")
        self.random.shuffle(definitions)
        document = print_ast(DocumentNode(definitions=tuple(definitions)))
        several = "several operations" in self.traits
        return Question(document, self.variables, name if several else None, self.traits)

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    # Fields

    def field(self, kind: GraphQLObjectType, raw: FieldNode, depth: int) -> FieldNode:
        name = raw.name.value
        self.left -= 1
        if name == "__typename":
            return _field(name)
        declared = kind.fields[name]
        target = get_named_type(declared.type)
        given = self.arguments(kind, name, target, raw)
        arguments = tuple(
            ArgumentNode(name=_name(each), value=value)
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
            name=_name(name),
            alias=None if alias is None else _name(alias),
            arguments=arguments,
            directives=(),
            selection_set=selection,
        )

    def alias(self) -> str:
        self.traits.add("alias")
        stem = self.random.choice(("a", "_", "select", "null", LONG))
        if stem is LONG:
            self.traits.add("long alias")
        return self.name(stem)

    def selection(
        self, kind: GraphQLObjectType, raw: SelectionSetNode | None, depth: int
    ) -> SelectionSetNode:
        asked = [
            node
            for node in (raw.selections if raw is not None else ())
            if isinstance(node, FieldNode)
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
        names = list(kind.fields)
        leaves = [name for name in names if is_leaf_type(get_named_type(kind.fields[name].type))]
        inner = [name for name in names if name not in leaves]
        chosen = self.random.sample(leaves, min(len(leaves), self.random.choice((1, 1, 2))))
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
            if kind.name == "Initiative" and "says" not in inner and self.chance(0.25):
                inner.append("says")  # the only one of its kind, which is easily missed
        extras = [self.field(kind, _field(name), depth + 1) for name in (*chosen, *inner)]
        if self.chance(0.1):
            extras.append(_field("__typename"))
        return [
            each if is_leaf_type_of(kind, each) and self.chance(0.6) else self.renamed(each)
            for each in extras
        ]

    def renamed(self, node: FieldNode) -> FieldNode:
        return node if node.alias is not None else _with(node, alias=_name(self.alias()))

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
        fragments.append(_field("__typename") if self.chance(0.5) else _field("id"))
        self.random.shuffle(fragments)
        return SelectionSetNode(selections=tuple(fragments))

    def node_interface(self) -> GraphQLInterfaceType:
        kind = self.schema.type_map["Node"]
        assert isinstance(kind, GraphQLInterfaceType)
        return kind

    # Arrangement: the same fields, written otherwise

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
            nodes = [_field("__typename")]
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
        return [_with(node, selection_set=half) for half in halves]

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
        inside = (self.renamed(_field("id")), self.renamed(_field("__typename")))
        if self.chance(0.5):
            return self.inline("Node", inside)
        return self.named("Node", inside)

    def inline(self, kind: str | None, inside: Sequence[SelectionNode]) -> InlineFragmentNode:
        self.traits.add("inline fragment")
        return InlineFragmentNode(
            type_condition=None if kind is None else NamedTypeNode(name=_name(kind)),
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(inside)),
        )

    def named(self, kind: str, inside: Sequence[SelectionNode]) -> FragmentSpreadNode:
        self.traits.add("named fragment")
        name = self.name("Part")
        self.fragments.append(
            FragmentDefinitionNode(
                name=_name(name),
                type_condition=NamedTypeNode(name=_name(kind)),
                directives=(),
                selection_set=SelectionSetNode(selections=tuple(inside)),
            )
        )
        return FragmentSpreadNode(name=_name(name), directives=())

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
                    name=_name(name),
                    arguments=(
                        ArgumentNode(
                            name=_name("if"),
                            value=self.value(GraphQLNonNull(self.scalar("Boolean")), value),
                        ),
                    ),
                )
            )
        return _with(node, directives=tuple(directives))

    # Arguments

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
                        name=_name(name), value=self.value(nullable.fields[name].type, each)
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
                variable=VariableNode(name=_name(name)),
                type=parse_type(str(kind)),
                default_value=default,
                directives=(),
            )
        )
        return VariableNode(name=_name(name))

    def scalar(self, name: str) -> Any:
        return self.schema.type_map[name]


def is_leaf_type_of(kind: GraphQLObjectType, node: FieldNode) -> bool:
    name = node.name.value
    return name == "__typename" or is_leaf_type(get_named_type(kind.fields[name].type))


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
                ObjectFieldNode(name=_name(name), value=_constant(nullable.fields[name].type, each))
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


def _definitions(source: str) -> list[Any]:
    return list(parse(source).definitions)


def _name(name: str) -> NameNode:
    return NameNode(value=name)


def _field(name: str) -> FieldNode:
    return FieldNode(name=_name(name), alias=None, arguments=(), directives=(), selection_set=None)


def _with(node: Any, **changes: Any) -> Any:
    """A copy of a node with some parts changed."""
    parts = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**parts, **changes})
