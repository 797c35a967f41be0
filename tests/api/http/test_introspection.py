"""A server that does not tell its schema: not when asked, and not by what its errors suggest."""

from collections.abc import Iterator

import pytest
from graphql import get_introspection_query

from api.commands.serve import listen, suited
from api.settings import DocumentSettings, Settings
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.serving import Client, serving

# Each mistaken by a letter, in every place where graphql-core would suggest the right name.
MISTAKES: list[tuple[str, dict[str, object]]] = [
    ("{ initiative5 { totalCount } }", {}),
    ("{ initiatives { totalCounts } }", {}),
    ("{ initiatives(firs: 1) { totalCount } }", {}),
    ("{ initiatives { nodes { ... on Initiativ { id } } } }", {}),
    ("{ initiatives @skipp(if: true) { totalCount } }", {}),
    ("{ initiatives @skip(iff: true) { totalCount } }", {}),
    ("query ($f: InitiativeFilte) { initiatives(filter: $f) { totalCount } }", {}),
    ("{ initiatives(filter: {statuss: {eq: DONE}}) { totalCount } }", {}),
    ("{ initiatives(filter: {status: {eq: DON}}) { totalCount } }", {}),
    ('{ initiatives(filter: {status: {eq: "DONE"}}) { totalCount } }', {}),
    (
        "query ($f: InitiativeFilter) { initiatives(filter: $f) { totalCount } }",
        {"f": {"statuss": {"eq": "DONE"}}},
    ),
    (
        "query ($f: InitiativeFilter) { initiatives(filter: $f) { totalCount } }",
        {"f": {"status": {"eq": "DON"}}},
    ),
    ("mutation { initiativePropos(input: {}) { revision } }", {}),
    ('mutation { initiativePropose(input: {titl: "x"}) { revision } }', {}),
    ("{ organisation }", {}),
    ("{ node(id: 1) { title } }", {}),
]
INTROSPECTION = [
    get_introspection_query(),
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Query") { name } }',
    '{ aliased: __type(name: "Query") { name } }',
    "{ ...F } fragment F on Query { __schema { types { name } } }",
    "{ __schema { types { name } } organisation { name } }",
    "query A { organisation { name } } query B { __schema { types { name } } }",
]


@pytest.fixture(scope="module")
def silent(api_database: str) -> Iterator[str]:
    with serving(api_database, Settings()) as address:
        yield address


@pytest.fixture
def client(silent: str, company: Company) -> Client:
    return company.open(company.issue(Role.ADMIN)[0], silent)


@pytest.mark.parametrize("query", INTROSPECTION)
def test_the_schema_is_not_told(client: Client, reader: Client, query: str) -> None:
    for options in ({}, {"operationName": "A"}):
        answer = client.post({"query": query, **options}).json()
        assert "data" not in answer
        assert {error["extensions"]["code"] for error in answer["errors"]} == {
            "INTROSPECTION_DISABLED"
        }
        assert "THROUGHLINE_INTROSPECTION" in answer["errors"][0]["message"]
    response = client.http.get("/graphql", params={"query": query})
    assert "data" not in response.json()
    if "query A" not in query:
        assert reader.answer(query)["data"]


def test_the_names_of_types_in_an_answer_are(client: Client) -> None:
    found = client.ask("{ __typename organisation { __typename } }")
    assert found == {"__typename": "Query", "organisation": {"__typename": "Organisation"}}


@pytest.mark.parametrize(("query", "variables"), MISTAKES)
def test_errors_suggest_no_names(client: Client, query: str, variables: dict[str, object]) -> None:
    answer = client.answer(query, **variables)
    assert answer["errors"]
    assert "did you mean" not in str(answer).lower()


def test_where_the_schema_is_told_they_do(reader: Client) -> None:
    """Were nothing suggested there, the test before could not fail."""
    said = [str(reader.answer(query, **variables)) for query, variables in MISTAKES]
    suggesting = [each for each in said if "Did you mean" in each]
    assert len(suggesting) >= len(MISTAKES) - 1


@pytest.mark.parametrize(
    ("host", "setting", "graphiql", "told"),
    [
        ("127.0.0.1", None, None, True),
        ("127.0.0.1", None, False, False),
        ("127.0.0.1", False, True, False),
        ("0.0.0.0", None, None, False),
        ("0.0.0.0", None, True, True),
        ("0.0.0.0", True, None, True),
    ],
)
def test_by_itself_it_is_told_wherever_graphiql_is(
    host: str, setting: bool | None, graphiql: bool | None, told: bool
) -> None:
    settings = Settings(introspection=setting, graphiql=graphiql)
    with listen(host, 0) as listener:
        assert suited(settings, listener).introspection is told


def test_where_only_trusted_documents_are_answered_it_is_not(tmp_path: object) -> None:
    documents = DocumentSettings(only_trusted=True)
    with listen("127.0.0.1", 0) as listener:
        assert suited(Settings(documents=documents), listener).introspection is False


def test_it_is_switched_by_a_variable() -> None:
    assert Settings.from_environment({}).introspection is None
    for value, switched in (("on", True), ("off", False)):
        given = {"THROUGHLINE_INTROSPECTION": value}
        assert Settings.from_environment(given).introspection is switched
