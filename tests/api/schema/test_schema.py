"""The schema as a contract: written down, described throughout, and answered to the last field."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_specified_directive,
    is_specified_scalar_type,
    print_schema,
)
from sqlalchemy import CheckConstraint

from api.planning.names import snake
from api.schema.build import SCHEMA_FILE, core_schema, schema, schema_text
from db.computations import COMPUTED
from db.entities import CATALOGUE
from db.json_select.catalogue import Embedded, Entity, Expression, Relation, Stored
from domain.access.permission import READS
from domain.core.problem import Problem
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.api.serving import Client

CORE = core_schema(schema())
NOBODY = "00000000-0000-7000-8000-000000000000"


def own_types() -> list[GraphQLNamedType]:
    return [
        kind
        for kind in CORE.type_map.values()
        if not kind.name.startswith("__") and not is_specified_scalar_type(kind)
    ]


def entity_types() -> list[GraphQLObjectType]:
    return [
        kind
        for kind in own_types()
        if isinstance(kind, GraphQLObjectType) and kind.name in CATALOGUE
    ]


def is_connection(field: GraphQLField) -> bool:
    kind = get_named_type(field.type)
    return isinstance(kind, GraphQLObjectType) and "edges" in kind.fields


def node_entity(field: GraphQLField) -> Entity:
    """Return the entity whose rows a connection lists."""
    kind = get_named_type(field.type)
    assert isinstance(kind, GraphQLObjectType)
    return CATALOGUE[get_named_type(kind.fields["nodes"].type).name]


def connections() -> list[tuple[str, str]]:
    """Return type and field of every connection."""
    return [
        (kind.name, name)
        for kind in own_types()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        # A search has no filter and no order but its own: tests/api/schema/test_search.py.
        if is_connection(field) and name != "search"
    ]


def field_of(kind: str, name: str) -> GraphQLField:
    owner = CORE.type_map[kind]
    assert isinstance(owner, GraphQLObjectType)
    field: GraphQLField = owner.fields[name]
    return field


# The contract is written down


def test_the_schema_is_as_written_down() -> None:
    """When the change is meant: `python -m api.schema`, and commit api/schema.graphql with it."""
    written = SCHEMA_FILE.read_text(encoding="utf-8")
    assert schema_text() == written, "api/schema.graphql differs: run python -m api.schema"


def described() -> Iterator[tuple[str, str | None]]:
    """Everything in the schema that has a place for a description, by its name."""
    for kind in own_types():
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", v.description) for name, v in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", f.description) for name, f in kind.fields.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                yield from (
                    (f"{kind.name}.{name}({argument})", each.description)
                    for argument, each in field.args.items()
                )
    for directive in CORE.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description


def test_everything_is_described() -> None:
    found = dict(described())
    assert len(found) > 1_000
    assert [name for name, text in found.items() if not (text or "").strip()] == []
    unfinished = [name for name, text in found.items() if str(text).rstrip()[-1] not in ".?"]
    assert unfinished == []


def test_names_follow_the_conventions() -> None:
    for kind in own_types():
        assert kind.name[0].isupper()
        assert "_" not in kind.name
        if isinstance(kind, GraphQLEnumType):
            assert all(name.isupper() for name in kind.values)
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            assert all(name[0].islower() and "_" not in name for name in kind.fields)


def test_no_optional_argument_has_a_default_that_says_nothing() -> None:
    assert " = null" not in schema_text()


def test_every_mutation_takes_one_input_and_answers_alike() -> None:
    assert CORE.mutation_type is not None
    for name, field in CORE.mutation_type.fields.items():
        assert set(field.args) == {"input", "idempotencyKey"}, name
        payload = get_nullable_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        title = f"{name[0].upper()}{name[1:]}"
        assert payload.name == f"{title}Payload"
        assert str(field.args["input"].type) == f"{title}Input!"
        assert str(payload.fields["problems"].type) == "[Problem!]!"
        assert str(payload.fields["revision"].type) == "Int"
        [changed] = set(payload.fields) - {"revision", "problems", "secret"}
        if changed == "results":
            one = get_named_type(payload.fields["results"].type).name.removesuffix("Payload")
            items = field.args["input"].type.of_type.fields["items"]
            assert str(items.type) == f"[{one}Input!]!"
            continue
        assert not isinstance(payload.fields[changed].type, GraphQLNonNull)


def test_a_problem_is_told_whole() -> None:
    told = CORE.type_map["Problem"]
    assert isinstance(told, GraphQLObjectType)
    assert set(told.fields) == {field.name for field in dataclasses.fields(Problem)}


# Every field resolves in the catalogue, and tells the truth about null


@pytest.mark.parametrize("kind", entity_types(), ids=str)
def test_every_field_resolves_and_its_nullability_is_the_tables(kind: GraphQLObjectType) -> None:
    entity = CATALOGUE[kind.name]
    wrong = [
        f"{kind.name}.{name}: {complaint}"
        for name, field in kind.fields.items()
        if (complaint := disagreement(entity, name, field)) is not None
    ]
    assert wrong == []


def disagreement(entity: Entity, name: str, field: GraphQLField) -> str | None:
    """Tell how a field and what stands behind it disagree."""
    required = isinstance(field.type, GraphQLNonNull)
    if (entity.name, snake(name)) in COMPUTED:
        # For some arguments there is no value, whatever the tables hold.
        return "a computed field may have no value" if required else None
    try:
        attribute = entity.attribute(snake(name))
    except KeyError as error:
        return str(error)
    if is_connection(field):
        many = isinstance(attribute, Relation) and attribute.many
        return None if many and required else "a connection is a list of a relation, never null"
    if is_list(field.type) and is_leaf_type(get_named_type(field.type)):
        named = isinstance(attribute, Expression) and attribute.type == "json"
        return None if named and required else "a list of names is an expression, never null"
    if is_list(field.type):
        listed = isinstance(attribute, Stored) or (
            isinstance(attribute, Relation) and attribute.many
        )
        return None if listed and required else "a list is of a relation or stored, never null"
    nullable = may_be_absent(entity, snake(name), attribute)
    if is_leaf_type(get_named_type(field.type)) and not (
        attribute is None or isinstance(attribute, Expression)
    ):
        return "a scalar is a column or an expression"
    if nullable is None:
        return "an object is embedded or a single relation"
    if nullable == required:
        return "can be null and says it can't" if nullable else "can't be null and says it can"
    return None


def may_be_absent(entity: Entity, name: str, attribute: object) -> bool | None:
    """Tell whether an attribute can be null; None if it is not single."""
    columns = entity.table.columns
    match attribute:
        case None:
            return bool(columns[name].nullable)
        case Expression(nullable=nullable):
            return nullable
        case Embedded(present=present):
            return bool(columns[present].nullable)
        case Relation(many=False, first=True):
            return True
        case Relation(many=False, local="id"):
            # A row of its own beside each: it is written in the same transaction.
            return False
        case Relation(many=False, local=local):
            return bool(columns[local].nullable)
    return None


def is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(get_nullable_type(kind), GraphQLList)


@pytest.mark.parametrize("kind", entity_types(), ids=str)
def test_parts_of_an_entity_resolve_too(kind: GraphQLObjectType) -> None:
    """Money, evidence, reasons: objects that are no rows."""
    entity = CATALOGUE[kind.name]
    for name, field in kind.fields.items():
        part = get_named_type(field.type)
        match entity.attributes.get(snake(name)):
            case Embedded(entity=of, prefix=prefix, present=present):
                assert isinstance(part, GraphQLObjectType)
                assert part.name == of
                for inner, declared in part.fields.items():
                    assert is_leaf_type(get_named_type(declared.type))
                    required = isinstance(declared.type, GraphQLNonNull)
                    column = prefix + snake(inner)
                    assert there_with(entity, column, present) is required, (name, inner)
            case Stored(entity=of, keys=keys):
                assert isinstance(part, GraphQLObjectType)
                assert part.name == of
                for inner, declared in part.fields.items():
                    required = isinstance(declared.type, GraphQLNonNull)
                    assert keys[snake(inner)].nullable is not required, (name, inner)
            case Relation(target=target):
                if is_connection(field):
                    assert node_entity(field).name == target
                else:
                    assert part.name == target


def there_with(entity: Entity, column: str, present: str) -> bool:
    """Tell whether a column is never null where `present` is not: the tables must hold it."""
    if column == present or not entity.table.columns[column].nullable:
        return True
    whole = f"({present} is null) = ({column} is null)"
    return any(
        isinstance(each, CheckConstraint) and whole in str(each.sqltext)
        for each in entity.table.constraints
    )


@pytest.mark.parametrize("kind", entity_types(), ids=str)
def test_what_has_a_global_id_is_a_node_and_only_that(kind: GraphQLObjectType) -> None:
    is_node = "Node" in {each.name for each in kind.interfaces}
    assert is_node == (CATALOGUE[kind.name].prefix is not None)
    assert is_node == ("id" in kind.fields)
    assert is_node or kind.name in {"Event", "Promise", "StallRisk", "StallRiskDay", "Viewer"}


# Every argument can be planned


@pytest.mark.parametrize(("kind", "name"), connections(), ids=str)
def test_every_connection_has_its_arguments_and_orders(kind: str, name: str) -> None:
    field = field_of(kind, name)
    entity = node_entity(field)
    expected = {"first", "after", "last", "before", "filter", "orderBy"}
    if "archived_on" in entity.table.columns:
        expected.add("includeArchived")
    assert set(field.args) == expected
    assert not any(isinstance(each.type, GraphQLNonNull) for each in field.args.values())
    assert order_names(field.args["orderBy"]) == set(entity.orders)
    assert str(field.args["filter"].type) == f"{entity.name}Filter"
    for order in entity.orders.values():
        assert_order_can_page(entity, order.key, order.relation, nested_only(kind, name))


def nested_only(kind: str, name: str) -> str | None:
    """Return by which column rows belong to what lists them, if nothing else does."""
    entity = node_entity(field_of(kind, name))
    if any(node_entity(field_of("Query", each)) is entity for each in ROOT_LISTS):
        return None
    relation = CATALOGUE[kind].attribute(snake(name))
    assert isinstance(relation, Relation)
    return relation.remote


def order_names(argument: GraphQLArgument) -> set[str]:
    order = get_named_type(argument.type)
    assert isinstance(order, GraphQLInputObjectType)
    fields = get_named_type(order.fields["field"].type)
    assert isinstance(fields, GraphQLEnumType)
    return set(fields.values)


def assert_order_can_page(entity: Entity, key: str, through: str | None, above: str | None) -> None:
    """Its key is a column without nulls, and an index leads from the organisation through it; or
    from the row `above`, where there is no other list."""
    table, last = entity.table, entity.key
    if through is not None:
        relation = entity.attribute(through)
        assert isinstance(relation, Relation)
        table, last = CATALOGUE[relation.target].table, relation.remote
    assert table.columns[key].nullable is False
    wanted = ["organisation_id", key] if key == last else ["organisation_id", key, last]
    indexes = [[column.name for column in index.columns] for index in table.indexes]
    indexes.append([column.name for column in table.primary_key])
    ways = [wanted] if above is None else [wanted, [wanted[0], above, *wanted[1:]]]
    assert any(columns[: len(way)] == way for columns in indexes for way in ways), (table, ways)


FILTERED = [kind for kind in entity_types() if f"{kind.name}Filter" in CORE.type_map]


@pytest.mark.parametrize("kind", FILTERED, ids=str)
def test_every_filter_field_resolves(kind: GraphQLObjectType) -> None:
    entity, asked = CATALOGUE[kind.name], CORE.type_map[f"{kind.name}Filter"]
    assert isinstance(asked, GraphQLInputObjectType)
    for name, field in asked.fields.items():
        assert not isinstance(field.type, GraphQLNonNull), name
        if name in ("and", "or", "not"):
            assert get_named_type(field.type) is asked
            continue
        attribute = entity.attribute(snake(name))
        inner = get_named_type(field.type).name
        match attribute:
            case Relation(many=True, target=target):
                assert inner == f"{target}FilterListFilter", name
            case Relation(target=target):
                assert inner == f"{target}Filter", name
            case None | Expression():
                assert inner.endswith("Comparator"), name
            case _:
                pytest.fail(f"{kind.name}.{name} can't be filtered")


SAMPLES: dict[str, Any] = {
    "String": "x",
    "Int": 3,
    "Float": 0.5,
    "Boolean": True,
    "Date": "2026-03-31",
    "DateTime": "2026-03-31T09:30:00Z",
}


# Conditions of which every filter has one.
OWN: list[dict[str, Any]] = [
    {"id": {"isNull": False}},
    {"state": {"ne": "CLOSED"}},
    {"kind": {"ne": "EFFECT_SEEN"}},
]


def conditions(filter_name: str, entity: Entity, depth: int = 1) -> Iterator[dict[str, Any]]:
    """Every single condition that a filter can state, through relations once."""
    asked = CORE.type_map[filter_name]
    assert isinstance(asked, GraphQLInputObjectType)
    for name, field in asked.fields.items():
        kind = get_named_type(field.type)
        assert isinstance(kind, GraphQLInputObjectType)
        if name in ("and", "or", "not"):
            own = next(each for each in OWN if each.keys() <= asked.fields.keys())
            yield {name: own if name == "not" else [own, own]}
        elif kind.name.endswith("Comparator"):
            for operator, operand in kind.fields.items():
                yield {name: {operator: sample(entity, name, str(operand.type), operand)}}
        elif depth > 0:
            attribute = entity.attribute(snake(name))
            assert isinstance(attribute, Relation)
            target = CATALOGUE[attribute.target]
            inner = conditions(f"{target.name}Filter", target, depth - 1)
            for condition in inner:
                if attribute.many:
                    yield {name: {"some": condition}}
                    yield {name: {"none": condition}}
                else:
                    yield {name: condition}


def sample(entity: Entity, name: str, type_name: str, operand: Any) -> Any:
    kind = get_named_type(operand.type)
    if isinstance(kind, GraphQLEnumType):
        value: Any = next(iter(kind.values))
    elif kind.name == "ID":
        target = entity
        if name != "id":
            relation = entity.attributes.get(snake(name).removesuffix("_id"))
            # What an event happened to can be of any type.
            target = CATALOGUE[relation.target if isinstance(relation, Relation) else "Milestone"]
        value = f"{target.prefix}_{NOBODY}"
    else:
        value = SAMPLES[kind.name]
    return [value] if type_name.startswith("[") else value


ROOT_LISTS = sorted(name for kind, name in connections() if kind == "Query")


@pytest.mark.parametrize("name", ROOT_LISTS)
def test_every_condition_can_be_asked(planted: tuple[Company, Portfolio], name: str) -> None:
    """Each alone, by variable, on PostgreSQL: nothing in the schema fails when it is planned."""
    asker = planted[0].admin
    field = field_of("Query", name)
    filter_name = str(field.args["filter"].type)
    query = f"query ($f: {filter_name}) {{ {name}(filter: $f) {{ totalCount }} }}"
    asked = list(conditions(filter_name, node_entity(field)))
    assert len(asked) > 5
    for condition in asked:
        answer = asker.answer(query, f=condition)
        assert "errors" not in answer, (condition, answer)


# The audit trail is longer than a page: tests/api/mutations/test_ledger.py walks it.
@pytest.mark.parametrize("name", sorted({*ROOT_LISTS} - {"auditTrail"}))
def test_every_order_can_be_paged_both_ways(planted: tuple[Company, Portfolio], name: str) -> None:
    reader = planted[0].client(READS[snake(name)])
    field = field_of("Query", name)
    order_type = str(field.args["orderBy"].type)
    query = f"""
        query ($o: {order_type}, $first: Int, $after: String, $last: Int, $before: String) {{
          {name}(orderBy: $o, first: $first, after: $after, last: $last, before: $before) {{
            edges {{ cursor node {{ id }} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
          }}
        }}
    """
    for order in order_names(field.args["orderBy"]):
        for direction in ("ASC", "DESC"):
            given = {"field": order, "direction": direction}
            everything = reader.ask(query, o=given, first=100)[name]["edges"]
            forward = walk(reader, query, name, given, "first", "after", "endCursor")
            assert forward == everything
            backward = walk(reader, query, name, given, "last", "before", "startCursor")
            assert backward[::-1] == everything


def walk(
    client: Client, query: str, name: str, order: object, size: str, place: str, end: str
) -> list[Any]:
    """Return all edges, one page of one row after the other."""
    found: list[Any] = []
    given: dict[str, object] = {}
    more = "hasNextPage" if size == "first" else "hasPreviousPage"
    while True:
        page = client.ask(query, o=order, **{size: 1}, **given)[name]
        found += page["edges"]
        if not page["pageInfo"][more]:
            return found
        given = {place: page["pageInfo"][end]}
        assert len(found) < 100


# Every field can be asked


def everything_of(kind: GraphQLObjectType, depth: int) -> str:
    """Select every field of a type, and of what it points at, `depth` steps far."""
    parts = ["__typename"]
    for name, field in kind.fields.items():
        target = get_named_type(field.type)
        if is_leaf_type(target):
            parts.append(name)
        elif isinstance(target, GraphQLObjectType) and (depth or target.name not in CATALOGUE):
            inner = everything_of(target, depth if target.name not in CATALOGUE else depth - 1)
            if is_connection(field) and not depth:
                continue
            parts.append(f"{name}{required(field)} {{ {inner} }}")
    return " ".join(parts)


def required(field: GraphQLField) -> str:
    """Write the arguments that a field can't be asked without."""
    days = {"from": "2026-01-01", "to": "2026-03-31"}
    given = [
        f'{name}: "{days[name]}"'
        for name, each in field.args.items()
        if isinstance(each.type, GraphQLNonNull)
    ]
    return f"({', '.join(given)})" if given else ""


NODES = [kind for kind in entity_types() if CATALOGUE[kind.name].prefix is not None]


@pytest.mark.parametrize("kind", NODES, ids=str)
def test_every_field_can_be_asked_of_one_row(
    reader: Client, portfolio: Portfolio, kind: GraphQLObjectType
) -> None:
    entity = CATALOGUE[kind.name]
    ids = [each for each in portfolio.ids if each.rpartition("_")[0] == entity.prefix]
    fields = [
        f"{name}{required(field)} {{ {everything_of(target, 0)} }}"
        if isinstance(target := get_named_type(field.type), GraphQLObjectType)
        else name
        for name, field in kind.fields.items()
    ]
    for asked in fields:
        query = (
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind.name} {{ {asked} }} }} }}"
        )
        found = reader.ask(query, ids=[*ids, f"{entity.prefix}_{NOBODY}"])["nodes"]
        assert found[-1] is None
        assert all(found[:-1])


@pytest.mark.parametrize("name", ROOT_LISTS)
def test_every_field_can_be_asked_of_a_page(planted: tuple[Company, Portfolio], name: str) -> None:
    asker = planted[0].client(READS[snake(name)])
    kind = CORE.type_map[node_entity(field_of("Query", name)).name]
    assert isinstance(kind, GraphQLObjectType)
    for field_name, field in kind.fields.items():
        target = get_named_type(field.type)
        asked = field_name
        if isinstance(target, GraphQLObjectType):
            asked += f"{required(field)} {{ {everything_of(target, 0)} }}"
        page = asker.ask(f"{{ {name} {{ nodes {{ {asked} }} edges {{ node {{ {asked} }} }} }} }}")
        assert page[name]["nodes"] == [edge["node"] for edge in page[name]["edges"]]
        assert page[name]["nodes"]


def test_tools_can_read_the_whole_schema(reader: Client) -> None:
    """What they ask passes the limits, and what they build of the answer is the schema."""
    question = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )
    assert print_schema(build_client_schema(reader.ask(question))) + "\n" == schema_text()
