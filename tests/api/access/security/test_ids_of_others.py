"""Insecure direct object references: ids of another organisation in every argument of a query
or a subscription.

Those of mutations are tried in tests/api/mutations/test_mutations.py, with all it takes.
"""

from collections.abc import Iterator

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from api.planning.names import snake
from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from db.json_select.catalogue import Relation
from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.subscriptions.listening import listening
from tests.api.workshop import Workshop

CORE = core_schema(schema())
assert CORE.query_type is not None
KINDS = (
    "department",
    "person",
    "journey",
    "stage",
    "touchpoint",
    "initiative",
    "milestone",
    "short_term_win",
    "effect",
    "comment",
    "finding",
)


@pytest.fixture(scope="session")
def own(founding: Founding) -> Workshop:
    shop = Workshop(founding())
    for kind in KINDS:
        shop.thing(kind)
    return shop


@pytest.fixture(scope="session")
def foreign(founding: Founding) -> Workshop:
    shop = Workshop(founding("Another company"))
    for kind in KINDS:
        shop.thing(kind)
    return shop


def filters(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entity's filter that take ids, and what they are ids of."""
    declared = CORE.type_map.get(f"{kind}Filter")
    assert isinstance(declared, GraphQLInputObjectType)
    for name, field in declared.fields.items():
        if get_named_type(field.type).name == "IdComparator":
            relation = CATALOGUE[kind].attributes.get(snake(name).removesuffix("_id"))
            of = snake(relation.target) if isinstance(relation, Relation) else snake(kind)
            if of in KINDS:
                yield name, of


LISTS = {
    name: get_named_type(field.type).name.removesuffix("Connection")
    for name, field in CORE.query_type.fields.items()
    if "filter" in field.args and name not in ("auditTrail", "members", "tokens")
}
FILTERED = [(name, kind, *each) for name, kind in LISTS.items() for each in filters(kind)]
SINGLE = [
    (name, snake(get_named_type(field.type).name))
    for name, field in CORE.query_type.fields.items()
    if list(field.args) == ["id"] and isinstance(get_named_type(field.type), GraphQLObjectType)
]


@pytest.mark.parametrize(("name", "kind"), SINGLE)
def test_a_field_by_id_finds_ones_own_only(
    own: Workshop, foreign: Workshop, name: str, kind: str
) -> None:
    query = f"query ($id: ID!) {{ {name}(id: $id) {{ id }} }}"
    for client in (own.client, own.company.viewer):
        assert client.ask(query, id=own.thing(kind))[name] == {"id": own.thing(kind)}
        assert client.ask(query, id=foreign.thing(kind))[name] is None


@pytest.mark.parametrize("kind", KINDS)
def test_node_and_nodes_find_ones_own_only(own: Workshop, foreign: Workshop, kind: str) -> None:
    ids = [foreign.thing(kind), own.thing(kind), foreign.thing(kind)]
    query = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }"
    for client in (own.client, own.company.viewer):
        answer = client.ask(query, id=ids[0], ids=ids)
        assert answer == {"node": None, "nodes": [None, {"id": ids[1]}, None]}


@pytest.mark.parametrize(("name", "kind", "field", "of"), FILTERED)
def test_a_filter_by_an_id_of_others_finds_nothing_and_leaves_nothing_out(
    own: Workshop, foreign: Workshop, name: str, kind: str, field: str, of: str
) -> None:
    query = (
        f"query ($f: {kind}Filter, $g: {kind}Filter) {{ none: {name}(filter: $f) {{ totalCount }}"
        f" all: {name}(filter: $g) {{ totalCount }} every: {name} {{ totalCount }} }}"
    )
    given = foreign.thing(of)
    found = own.client.ask(query, f={field: {"eq": given}}, g={field: {"ne": given}})
    assert found["none"] == {"totalCount": 0}
    assert found["all"] == found["every"]
    listed = own.client.ask(query, f={field: {"in": [given]}}, g={field: {"notIn": [given]}})
    assert listed == found


def test_a_subscription_by_an_id_of_others_hears_nothing(own: Workshop, foreign: Workshop) -> None:
    query = (
        "subscription ($id: ID!, $after: Int) { initiativeChanged(id: $id, after: $after)"
        " { revision initiative { id } events { kind } } }"
    )
    company = own.company
    token, _ = company.issue(Role.ADMIN)
    initiatives = {"own": own.thing("initiative"), "foreign": foreign.thing("initiative")}
    with listening(company.address, token) as socket:
        for name, given in initiatives.items():
            # From the beginning, so that there is something to be told of.
            socket.subscribe(query, name, id=given, after=0)
        while (told := socket.told("own")["initiativeChanged"])["revision"] < company.revision:
            assert told["initiative"] in (None, {"id": initiatives["own"]})
        foreign.make("commentAdd", "comment", **note(initiatives["foreign"]))
        own.make("commentAdd", "comment", **note(initiatives["own"]))
        told = socket.told("own")["initiativeChanged"]
        assert told["initiative"] == {"id": initiatives["own"]}
        assert socket.is_quiet()


def note(initiative: str) -> dict[str, str]:
    return {"initiativeId": initiative, "text": "All is well."}


def taking_ids(of: GraphQLObjectType | None) -> set[tuple[str, str]]:
    """The fields of a root, with those of their arguments that take ids."""
    assert of is not None
    return {
        (name, argument)
        for name, field in of.fields.items()
        for argument, declared in field.args.items()
        if get_named_type(declared.type).name == "ID"
    }


def test_every_argument_that_takes_an_id_is_tried() -> None:
    """A new root field with an id in another argument has to be tried here."""
    tried = {(name, "id") for name, _ in SINGLE} | {("node", "id"), ("nodes", "ids")}
    assert taking_ids(CORE.query_type) == tried
    assert taking_ids(CORE.subscription_type) == {("initiativeChanged", "id")}
    assert len(FILTERED) > 20
