"""What a request costs, computed from its selection before anything runs.

A price is a tree beside the selection. Almost all of them are fixed with the plan, because page
sizes are part of its shape; only how many ids or days are asked for is known with each execution.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from graphql import GraphQLList, GraphQLObjectType, GraphQLSchema, get_nullable_type

from api.cost import prices
from api.cost.charge import Counting, Price
from api.cost.cost_node import NONE, ONE, CostNode, Size
from api.cost.prices import OBJECT, SCALAR
from api.planning.names import snake
from api.planning.payload import Payload
from db.json_select.selection import (
    Absent,
    Ahead,
    ChangedObjects,
    Child,
    Compare,
    Computed,
    Condition,
    Connection,
    Constant,
    Count,
    Cursor,
    Edges,
    Either,
    Every,
    Feed,
    FoundEdges,
    FoundNode,
    FoundNodes,
    Group,
    Happened,
    IsNull,
    Lookup,
    Lookups,
    Negation,
    Node,
    Nodes,
    PageInfo,
    Parameter,
    Part,
    Related,
    Root,
    RootField,
    Scalar,
    Search,
    Selection,
    Variables,
)


class Pricing:
    """Prices selections over one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.lists = frozenset(
            (kind.name, snake(name))
            for kind in schema.type_map.values()
            if isinstance(kind, GraphQLObjectType)
            for name, each in kind.fields.items()
            if isinstance(get_nullable_type(each.type), GraphQLList)
        )

    def query(self, root: Root, introspects: Iterable[str]) -> Price:
        """Return the price of a query; TooCostly if it is beyond the limit whatever is given."""
        walk = _Walk(self.lists)
        item = CostNode("", sum(prices.INTROSPECTION[name] for name in introspects))
        item.within = [walk.root_field(each) for each in root.fields]
        return Price(item, walk.counting)

    def changes(self, payloads: Mapping[str, Payload]) -> Price:
        """Return the price of changes by what is read back of them, each under its key."""
        walk = _Walk(self.lists)
        item = CostNode("", 0)
        item.within = [walk.change(key, payload) for key, payload in payloads.items()]
        return Price(item, walk.counting)


class _Walk:
    """One walk over one selection."""

    def __init__(self, lists: frozenset[tuple[str, str]]) -> None:
        self._lists = lists
        self.counting: list[Counting] = []

    def root_field(self, field: RootField) -> CostNode:
        match field:
            case Constant(key):
                return CostNode(key, SCALAR)
            case Connection():
                return self._connection(field, nested=False)
            case Lookup(key, _, _, selection):
                return self._object(key, selection)
            case Lookups(key, ids, branches):
                rows = self._counted(_number_of(ids), "ids")
                # Whatever the ids are of: the dearest of the types.
                found = [self._object(key, selection, rows) for _, _, selection in branches]
                ones = (1,) * len(self.counting)
                return max(found, key=lambda each: each.tenths(ones), default=CostNode(key, 0))
            case Computed():
                return self._computed(field)
            case Feed(key, _, rows, parts):
                page = CostNode(key, OBJECT)
                for part in parts:
                    self._part(page, part, Size(rows, argument="first"), nested=False)
                return page
            case Happened(key, _, _, selection):
                return self._object(key, selection, Size(prices.HAPPENED))
            case ChangedObjects(key) | Ahead(key):
                return CostNode(key, SCALAR)
            case Search():
                return self._search(field)
            case Group(key, fields):
                return CostNode(key, OBJECT, within=[self.root_field(each) for each in fields])

    def _search(self, field: Search) -> CostNode:
        item = CostNode(field.key, prices.SEARCH)
        size = Size(field.size, argument="first")
        for part in field.parts:
            match part:
                case FoundNodes(key, selections):
                    item.within.append(self._dearest(key, selections, size))
                case FoundEdges(key, parts):
                    edge = CostNode(key, 0, size)
                    for each in parts:
                        if isinstance(each, FoundNode):
                            edge.within.append(self._dearest(each.key, each.selections, ONE))
                        else:
                            edge.own += SCALAR
                    item.within.append(edge)
                case _:
                    self._part(item, part, size, nested=True)
        return item

    def _dearest(self, key: str, selections: Iterable[Selection], size: Size) -> CostNode:
        """Return the price of rows of whichever of the selections costs most."""
        found = [self._object(key, selection, size) for selection in selections]
        return max(found, key=lambda each: each.tenths((1,) * len(self.counting)))

    def change(self, key: str, payload: Payload) -> CostNode:
        item = CostNode(key, prices.CHANGE, self._counted(_items_of(payload.input), "items"))
        for each in payload.root.fields:
            if isinstance(each, Lookups):
                # Of a bulk mutation, for each of its items.
                ((_, _, selection),) = each.branches
                item.within.append(self._object(each.key, selection))
            else:
                item.within.append(self.root_field(each))
        return item

    def _object(
        self, key: str, selection: Selection, size: Size = ONE, sizes: Mapping[str, Size] = NONE
    ) -> CostNode:
        """Return the price of rows of a selection; `sizes` are of lists in it, by their names."""
        item = CostNode(key, OBJECT, size)
        for each in selection.fields:
            match each:
                case Scalar() | Constant() | Absent():
                    item.own += SCALAR
                case Connection():
                    item.within.append(self._connection(each, nested=True))
                case Computed():
                    item.within.append(self._computed(each))
                case Child(child_key, name, inner, condition):
                    rows = sizes.get(name) or self._expected(selection.entity, name)
                    if condition is not None:
                        rows = self._days(condition)
                    item.within.append(self._object(child_key, inner, rows))
        return item

    def _expected(self, entity: str, name: str) -> Size:
        if (entity, name) not in self._lists:
            return ONE
        return Size(prices.EXPECTED.get(_path(entity, name), 10))

    def _days(self, condition: Condition) -> Size:
        assert isinstance(condition, Every)
        first, last = (each.value for each in condition.conditions if isinstance(each, Compare))
        return self._counted(_days_between(first, last), "days")

    def _counted(self, counting: Counting, argument: str) -> Size:
        self.counting.append(counting)
        return Size(counted=len(self.counting) - 1, argument=argument)

    def _computed(self, field: Computed) -> CostNode:
        path = _path(field.entity, field.name)
        arguments = dict(field.arguments)
        size = self._expected(field.entity, field.name)
        if path in prices.SIZED_BY_DAYS:
            size = self._counted(_days_between(arguments["from"], arguments["to"]), "days")
        sizes = {}
        for name, argument, default in prices.SIZED_BY_ARGUMENT.get(path, ()):
            given = arguments.get(argument)
            sizes[name] = (
                Size(default, argument=argument)
                if given is None
                else self._counted(_value_of(given), argument)
            )
        rows = self._object(field.key, field.selection, size, sizes)
        return CostNode(field.key, prices.COMPUTING.get(path, 0), ONE, [rows])

    def _connection(self, field: Connection, *, nested: bool) -> CostNode:
        window = field.window
        item = CostNode(field.key, OBJECT)
        if window.condition is not None:
            item.own += _condition(window.condition)
        size = Size(window.size, argument="last" if window.backward else "first")
        for part in field.parts:
            self._part(item, part, size, nested=nested)
        return item

    def _part(self, item: CostNode, part: Part | Scalar, size: Size, *, nested: bool) -> None:
        match part:
            case Constant() | Scalar():
                item.own += SCALAR
            case Count():
                item.own += prices.NESTED_COUNT if nested else prices.ROOT_COUNT
            case PageInfo(_, parts):
                item.own += OBJECT + SCALAR * len(parts)
            case Nodes(key, selection):
                item.within.append(self._object(key, selection, size))
            case Edges(key, parts):
                # The edge itself is free: it is but a place for the cursor.
                edge = CostNode(key, 0, size)
                for each in parts:
                    match each:
                        case Node(node_key, selection):
                            edge.within.append(self._object(node_key, selection))
                        case Cursor() | Constant():
                            edge.own += SCALAR
                item.within.append(edge)


def _condition(condition: Condition) -> int:
    match condition:
        case Compare() | IsNull():
            return prices.CONDITION
        case Every(conditions) | Either(conditions):
            return sum(map(_condition, conditions))
        case Negation(inner):
            return _condition(inner)
        case Related(_, inner):
            return prices.CONDITION_THROUGH_RELATION + _condition(inner)


def _path(entity: str, name: str) -> str:
    first, *others = name.split("_")
    return f"{entity}.{first}{''.join(map(str.capitalize, others))}"


def _number_of(ids: Parameter) -> Counting:
    bind = ids.bind
    return lambda variables: len(bind(variables))  # type: ignore[arg-type]  # a list of ids


def _items_of(given: Parameter) -> Counting:
    bind = given.bind

    def items(variables: Variables) -> int:
        found = bind(variables)
        return len(found["items"]) if isinstance(found, dict) and "items" in found else 1

    return items


def _value_of(given: Parameter) -> Counting:
    bind = given.bind

    def value(variables: Variables) -> int:
        found = bind(variables)
        # What is out of range is refused where it is computed.
        return max(found, 0) if isinstance(found, int) else 0

    return value


def _days_between(first: Parameter, last: Parameter) -> Counting:
    def days(variables: Variables) -> int:
        start, end = first.bind(variables), last.bind(variables)
        assert isinstance(start, date)
        assert isinstance(end, date)
        return max((end - start).days + 1, 0)

    return days
