"""The planner: a GraphQL operation becomes a selection.

What it can't plan is an error whichever way the answer is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)

from api.planning.arguments import Given, arguments_of
from api.planning.collecting import sets_of
from api.planning.errors import bad_input
from api.planning.filters import identity_of
from api.planning.names import snake
from api.planning.objects import Objects
from api.planning.payload import RESULTS, Payload, Results, changed
from api.planning.windows import feed_size, revision_of, search_of
from api.vocabulary.global_id import split
from db.computations import COMPUTED
from db.json_select.catalogue import Catalogue, Entity
from db.json_select.computed import ROOT, ComputedField
from db.json_select.parameters import ORGANISATION, TOKEN
from db.json_select.selection import (
    Constant,
    Count,
    Cursor,
    Feed,
    FoundEdges,
    FoundNode,
    FoundNodes,
    Lookup,
    Lookups,
    Nodes,
    PageInfo,
    Parameter,
    Root,
    RootField,
    Scalar,
    Search,
    Selection,
    Variables,
)
from domain.access.permission import READS
from domain.core.viewer import Role

NODES_AT_MOST = 100
# The type of an object behind an interface, for the outlet that walks values. No GraphQL name can
# collide with it.
TYPE_KEY = "$type"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is asked, and the least role that may ask so (None: any)."""

    root: Root
    # The fields by which the schema itself is asked about, as often as they are.
    introspects: tuple[str, ...]
    least: Role | None


class Planner:
    """Plans operations of one schema over one catalogue."""

    def __init__(
        self,
        schema: GraphQLSchema,
        catalogue: Catalogue,
        computed: Mapping[tuple[str, str], ComputedField] = COMPUTED,
    ) -> None:
        self._schema = schema
        self._catalogue = catalogue
        self._computed = computed

    def query(
        self,
        selection_set: SelectionSetNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
        *,
        typed: bool = False,
    ) -> Planned:
        """Plan a query. With `typed`, objects behind interfaces tell their type as `TYPE_KEY`."""
        assert self._schema.query_type is not None
        walk = Walk(
            self._schema, self._catalogue, self._computed, fragments, variables, typed=typed
        )
        root, introspects = walk.query(self._schema.query_type, selection_set)
        return Planned(root, introspects, walk.least)

    def payloads(
        self,
        selection_set: SelectionSetNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
    ) -> dict[str, Payload]:
        """Plan the payload of each change that a mutation asks for, by response key."""
        kind = self._schema.mutation_type
        assert kind is not None
        walk = Walk(self._schema, self._catalogue, self._computed, fragments, variables, typed=True)
        return walk.payloads(kind, selection_set)


class Walk(Objects):
    """One walk over one operation. Subscriptions are walked in api/planning/subscriptions.py."""

    def __init__(
        self,
        schema: GraphQLSchema,
        catalogue: Catalogue,
        computed: Mapping[tuple[str, str], ComputedField],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
        *,
        typed: bool,
    ) -> None:
        super().__init__(schema, catalogue, computed, fragments, variables)
        self._typed = typed
        self.least: Role | None = None

    def query(
        self, kind: GraphQLObjectType, selection_set: SelectionSetNode
    ) -> tuple[Root, tuple[str, ...]]:
        fields: list[RootField] = []
        introspects: list[str] = []
        for key, nodes in self._collect(kind, [selection_set]).items():
            name = nodes[0].name.value
            if name == "__typename":
                fields.append(Constant(key, kind.name))
            elif name in ("__schema", "__type"):
                introspects.append(name)
            else:
                fields.append(self._root_field(key, nodes, kind.fields[name]))
        return Root(tuple(fields)), tuple(introspects)

    def payloads(
        self, kind: GraphQLObjectType, selection_set: SelectionSetNode
    ) -> dict[str, Payload]:
        found: dict[str, Payload] = {}
        for key, nodes in self._collect(kind, [selection_set]).items():
            field = kind.fields.get(nodes[0].name.value)
            if field is not None:
                payload = get_named_type(field.type)
                assert isinstance(payload, GraphQLObjectType)
                given = arguments_of(nodes[0], field.args, self._variables)
                found[key] = self._payload(payload, nodes, given["input"].parameter())
        return found

    def _payload(
        self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], given: Parameter
    ) -> Payload:
        fields: list[RootField] = []
        others: dict[str, str] = {}
        results: dict[str, Results] = {}
        for key, found in self._collect(kind, sets_of(nodes)).items():
            name = found[0].name.value
            target = self._target(kind, name)
            if target is None:
                others[key] = name
            elif target.name in self._catalogue:
                fields.append(self._lookup(key, target, changed(name), found))
            else:
                results[key] = self._results(key, target, found, fields)
        return Payload(Root(tuple(fields)), others, results, given)

    def _target(self, kind: GraphQLObjectType, name: str) -> GraphQLObjectType | None:
        """Return the type behind a payload's field, if anything of it has to be read back."""
        field = kind.fields.get(name)
        target = None if field is None else get_named_type(field.type)
        if isinstance(target, GraphQLObjectType) and (
            target.name in self._catalogue or name == RESULTS
        ):
            return target
        return None

    def _results(
        self,
        outer: str,
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
        fields: list[RootField],
    ) -> Results:
        """Plan what is asked of each item: one list of objects for each field that holds one."""
        objects: dict[str, str] = {}
        others: dict[str, str] = {}
        for key, found in self._collect(kind, sets_of(nodes)).items():
            name = found[0].name.value
            target = self._target(kind, name)
            if target is None:
                others[key] = name
                continue
            # A point is in no response key.
            objects[key] = f"{outer}.{key}"
            ids = changed(name)
            branch = (target.name, ids, self._selection(target, sets_of(found)))
            fields.append(Lookups(objects[key], ids, (branch,)))
        return Results(objects, others)

    def _root_field(self, key: str, nodes: list[FieldNode], field: GraphQLField) -> RootField:
        name = nodes[0].name.value
        given = arguments_of(nodes[0], field.args, self._variables)
        target = get_named_type(field.type)
        least = READS[snake(name)]
        if least is not Role.VIEWER and (self.least is None or self.least.rank < least.rank):
            self.least = least
        if self._is_computed(ROOT, name, given):
            return self._compute(key, ROOT, target, given, nodes)
        if name == "node":
            return self._node(key, nodes, given["id"])
        if name == "nodes":
            return self._nodes(key, nodes, given["ids"])
        assert isinstance(target, GraphQLObjectType)
        if name == "organisation":
            return self._lookup(key, target, ORGANISATION, nodes)
        if name == "viewer":
            return self._lookup(key, target, TOKEN, nodes)
        if name == "changes":
            return self._feed(key, target, given, nodes)
        if name == "search":
            return self._search(key, target, given, nodes)
        if "id" in given:
            entity = self._catalogue[target.name]
            identity = given["id"].parameter(lambda value: identity_of(value, entity))
            return self._lookup(key, target, identity, nodes)
        return self._connection(key, nodes, target, given, relation=None)

    def _search(
        self,
        key: str,
        kind: GraphQLObjectType,
        given: Mapping[str, Given],
        nodes: list[FieldNode],
    ) -> Search:
        parts: list[FoundEdges | FoundNodes | PageInfo | Count | Constant] = []
        for part_key, part_nodes in self._collect(kind, sets_of(nodes)).items():
            name = part_nodes[0].name.value
            target = get_named_type(kind.fields[name].type) if name in kind.fields else None
            match name:
                case "edges":
                    assert isinstance(target, GraphQLObjectType)
                    parts.append(FoundEdges(part_key, self._found(target, part_nodes)))
                case "nodes":
                    parts.append(FoundNodes(part_key, self._anything_found(part_nodes)))
                case "pageInfo":
                    assert isinstance(target, GraphQLObjectType)
                    parts.append(self._page_info(part_key, target, part_nodes))
                case "totalCount":
                    parts.append(Count(part_key))
                case "totalCountIsExact":
                    parts.append(Count(part_key, exact=True))
                case _:
                    parts.append(Constant(part_key, kind.name))
        text, kinds, size, after = search_of(given)
        return Search(key, text, kinds, size, after, tuple(parts))

    def _found(
        self, kind: GraphQLObjectType, nodes: list[FieldNode]
    ) -> tuple[Cursor | FoundNode | Scalar | Constant, ...]:
        parts: list[Cursor | FoundNode | Scalar | Constant] = []
        for key, found in self._collect(kind, sets_of(nodes)).items():
            match found[0].name.value:
                case "cursor":
                    parts.append(Cursor(key))
                case "node":
                    parts.append(FoundNode(key, self._anything_found(found)))
                case "match":
                    parts.append(Scalar(key, "match"))
                case _:
                    parts.append(Constant(key, kind.name))
        return tuple(parts)

    def _anything_found(self, nodes: list[FieldNode]) -> tuple[Selection, ...]:
        """Return what is asked of each entity that can be found."""
        return tuple(
            self._behind_interface(entity, nodes) for entity, _ in self._catalogue.searched
        )

    def _feed(
        self,
        key: str,
        kind: GraphQLObjectType,
        given: Mapping[str, Given],
        nodes: list[FieldNode],
    ) -> Feed:
        parts: list[Scalar | Nodes | Constant] = []
        for part_key, part_nodes in self._collect(kind, sets_of(nodes)).items():
            name = part_nodes[0].name.value
            if name == "__typename":
                parts.append(Constant(part_key, kind.name))
                continue
            target = get_named_type(kind.fields[name].type)
            if isinstance(target, GraphQLObjectType):
                parts.append(Nodes(part_key, self._selection(target, sets_of(part_nodes))))
            else:
                parts.append(Scalar(part_key, snake(name)))
        return Feed(key, given["after"].parameter(revision_of), feed_size(given), tuple(parts))

    def _lookup(
        self, key: str, kind: GraphQLObjectType, identity: Parameter, nodes: list[FieldNode]
    ) -> Lookup:
        return Lookup(key, kind.name, identity, self._selection(kind, sets_of(nodes)))

    def _node(self, key: str, nodes: list[FieldNode], given: Given) -> Lookup:
        entity = self._entity_of(given.value)
        hidden = entity.name in self._catalogue.visibility.hidden_kinds
        identity = given.parameter(lambda value: None if hidden else identity_of(value, entity))
        return Lookup(key, entity.name, identity, self._behind_interface(entity, nodes))

    def _nodes(self, key: str, nodes: list[FieldNode], given: Given) -> Lookups:
        entities = {
            entity.name: entity for entity in (self._entity_of(each.value) for each in given.value)
        }

        def ids_of(entity: Entity) -> Parameter:
            def convert(values: list[str]) -> object:
                found = (split(value) for value in values)
                return [
                    identity[1] if identity is not None and identity[0] == entity.prefix else None
                    for identity in found
                ]

            return given.parameter(convert)

        def all_ids(values: list[str]) -> object:
            if len(values) > NODES_AT_MOST:
                raise bad_input(f"nodes answers at most {NODES_AT_MOST} ids at once.")
            return [found[1] for found in map(split, values) if found is not None]

        branches = tuple(
            (name, ids_of(entity), self._behind_interface(entity, nodes))
            for name, entity in entities.items()
            if name not in self._catalogue.visibility.hidden_kinds
        )
        return Lookups(key, given.parameter(all_ids), branches)

    def _entity_of(self, value: str) -> Entity:
        found = split(value)
        entity = None if found is None else self._catalogue.by_prefix(found[0])
        if entity is None:
            raise bad_input(f"{value[:80]!r} is not a global id: give one that an answer held.")
        return entity

    def _behind_interface(self, entity: Entity, nodes: list[FieldNode]) -> Selection:
        kind = self._schema.type_map[entity.name]
        assert isinstance(kind, GraphQLObjectType)
        selection = self._selection(kind, sets_of(nodes))
        if not self._typed:
            return selection
        return Selection(selection.entity, (*selection.fields, Constant(TYPE_KEY, kind.name)))
