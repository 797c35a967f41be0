"""The naive evaluator knows all that can be asked: what is new in the schema is written down in
world.py, and gets rows in making.py."""

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from tests.property.conftest import SEED
from tests.property.making import make_portfolios
from tests.property.world import HELD, ORDERS, RELATIONS, ROOTS, UNASKED, World

# What `World.related` and `World.value` tell in words of their own.
SPECIAL = {("Initiative", "latestStatusUpdate"), *HELD}
PARTS = ("Connection", "Edge")


def kinds(core: GraphQLSchema) -> list[GraphQLObjectType]:
    """The types that can be asked, without pages."""
    assert core.query_type is not None
    node = core.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    found: dict[str, GraphQLObjectType] = {}
    pending = [core.query_type, *core.get_possible_types(node)]
    while pending:
        kind = pending.pop()
        if kind.name in found:
            continue
        found[kind.name] = kind
        for name, field in kind.fields.items():
            target = get_named_type(field.type)
            if isinstance(target, GraphQLObjectType) and (kind.name, name) not in UNASKED:
                pending.append(target)
    return [
        kind
        for kind in found.values()
        if not kind.name.endswith(PARTS) and kind.name not in ("Query", "PageInfo")
    ]


def test_every_relation_is_known(core: GraphQLSchema) -> None:
    asked = {
        (kind.name, name)
        for kind in kinds(core)
        for name, field in kind.fields.items()
        if not is_leaf_type(get_named_type(field.type)) and (kind.name, name) not in UNASKED
    }
    known = {(kind, name) for kind, relations in RELATIONS.items() for name in relations}
    assert asked == (known | SPECIAL) - UNASKED


def test_every_list_at_the_root_is_known(core: GraphQLSchema) -> None:
    assert core.query_type is not None
    lists = {
        name: str(get_named_type(field.type)).removesuffix("Connection")
        for name, field in core.query_type.fields.items()
        if str(get_named_type(field.type)).endswith("Connection") and ("Query", name) not in UNASKED
    }
    assert lists == ROOTS


def test_every_order_is_known(core: GraphQLSchema) -> None:
    declared = {
        name.removesuffix("OrderField"): set(kind.values) - {"ID"}
        for name, kind in core.type_map.items()
        if isinstance(kind, GraphQLEnumType) and name.endswith("OrderField")
    }
    # Of the ledger, which is not asked: world.py says why.
    assert declared.pop("Event") == {"REVISION"}
    assert {kind: orders for kind, orders in declared.items() if orders} == {
        kind: set(orders) for kind, orders in ORDERS.items()
    }


def test_everything_has_rows_and_values(core: GraphQLSchema) -> None:
    """And what may be absent is absent somewhere."""
    world = World(make_portfolios(SEED)["alder"])
    inside = {"Money", "Evidence", "StatusFacts", *HELD.values()}
    for kind in kinds(core):
        if kind.name in inside:
            continue
        rows = world.rows(kind.name)
        assert rows, f"making.py makes no {kind.name}"
        for name, field in kind.fields.items():
            if is_leaf_type(get_named_type(field.type)):
                values = [world.value(kind.name, row, name) for row in rows]
                assert any(value is not None for value in values) or len(rows) < 3, name
                nullable = not str(field.type).endswith("!")
                assert (None in values) is nullable or len(rows) < 6, f"{kind.name}.{name}"
