"""What a request costs is known before it runs; what costs too much is told what would pass."""

from typing import Any

import pytest
from graphql import GraphQLList, GraphQLObjectType, get_named_type, get_nullable_type

from api.cost import prices
from api.cost.charge import LIMIT_TENTHS, TooCostly
from api.execution.documents import Documents
from api.planning.names import snake
from api.schema.build import core_schema, schema
from db.computations import COMPUTED
from db.entities import CATALOGUE
from domain.access.visibility import EVERYTHING
from tests.api.companies import Company
from tests.api.queries import CANONICAL, LIGHT
from tests.api.serving import Client

INITIATIVE = "initiative_019a0000-0000-7000-8000-000000000000"
PERSON = "person_019a0000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents(core_schema(schema()), CATALOGUE, escape="json_scalar")


def points(documents: Documents, query: str, **given: object) -> float:
    document = documents.document(query)
    assert not document.errors
    operation = document.operation(None)
    assert operation is not None
    variables = documents.variables(operation, given)
    assert isinstance(variables, dict)
    if operation.node.operation.value == "mutation":
        price = documents.payloads(operation, variables, EVERYTHING).price
    else:
        price = documents.plan(operation, variables, EVERYTHING).price
    return price.charge(variables).tenths / 10


def refusal(documents: Documents, query: str, **given: object) -> TooCostly:
    with pytest.raises(TooCostly) as refused:
        points(documents, query, **given)
    assert (refused.value.extensions or {})["code"] == "LIMIT_EXCEEDED"
    return refused.value


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ __typename }", 0.1),
        ("{ organisation { name } }", 1.1),
        ("{ viewer { role person { name } } }", 2.2),
        # A connection is an object; an omitted page size counts as the default.
        ("{ initiatives { nodes { id } } }", 1 + 20 * 1.1),
        ("{ initiatives(last: 7) { nodes { id } } }", 1 + 7 * 1.1),
        ("{ initiatives(first: 10) { edges { cursor node { id } } } }", 1 + 10 * (0.1 + 1.1)),
        ("{ initiatives(first: 1) { pageInfo { hasNextPage endCursor } } }", 1 + 1.2),
        ("{ initiatives { totalCount } }", 1 + 10),
        ("{ a: initiatives(first: 1) { nodes { id } } b: viewer { role } }", 1 + 1.1 + 1.1),
        (
            (
                "{ initiatives(first: 10) { nodes { comments(first: 5)"
                " { totalCount nodes { text } } } } }"
            ),
            1 + 10 * (1 + 1 + 1 + 5 * 1.1),
        ),
        # Plain lists count at the size they usually have.
        ("{ initiatives(first: 10) { nodes { milestones { id } } } }", 1 + 10 * (1 + 8 * 1.1)),
        ('{ initiatives(first: 1, filter: {title: {contains: "x"}}) { nodes { id } } }', 3.1),
        (
            '{ initiatives(first: 1, filter: {owner: {not: {name: {eq: "x"}}}}) { nodes { id } } }',
            1 + 5 + 1 + 1.1,
        ),
        (f'{{ node(id: "{INITIATIVE}") {{ id }} }}', 1.1),
        (f'{{ nodes(ids: ["{INITIATIVE}", "{PERSON}", "{PERSON}"]) {{ id }} }}', 3 * 1.1),
        ("{ nodes(ids: []) { id } }", 0),
        ("{ portfolio(first: 10) { totalCount entries { title } } }", 2_000 + 1.1 + 10 * 1.1),
        ("{ portfolio { entries { title } } }", 2_000 + 1 + 1_000 * 1.1),
        ("{ changes(after: 0, first: 30) { revision events { kind } } }", 1.1 + 30 * 1.1),
        ("{ changes(after: 0) { events { kind } } }", 1 + 100 * 1.1),
        ('{ portfolioHistory(from: "2026-03-01", to: "2026-03-31") { day } }', 50 + 31 * 1.1),
        # Whatever is found: the dearest of the types.
        (
            (
                '{ search(query: "x", first: 10) { totalCount nodes { ... on Person { id name }'
                " ... on Milestone { id title initiative { id } } } } }"
            ),
            100 + 1 + 10 * (1.2 + 1.1),
        ),
        ('{ search(query: "x") { edges { cursor match node { __typename } } } }', 100 + 26),
        ("{ __schema { description } viewer { role } }", 4_000 + 1.1),
        ('{ a: __type(name: "A") { name } b: __type(name: "B") { name } }', 2 * 400),
        (
            (
                'mutation { a: initiativePropose(input: {title: "x"}) { revision }'
                ' b: initiativePropose(input: {title: "x"}) { initiative { title } } }'
            ),
            10 + 10 + 1.1,
        ),
        (
            (
                'mutation { initiativesPropose(input: {items: [{title: "x"}, {title: "y"}]})'
                " { results { revision initiative { title owner { name } } } } }"
            ),
            2 * (10 + 1.1 + 1.1),
        ),
    ],
)
def test_the_cost_is_what_the_prices_say(documents: Documents, query: str, cost: float) -> None:
    assert points(documents, query) == pytest.approx(cost)


def test_sizes_and_numbers_in_variables_count_as_they_are_given(documents: Documents) -> None:
    page = "query ($n: Int) { initiatives(first: $n) { nodes { id } } }"
    assert points(documents, page) == pytest.approx(1 + 20 * 1.1)
    assert points(documents, page, n=100) == pytest.approx(1 + 100 * 1.1)
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for number in (1, 100, 3):
        assert points(documents, nodes, ids=[PERSON] * number) == pytest.approx(number * 1.1)
    days = 'query ($to: Date!) { portfolioHistory(from: "2026-03-01", to: $to) { day } }'
    assert points(documents, days, to="2026-03-10") == pytest.approx(50 + 10 * 1.1)
    assert points(documents, days, to="2026-03-01") == pytest.approx(50 + 1.1)


def test_nothing_tiny_is_ever_rejected(documents: Documents) -> None:
    """The canonical query with 20 rows takes less than a tenth of what is allowed."""
    assert points(documents, CANONICAL, first=20) * 10 < LIMIT_TENTHS / 10
    assert points(documents, CANONICAL) == points(documents, CANONICAL, first=20)
    assert points(documents, CANONICAL, first=100) < LIMIT_TENTHS / 10
    assert points(documents, LIGHT, first=100) * 7 < LIMIT_TENTHS / 10


def test_half_a_million_nodes_are_not_answered_at_once(documents: Documents) -> None:
    inner = "ownedInitiatives(first: 100) { nodes { id } }"
    refused = refusal(
        documents,
        "{ initiatives(first: 50) { nodes { owner { ownedInitiatives(first: 100)"
        f" {{ nodes {{ sponsor {{ {inner} }} }} }} }} }} }} }}",
    )
    assert refused.charge.tenths / 10 > 500_000


@pytest.mark.parametrize(
    ("query", "path", "at", "argument"),
    [
        (
            (
                "{ initiatives(first: 100) { nodes { title owner { name"
                " ownedInitiatives(first: 100) { nodes { title milestones { id } } } } } } }"
            ),
            "initiatives.nodes.owner.ownedInitiatives.nodes.milestones",
            "initiatives",
            "first",
        ),
        (
            (
                "{ all: initiatives(last: 100) { edges { node { owner {"
                " theirs: ownedInitiatives(first: 100) { edges { node { id title status"
                " priority startedOn targetOn proposedOn version imported"
                " latestStatusUpdate { reportedStatus } } } } } } } } }"
            ),
            "all.edges.node.owner.theirs.edges.node",
            "all",
            "last",
        ),
        (
            (
                '{ initiatives(first: 90) { nodes { stallRiskHistory(from: "2025-01-01",'
                ' to: "2025-12-31") { day } } } }'
            ),
            "initiatives.nodes.stallRiskHistory",
            "initiatives",
            "first",
        ),
        (
            "{ portfolio { entries { initiative { comments(first: 100) { nodes { id } } } } } }",
            "portfolio.entries.initiative.comments.nodes",
            "portfolio",
            "first",
        ),
        (
            (
                f'{{ nodes(ids: [{",".join([f""" "{PERSON}" """] * 100)}]) {{ ... on Person {{'
                " ownedInitiatives(first: 100) { nodes { milestones { id } } } } } }"
            ),
            "nodes.ownedInitiatives.nodes.milestones",
            "nodes",
            "ids",
        ),
    ],
)
def test_a_refusal_names_the_heaviest_path_and_a_size_that_passes(
    documents: Documents, query: str, path: str, at: str, argument: str
) -> None:
    refused = refusal(documents, query)
    told = refused.extensions or {}
    assert told["heaviest"]["path"] == path
    assert 0.5 <= told["heaviest"]["share"] <= 1
    passes = told["passes"]
    assert (passes["path"], passes["argument"]) == (at, argument)
    assert f"{told['heaviest']['share']:.0%} of it is {path}" in refused.message
    assert str(passes["value"]) in refused.message


def test_the_size_that_is_named_passes_and_one_more_does_not(documents: Documents) -> None:
    query = (
        "query ($n: Int) { viewer { role } initiatives(first: $n) { totalCount nodes { title"
        " comments(first: 80) { nodes { text recordedAt person { name department { name } } } }"
        " milestones { id } } } }"
    )
    fits = (refusal(documents, query, n=100).extensions or {})["passes"]["value"]
    assert 1 < fits < 100
    assert points(documents, query, n=fits) <= LIMIT_TENTHS / 10
    refusal(documents, query, n=fits + 1)


def test_without_a_size_that_passes_fewer_fields_are_advised(documents: Documents) -> None:
    chain = "id"
    for _ in range(6):
        chain = f"milestones {{ initiative {{ {chain} }} }}"
    refused = refusal(documents, f'{{ initiative(id: "{INITIATIVE}") {{ {chain} }} }}')
    assert (refused.extensions or {})["passes"] is None
    assert "fewer fields" in refused.message


def test_every_plain_list_and_every_computed_field_has_a_price() -> None:
    lists = set()
    kinds = core_schema(schema()).type_map
    for kind in kinds.values():
        listed = isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        if not listed or kind.name.endswith(("Connection", "Payload")):
            continue
        assert isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items():
            if isinstance(get_nullable_type(field.type), GraphQLList):
                lists.add(f"{kind.name}.{name}")
    by_argument = set()
    for path, sizes_within in prices.SIZED_BY_ARGUMENT.items():
        owner, _, computed = path.partition(".")
        holder = kinds[owner]
        assert isinstance(holder, GraphQLObjectType)
        made = get_named_type(holder.fields[computed].type)
        by_argument |= {f"{made.name}.{name}" for name, _, _ in sizes_within}
    counted = {
        *("Query.nodes", "LedgerPage.events"),
        *("InitiativeChange.events", "PortfolioChange.initiatives", "FindingRaised.findings"),
    }
    sizes = set(prices.EXPECTED) | prices.SIZED_BY_DAYS | by_argument | counted
    told_of_itself = {"Problem.path", "FindingThreshold.values"} & lists
    assert sizes == lists - told_of_itself
    assert {(path.split(".")[0], snake(path.split(".")[1])) for path in prices.COMPUTING} == set(
        COMPUTED
    )


# Over HTTP


def cost(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["extensions"]["cost"]
    assert list(found) == ["requested", "limit", "remaining"]
    return found


def test_every_answer_says_what_it_cost(reader: Client, company: Company) -> None:
    answer = reader.answer("{ organisation { name } }")
    assert answer["data"] == {"organisation": {"name": "Tavola"}}
    assert cost(answer)["requested"] == 1.1
    assert cost(answer)["limit"] == prices.LIMIT_POINTS
    # By the three other ways to an answer: graphql-core, computed values, a change.
    assert cost(reader.answer("{ __schema { queryType { name } } }"))["requested"] == 4_000
    assert cost(reader.answer("{ portfolio(first: 1) { asOf } }"))["requested"] == 2_001.1
    proposed = company.admin.answer(
        'mutation { initiativePropose(input: {title: "x"}) { revision } }'
    )
    assert cost(proposed)["requested"] == 10
    unknown = company.admin.answer(
        'mutation { initiativeArchive(input: {id: "x"}) { problems { code } } }'
    )
    assert unknown["data"]["initiativeArchive"]["problems"]
    assert cost(unknown)["requested"] == 10


def test_an_answer_with_its_cost_is_as_long_as_it_says(reader: Client) -> None:
    response = reader.post({"query": CANONICAL})
    assert response.headers["content-length"] == str(len(response.content))
    assert response.content.endswith(b"}}}")


def test_what_costs_too_much_never_runs(reader: Client) -> None:
    deep = "id"
    for _ in range(3):
        deep = f"owner {{ ownedInitiatives(first: 100) {{ nodes {{ {deep} }} }} }}"
    answer = reader.answer(f"{{ initiatives(first: 100) {{ nodes {{ {deep} }} }} }}")
    assert "data" not in answer
    [error] = answer["errors"]
    assert error["extensions"]["limit"]["name"] == "cost"
    assert cost(answer)["requested"] == error["extensions"]["limit"]["count"] > 500_000


def test_a_change_whose_payload_costs_too_much_is_not_made(company: Company) -> None:
    admin, before = company.admin, company.revision
    deep = "id"
    for _ in range(3):
        deep = f"owner {{ ownedInitiatives(first: 100) {{ nodes {{ {deep} }} }} }}"
    error = admin.refusal(
        f'mutation {{ initiativePropose(input: {{title: "x"}}) {{ initiative {{ {deep} }} }} }}'
    )
    assert error["extensions"]["heaviest"]["path"].startswith("initiativePropose.initiative.owner")
    assert company.revision == before
