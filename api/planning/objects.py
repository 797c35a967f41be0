"""What is asked of an object and of what belongs to it, as a selection."""

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)

from api.planning.arguments import Given, arguments_of
from api.planning.collecting import Collecting, sets_of
from api.planning.days import days_of
from api.planning.names import snake
from api.planning.windows import window_of
from db.json_select.catalogue import Catalogue
from db.json_select.computed import ComputedField
from db.json_select.selection import (
    Absent,
    Child,
    Computed,
    Connection,
    Constant,
    Count,
    Cursor,
    Edges,
    Field,
    Node,
    Nodes,
    PageInfo,
    Part,
    Scalar,
    Selection,
    Variables,
)


class Objects(Collecting):
    """Plans objects with their fields, lists and connections."""

    def __init__(
        self,
        schema: GraphQLSchema,
        catalogue: Catalogue,
        computed: Mapping[tuple[str, str], ComputedField],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
    ) -> None:
        super().__init__(schema, fragments, variables)
        self._catalogue = catalogue
        self._computed = computed

    def _selection(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Selection:
        fields: list[Field] = []
        for key, nodes in self._collect(kind, sets).items():
            name = nodes[0].name.value
            if name == "__typename":
                fields.append(Constant(key, kind.name))
                continue
            field = kind.fields[name]
            target = get_named_type(field.type)
            if self._catalogue.visibility.hides(kind.name, snake(name)):
                fields.append(Absent(key))
                continue
            if is_leaf_type(target):
                fields.append(Scalar(key, snake(name)))
                continue
            assert isinstance(target, GraphQLObjectType)
            given = arguments_of(nodes[0], field.args, self._variables)
            if self._is_computed(kind.name, name, given):
                fields.append(self._compute(key, kind.name, target, given, nodes))
            elif "edges" in target.fields:
                fields.append(self._connection(key, nodes, target, given, relation=snake(name)))
            else:
                condition = days_of(given) if "from" in given else None
                inner = self._selection(target, sets_of(nodes))
                fields.append(Child(key, snake(name), inner, condition))
        return Selection(kind.name, tuple(fields))

    def _is_computed(self, kind: str, name: str, given: Mapping[str, Given]) -> bool:
        found = self._computed.get((kind, snake(name)))
        return found is not None and (found.when is None or found.when in map(snake, given))

    def _compute(
        self,
        key: str,
        kind: str,
        target: GraphQLNamedType,
        given: Mapping[str, Given],
        nodes: list[FieldNode],
    ) -> Computed:
        assert isinstance(target, GraphQLObjectType)
        arguments = tuple((snake(each), value.parameter()) for each, value in given.items())
        name = snake(nodes[0].name.value)
        return Computed(key, kind, name, arguments, self._selection(target, sets_of(nodes)))

    def _connection(
        self,
        key: str,
        nodes: list[FieldNode],
        kind: GraphQLObjectType,
        given: Mapping[str, Given],
        *,
        relation: str | None,
    ) -> Connection:
        node_type = get_named_type(kind.fields["nodes"].type)
        assert isinstance(node_type, GraphQLObjectType)
        entity = self._catalogue[node_type.name]
        parts: list[Part] = []
        for part_key, part_nodes in self._collect(kind, sets_of(nodes)).items():
            name = part_nodes[0].name.value
            target = get_named_type(kind.fields[name].type) if name in kind.fields else None
            match name:
                case "edges":
                    assert isinstance(target, GraphQLObjectType)
                    parts.append(self._edges(part_key, target, node_type, part_nodes))
                case "nodes":
                    parts.append(Nodes(part_key, self._selection(node_type, sets_of(part_nodes))))
                case "pageInfo":
                    assert isinstance(target, GraphQLObjectType)
                    parts.append(self._page_info(part_key, target, part_nodes))
                case "totalCount":
                    parts.append(Count(part_key))
                case "totalCountIsExact":
                    parts.append(Count(part_key, exact=True))
                case _:
                    parts.append(Constant(part_key, kind.name))
        window = window_of(self._catalogue, entity, given)
        return Connection(key, entity.name, relation, window, tuple(parts))

    def _edges(
        self,
        key: str,
        kind: GraphQLObjectType,
        node_type: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Edges:
        parts: list[Cursor | Node | Constant] = []
        for part_key, part_nodes in self._collect(kind, sets_of(nodes)).items():
            match part_nodes[0].name.value:
                case "cursor":
                    parts.append(Cursor(part_key))
                case "node":
                    parts.append(Node(part_key, self._selection(node_type, sets_of(part_nodes))))
                case _:
                    parts.append(Constant(part_key, kind.name))
        return Edges(key, tuple(parts))

    def _page_info(self, key: str, kind: GraphQLObjectType, nodes: list[FieldNode]) -> PageInfo:
        parts: list[Scalar | Constant] = []
        for part_key, part_nodes in self._collect(kind, sets_of(nodes)).items():
            name = part_nodes[0].name.value
            parts.append(
                Constant(part_key, kind.name)
                if name == "__typename"
                else Scalar(part_key, snake(name))
            )
        return PageInfo(key, tuple(parts))
