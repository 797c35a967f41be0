"""What is hidden from a role is told by no field, no filter and no order."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from api.planning.names import camel, snake
from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from domain.access.permission import READS
from domain.access.visibility import HIDDEN_FIELDS, VISIBILITY
from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.workshop import Workshop

CORE = core_schema(schema())
HIDDEN = [
    pytest.param(kind, name, least, role, id=f"{kind}.{name} {role.value}")
    for (kind, name), least in HIDDEN_FIELDS.items()
    for role in Role
]


@pytest.fixture(scope="session")
def shop(founding: Founding) -> Workshop:
    """An organisation in which every hidden field has a value."""
    made = Workshop(founding())
    money = {"amount": "1250.50", "currency": "EUR"}
    given = {"budget": money, "expectedBenefit": money, "expectedBenefitNote": "Fewer leave"}
    made.make("initiativeUpdate", "initiative", id=made.initiative, **given)
    return made


def selection(kind: str, name: str) -> str:
    """Return how a field is selected."""
    owner = CORE.type_map[kind]
    assert isinstance(owner, GraphQLObjectType)
    target = get_named_type(owner.fields[camel(name)].type)
    inner = "" if is_leaf_type(target) else " { __typename }"
    return f"{camel(name)}{inner}"


@pytest.mark.parametrize(("kind", "name"), HIDDEN_FIELDS)
def test_a_hidden_field_can_be_null_and_says_so(kind: str, name: str) -> None:
    owner = CORE.type_map[kind]
    assert isinstance(owner, GraphQLObjectType)
    field = owner.fields[camel(name)]
    assert not isinstance(field.type, GraphQLNonNull)
    assert "hidden from your role" in (field.description or "")
    entity = CATALOGUE[kind]
    assert name in entity.attributes or name in entity.table.columns


@pytest.mark.parametrize(("kind", "name", "least", "role"), HIDDEN)
def test_it_reads_null_below_its_least_role_by_every_outlet(
    shop: Workshop, kind: str, name: str, least: Role, role: Role
) -> None:
    identity = shop.thing(snake(kind))
    asked = f"... on {kind} {{ {selection(kind, name)} }}"
    client = shop.company.client(role)
    for schema_too in ("", " __schema { queryType { name } }"):
        query = f"query ($id: ID!) {{ node(id: $id) {{ {asked} }}{schema_too} }}"
        answer = client.ask(query, id=identity)["node"]
        assert (answer[camel(name)] is None) is (role.rank < least.rank)
    listed = client.ask(
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {asked} }} }}", ids=[identity]
    )["nodes"]
    assert (listed[0][camel(name)] is None) is (role.rank < least.rank)


def leading_to(kind: str, name: str) -> list[tuple[str, str, object]]:
    """Return every list at the root that can be filtered by a field, and how: directly, under each
    combination, and through each relation. Empty when no filter has the field."""
    declared = CORE.type_map[f"{kind}Filter"]
    assert isinstance(declared, GraphQLInputObjectType)
    if camel(name) not in declared.fields:
        return []
    lists = {owner: plural for plural, owner in ROOTS.items()}
    leaf: dict[str, object] = {camel(name): {"isNull": False}}
    found: list[tuple[str, str, object]] = [
        (lists[kind], kind, given)
        for given in (leaf, {"not": leaf}, {"or": [leaf]}, {"and": [leaf]})
    ]
    for owner, plural in lists.items():
        filter_ = CORE.type_map[f"{owner}Filter"]
        assert isinstance(filter_, GraphQLInputObjectType)
        found += [
            (plural, owner, {field: leaf})
            for field, input_ in filter_.fields.items()
            if get_named_type(input_.type) is declared and field not in ("and", "or", "not")
        ]
    return found


def roots() -> dict[str, str]:
    """Every list at the root that can be filtered, and what it lists."""
    assert CORE.query_type is not None
    kinds = {name: get_named_type(each.type).name for name, each in CORE.query_type.fields.items()}
    return {
        name: kind.removesuffix("Connection")
        for name, kind in kinds.items()
        if kind.endswith("Connection") and "filter" in CORE.query_type.fields[name].args
    }


ROOTS = roots()


@pytest.mark.parametrize(("kind", "name", "least", "role"), HIDDEN)
def test_it_divides_no_list_below_its_least_role(
    shop: Workshop, kind: str, name: str, least: Role, role: Role
) -> None:
    client = shop.company.client(role)
    for plural, owner, given in leading_to(kind, name):
        if role.rank < READS[snake(plural)].rank:
            continue
        query = f"query ($filter: {owner}Filter) {{ {plural}(filter: $filter) {{ totalCount }} }}"
        answer = client.answer(query, filter=given)
        if role.rank >= least.rank:
            assert "errors" not in answer
            continue
        [error] = answer["errors"]
        assert answer.get("data") is None
        assert error["extensions"]["code"] == "NOT_ALLOWED"
        assert f"{kind}.{camel(name)}" in error["message"]


def test_a_hidden_field_is_among_those_that_filters_know() -> None:
    assert len(leading_to("Person", "email")) > 6


def test_no_order_is_by_a_hidden_field() -> None:
    """A new order by one would have to be refused, and be tried here."""
    hidden = {name for _, name in HIDDEN_FIELDS}
    for kind in CORE.type_map.values():
        if isinstance(kind, GraphQLEnumType) and kind.name.endswith("OrderField"):
            entity = CATALOGUE[kind.name.removesuffix("OrderField")]
            assert {order.key for order in entity.orders.values()} & hidden == set()


def test_roles_to_whom_something_else_is_hidden_have_plans_of_their_own() -> None:
    assert len(set(VISIBILITY.values())) == len(Role)
    assert VISIBILITY[Role.ADMIN].hidden_fields == frozenset()
    assert VISIBILITY[Role.EDITOR].sees_all_rows
    assert not VISIBILITY[Role.CONTRIBUTOR].sees_all_rows
