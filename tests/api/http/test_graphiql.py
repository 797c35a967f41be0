"""GraphiQL for browsers: there where it is wanted, whole, and without a word to the internet."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import parse, validate

from api.commands.serve import listen, suited
from api.http import graphiql
from api.schema.build import core_schema, schema
from api.settings import DocumentSettings, Settings, SettingsError
from tests.api.serving import serving

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FILES = sorted(file.name for file in graphiql.ASSETS.iterdir())


@pytest.fixture(scope="module")
def wanting(api_database: str) -> Iterator[str]:
    with serving(api_database, Settings(graphiql=True)) as address:
        yield address


def test_a_browser_that_opens_the_api_gets_it(wanting: str) -> None:
    page = httpx.get(f"{wanting}/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Throughline GraphiQL</title>" in page.text


def test_whoever_asks_gets_answers(wanting: str) -> None:
    """Programs never see the page, whatever they accept beside JSON."""
    for method, url, headers in (
        ("GET", "/graphql?query={__typename}", BROWSER),
        ("GET", "/graphql?documentId=sha256:00", BROWSER),
        ("GET", "/graphql?extensions={}", BROWSER),
        ("POST", "/graphql", BROWSER),
        ("GET", "/graphql", {"accept": "application/json"}),
        ("GET", "/graphql", {"accept": "*/*"}),
    ):
        response = httpx.request(method, f"{wanting}{url}", headers=headers)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/json"


def test_elsewhere_it_is_off(address: str) -> None:
    assert httpx.get(f"{address}/graphql", headers=BROWSER).status_code == 401
    assert httpx.get(f"{address}/graphiql/start.js", headers=BROWSER).status_code == 404


@pytest.mark.parametrize(
    ("host", "setting", "on"),
    [
        ("127.0.0.1", None, True),
        ("localhost", None, True),
        ("0.0.0.0", None, False),
        ("127.0.0.1", False, False),
        ("0.0.0.0", True, True),
    ],
)
def test_by_itself_it_is_on_where_only_this_machine_can_ask(
    host: str, setting: bool | None, on: bool
) -> None:
    with listen(host, 0) as listener:
        assert suited(Settings(graphiql=setting), listener).graphiql is on


def test_where_only_trusted_documents_are_answered_it_is_off_by_itself() -> None:
    documents = DocumentSettings(trusted=Path("trusted.json"), only_trusted=True)
    with listen("127.0.0.1", 0) as listener:
        assert suited(Settings(documents=documents), listener).graphiql is False
        wanted = Settings(documents=documents, graphiql=True)
        assert suited(wanted, listener).graphiql is True


@pytest.mark.parametrize(
    ("value", "setting"), [("on", True), ("1", True), ("OFF", False), ("false", False), ("", None)]
)
def test_it_is_switched_by_a_variable(value: str, setting: bool | None) -> None:
    assert Settings.from_environment({"THROUGHLINE_GRAPHIQL": value}).graphiql is setting


def test_a_variable_that_is_no_switch_is_refused() -> None:
    with pytest.raises(SettingsError, match="THROUGHLINE_GRAPHIQL"):
        Settings.from_environment({"THROUGHLINE_GRAPHIQL": "maybe"})


@pytest.mark.parametrize("name", FILES)
def test_its_files_are_served(wanting: str, name: str) -> None:
    response = httpx.get(f"{wanting}/graphiql/{name}")
    assert response.content == (graphiql.ASSETS / name).read_bytes()
    kind = {"js": "text/javascript", "css": "text/css"}[name.rpartition(".")[2]]
    assert response.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("path", ["", "/", "/README.md", "/../page.html", "/%2e%2e/__init__.py"])
def test_nothing_else_is_served(wanting: str, path: str) -> None:
    assert httpx.get(f"{wanting}/graphiql{path}").status_code in {307, 404}


def test_everything_comes_from_here() -> None:
    """And the browser is told to load nothing from elsewhere and to run nothing inline."""
    page = graphiql.PAGE.read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    way_in = "/sign-in?return_to=/graphql"
    assert sorted(set(loaded) - {"data:,", way_in}) == [f"/graphiql/{name}" for name in FILES]
    assert not re.search(r"<script>|<style|\son\w+=|style=", page)
    for name in FILES:
        text = (graphiql.ASSETS / name).read_text(encoding="utf-8")
        assert not re.search(r"""(?:url\(|@import |import\()\s*["']?(?:https?:)?//""", text)
    policy = graphiql.HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


def test_it_is_small_and_its_origin_is_noted() -> None:
    folder = Path(graphiql.__file__).parent
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 3_000_000
    note = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in FILES if ".min." in name and name not in note] == []
    assert "MIT License" in note


def test_its_first_query_is_valid() -> None:
    script = (graphiql.ASSETS / "start.js").read_text(encoding="utf-8")
    [query] = re.findall(r"FIRST_QUERY = `(.*?)`", script, re.DOTALL)
    assert validate(core_schema(schema()), parse(query)) == []
