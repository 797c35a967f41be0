"""Documents asked by their hash: trusted, registered, and servers that answer no others."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

import api.http.persisted
from api.app import create_app
from api.settings import DocumentSettings, Settings, SettingsError
from board.requests.live import FOLLOWED, followed, hashes
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.serving import Client, code, serving
from tests.api.subscriptions.listening import Stream

TRUSTED = "query Trusted($n: Int) { initiatives(first: $n) { totalCount } organisation { name } }"
TRUSTED_CHANGE = 'mutation Propose { initiativePropose(input: {title: "x"}) { revision } }'
OTHER = "{ organisation { currency } }"
GRAPHQL_JSON = "application/graphql-response+json"


def hash_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def apollo(document: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(document)}}


def data(response: httpx.Response) -> Any:
    answer = response.json()
    assert "errors" not in answer
    return answer["data"]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "trusted.json"
    path.write_text(json.dumps({hash_of(each): each for each in (TRUSTED, TRUSTED_CHANGE)}))
    return path


@pytest.fixture(scope="module")
def trusting(api_database: str, manifest: Path) -> Iterator[str]:
    """A server that knows trusted documents and answers others as well."""
    with serving(api_database, Settings(documents=DocumentSettings(trusted=manifest))) as address:
        yield address


@pytest.fixture(scope="module")
def strict(api_database: str, manifest: Path) -> Iterator[str]:
    """A server that answers trusted documents only, with GraphiQL switched on all the same."""
    documents = DocumentSettings(trusted=manifest, only_trusted=True)
    with serving(api_database, Settings(documents=documents, graphiql=True)) as address:
        yield address


@pytest.fixture(scope="module")
def registering(api_database: str) -> Iterator[str]:
    """A server where clients register documents."""
    with serving(api_database, Settings(documents=DocumentSettings(registers=True))) as address:
        yield address


def at(address: str, company: Company, role: Role = Role.ADMIN) -> Client:
    """Return a client of this server."""
    return company.open(company.issue(role)[0], address)


# Trusted documents


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": f"sha256:{hash_of(TRUSTED)}"},
        {"documentId": hash_of(TRUSTED)},
        {"extensions": apollo(TRUSTED)},
        {"extensions": apollo(TRUSTED), "documentId": f"sha256:{hash_of(TRUSTED)}"},
        {"extensions": apollo(TRUSTED), "query": TRUSTED},
        {"extensions": apollo(TRUSTED), "query": None},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_trusted_document_is_answered_by_its_hash(
    trusting: str, strict: str, company: Company, method: str, named: Mapping[str, Any]
) -> None:
    request = {**named, "variables": {"n": 3}, "operationName": "Trusted"}
    for address in (trusting, strict):
        client = at(address, company)
        if method == "POST":
            response = client.post(request)
        else:
            parameters = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in request.items()
                if value is not None
            }
            response = client.http.get("/graphql", params=parameters)
        assert response.status_code == 200
        assert data(response) == {
            "initiatives": {"totalCount": 0},
            "organisation": {"name": "Tavola"},
        }


def test_by_get_it_has_a_tag_like_any_other(trusting: str, company: Company) -> None:
    client = at(trusting, company)
    parameters = {"documentId": f"sha256:{hash_of(TRUSTED)}", "variables": '{"n":1}'}
    response = client.http.get("/graphql", params=parameters)
    headers = {"if-none-match": response.headers["etag"]}
    assert client.http.get("/graphql", params=parameters, headers=headers).status_code == 304
    client.make("initiativePropose", "initiative", title="New")
    assert client.http.get("/graphql", params=parameters, headers=headers).status_code == 200


@pytest.mark.parametrize("name", FOLLOWED)
def test_pages_follow_changes_where_only_trusted_documents_are_answered(
    strict: str, company: Company, name: str
) -> None:
    """What they follow is the server's own, and asked by its hash; a text of ours is refused."""
    client, hashed = at(strict, company, Role.VIEWER), hashes()[name]
    stranger = client.post({"query": followed()[hashed].replace("Page", "Mine")})
    assert code(stranger) == "DOCUMENT_NOT_TRUSTED"
    one = company.admin.make("initiativePropose", "initiative", title="One")
    variables = json.dumps({"id": one, "after": company.revision})
    given = {"documentId": hashed, "variables": variables}
    headers = {"accept": "text/event-stream"}
    with client.http.stream("GET", "/graphql", params=given, headers=headers) as response:
        assert response.status_code == 200
        company.admin.make("initiativeUpdate", "initiative", id=one, title="Another")
        field = re.sub("_(.)", lambda found: found[1].upper(), name)
        told = json.loads(Stream(response).next()["data"])
        assert told["data"][field]["revision"] == company.revision


def test_a_change_by_hash_is_made_by_post_alone(strict: str, company: Company) -> None:
    client, before = at(strict, company), company.revision
    named = {"documentId": f"sha256:{hash_of(TRUSTED_CHANGE)}"}
    assert client.http.get("/graphql", params=named).status_code == 405
    assert company.revision == before
    assert data(client.post(named)) == {"initiativePropose": {"revision": before + 1}}


def test_it_takes_a_token(strict: str) -> None:
    named = {"documentId": f"sha256:{hash_of(TRUSTED)}"}
    assert httpx.post(f"{strict}/graphql", json=named).status_code == 401


@pytest.mark.parametrize(
    "identity",
    [
        "",
        "sha256:",
        hash_of(OTHER),
        f"sha256:{hash_of(OTHER)}",
        f"md5:{hash_of(TRUSTED)}",
        f"sha256:{hash_of(TRUSTED).upper()}",
        "../../etc/passwd",
        "0" * 100_000,
    ],
)
def test_an_unknown_hash_is_not_found(trusting: str, company: Company, identity: str) -> None:
    client = at(trusting, company)
    for accept, status in (("application/json", 200), (GRAPHQL_JSON, 400)):
        response = client.post({"documentId": identity}, headers={"accept": accept})
        assert (response.status_code, code(response)) == (status, "PERSISTED_QUERY_NOT_FOUND")
        assert response.headers["content-type"] == accept
        assert "data" not in response.json()
        # What clients look for.
        assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    "request_",
    [
        {"documentId": 1},
        {"documentId": ["x"]},
        {"documentId": f"sha256:{hash_of(OTHER)}", "extensions": apollo(TRUSTED)},
        {"documentId": hash_of(TRUSTED), "query": OTHER},
        {"extensions": apollo(TRUSTED), "query": OTHER},
        {"extensions": apollo(TRUSTED), "query": " "},
        {"extensions": {"persistedQuery": hash_of(TRUSTED)}},
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 1}}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash_of(TRUSTED)}}},
        {"extensions": {"persistedQuery": None}},
        {"documentId": None},
    ],
)
def test_what_names_no_document_or_two_is_refused(
    trusting: str, company: Company, request_: dict[str, Any]
) -> None:
    response = at(trusting, company).post(request_)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_beside_trusted_documents_any_other_is_answered(trusting: str, company: Company) -> None:
    assert at(trusting, company).ask(OTHER) == {"organisation": {"currency": "EUR"}}


# Nothing else


@pytest.mark.parametrize(
    "request_",
    [
        {"query": OTHER},
        {"query": "{ __schema { queryType { name } } }"},
        {"query": TRUSTED + " "},
        {"query": "{"},
        {"query": OTHER, "extensions": apollo(OTHER)},
        {"query": OTHER, "documentId": hash_of(OTHER)},
    ],
)
def test_a_strict_server_answers_nothing_else(
    strict: str, company: Company, request_: dict[str, Any]
) -> None:
    client = at(strict, company)
    for accept, status in (("application/json", 200), (GRAPHQL_JSON, 400)):
        response = client.post(request_, headers={"accept": accept})
        assert (response.status_code, code(response)) == (status, "DOCUMENT_NOT_TRUSTED")
        assert "list of trusted" in response.json()["errors"][0]["message"]
    assert code(client.post({"documentId": hash_of(OTHER)})) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_trusted_document_may_also_be_sent_whole(strict: str, company: Company) -> None:
    answer = at(strict, company).answer(TRUSTED, n=1)
    assert answer["data"]["organisation"] == {"name": "Tavola"}


def test_graphiql_opens_there_and_is_told_why_it_is_not_answered(
    strict: str, company: Company
) -> None:
    page = httpx.get(f"{strict}/graphql", headers={"accept": "text/html"})
    assert "<title>Throughline GraphiQL</title>" in page.text
    error = at(strict, company).refusal("{ __typename }")
    assert "THROUGHLINE_TRUSTED_DOCUMENTS" in error["message"]


# Registration


def test_without_either_clients_are_told_to_send_documents(company: Company) -> None:
    for named in ({"documentId": hash_of(OTHER)}, {"extensions": apollo(OTHER)}):
        response = company.viewer.post(named)
        assert code(response) == "PERSISTED_QUERY_NOT_SUPPORTED"
        assert response.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    # A document that comes along is answered, and not kept.
    answered = company.viewer.post({"query": OTHER, "extensions": apollo(OTHER)})
    assert data(answered) == {"organisation": {"currency": "EUR"}}
    assert code(company.viewer.post({"extensions": apollo(OTHER)})).endswith("NOT_SUPPORTED")


def test_a_document_sent_once_with_its_hash_is_known_by_it(
    registering: str, company: Company
) -> None:
    client = at(registering, company, Role.VIEWER)
    named = {"extensions": apollo(OTHER)}
    assert code(client.post(named)) == "PERSISTED_QUERY_NOT_FOUND"
    expected = {"organisation": {"currency": "EUR"}}
    assert data(client.post({**named, "query": OTHER})) == expected
    assert data(client.post(named)) == expected
    assert data(client.post({"documentId": f"sha256:{hash_of(OTHER)}"})) == expected
    assert data(at(registering, company).post(named)) == expected


def test_another_organisation_does_not_know_it(registering: str, founding: Founding) -> None:
    named = {"extensions": apollo(OTHER)}
    at(registering, founding()).post({**named, "query": OTHER})
    assert code(at(registering, founding()).post(named)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("document", ["{", "{ nonsense }", "fragment F on Query { __typename }"])
def test_what_is_no_valid_document_is_not_kept(
    registering: str, company: Company, document: str
) -> None:
    client, named = at(registering, company), {"extensions": apollo(document)}
    assert client.post({**named, "query": document}).json()["errors"]
    assert code(client.post(named)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_of_unusual_size_is_answered_and_not_kept(
    registering: str, company: Company
) -> None:
    document = OTHER + "#" + "x" * 70_000
    client, named = at(registering, company), {"extensions": apollo(document)}
    assert client.post({**named, "query": document}).json()["data"]
    assert code(client.post(named)) == "PERSISTED_QUERY_NOT_FOUND"


def test_the_one_not_used_for_longest_makes_room(
    registering: str, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.persisted, "REGISTERED_BYTES", 3_000)
    client = at(registering, company)
    documents = [f"{OTHER} #{number}{'x' * 900}" for number in range(4)]

    def known(document: str) -> bool:
        return "data" in client.post({"extensions": apollo(document)}).json()

    for document in documents[:3]:
        client.post({"query": document, "extensions": apollo(document)})
    assert known(documents[0])
    client.post({"query": documents[3], "extensions": apollo(documents[3])})
    assert [known(document) for document in documents] == [True, False, True, True]


# Manifests and settings


def read(path: Path, content: object) -> Mapping[str, str]:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return api.http.persisted.read_manifest(path)


def test_manifests_are_read_as_tools_write_them(tmp_path: Path) -> None:
    expected = {hash_of(OTHER): OTHER}
    assert read(tmp_path / "relay.json", {hash_of(OTHER): OTHER}) == expected
    assert read(tmp_path / "prefixed.json", {f"sha256:{hash_of(OTHER)}": OTHER}) == expected
    operation = {"id": hash_of(TRUSTED), "name": "Trusted", "type": "query", "body": TRUSTED}
    written = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]}
    assert read(tmp_path / "apollo.json", written) == {hash_of(TRUSTED): TRUSTED}
    both = api.http.persisted.read_manifest(tmp_path)
    assert both == {hash_of(OTHER): OTHER, hash_of(TRUSTED): TRUSTED}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "neither an object"),
        ('{"format": "apollo-persisted-query-manifest"}', "neither an object"),
        ('{"abc": "{ __typename }"}', "abc is not the SHA-256"),
        (json.dumps({hash_of(OTHER): TRUSTED}), "is not the SHA-256"),
    ],
)
def test_a_manifest_that_can_not_be_trusted_stops_the_start(
    tmp_path: Path, api_database: str, content: str, says: str
) -> None:
    path = tmp_path / "trusted.json"
    path.write_text(content)
    settings = Settings(documents=DocumentSettings(trusted=path))
    with pytest.raises(SettingsError, match=says) as caught:
        create_app(settings, api_database)
    assert str(path) in str(caught.value)
    assert "THROUGHLINE_TRUSTED_DOCUMENTS" in str(caught.value)


def test_a_manifest_that_is_not_there_stops_the_start(tmp_path: Path, api_database: str) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(SettingsError, match="THROUGHLINE_TRUSTED_DOCUMENTS"):
            create_app(Settings(documents=DocumentSettings(trusted=path)), api_database)


def test_it_is_set_by_variables() -> None:
    assert Settings.from_environment({}).documents == DocumentSettings()
    given = {"THROUGHLINE_TRUSTED_DOCUMENTS": "/srv/documents", "THROUGHLINE_TRUSTED_ONLY": "on"}
    assert Settings.from_environment(given).documents == DocumentSettings(
        trusted=Path("/srv/documents"), only_trusted=True
    )
    registers = Settings.from_environment({"THROUGHLINE_REGISTER_DOCUMENTS": "on"})
    assert registers.documents == DocumentSettings(registers=True)
    with pytest.raises(SettingsError, match="does not say where"):
        Settings.from_environment({"THROUGHLINE_TRUSTED_ONLY": "on"})
    with pytest.raises(SettingsError, match="both on"):
        Settings.from_environment({**given, "THROUGHLINE_REGISTER_DOCUMENTS": "on"})
