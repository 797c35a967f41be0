"""Founding organisations and making tokens from the command line."""

import asyncio

import pytest

from api.app import open_executor
from api.cli import main
from domain.access import Role


@pytest.fixture
def run(database_url: str, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(database_url, capsys)


class Run:
    """Runs commands on the test's database, and remembers what the last one printed."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys
        self.output = self.errors = ""

    def __call__(self, *words: str) -> int:
        code = main([*words, "--database-url", self.url])
        printed = self.capsys.readouterr()
        self.output, self.errors = printed.out.strip(), printed.err.strip()
        return code


CREATE = ("organisation", "create", "--key", "acme", "--name", "Acme Ltd")


def role_of(url: str, token: str) -> Role | None:
    async def ask() -> Role | None:
        async with open_executor(url) as (_, gate, _pool):
            found = await gate.open(token)
            return found.role if found else None

    return asyncio.run(ask())


def test_an_organisation_is_founded_and_listed(run: Run) -> None:
    assert run("organisation", "list") == 1
    assert "throughline organisation create" in run.errors
    assert run(*CREATE, "--time-zone", "Europe/London", "--clock", "2024-06-30") == 0
    assert run.output == "acme"
    assert run("organisation", "list") == 0
    assert run.output.split("\t") == ["acme", "Acme Ltd", "revision 1", "2024-06-30"]


def test_a_key_is_taken_once(run: Run) -> None:
    assert run(*CREATE) == 0
    assert run(*CREATE) == 1
    assert run.errors == "throughline: key: Another organisation has this key."


def test_everything_wrong_is_told_at_once(run: Run) -> None:
    assert run("organisation", "create", "--key", "A!", "--name", " ", "--currency", "Y") == 1
    assert [line.split(":")[0] for line in run.errors.splitlines()] == [
        "throughline",
        "name",
        "currency",
    ]


def test_a_token_is_printed_alone_opens_its_organisation_and_can_be_revoked(run: Run) -> None:
    assert run(*CREATE) == 0
    assert run("token", "create", "--organisation", "acme", "--role", "EDITOR") == 0
    token = run.output
    assert token.startswith("tl_")
    assert "\n" not in token
    assert role_of(run.url, token) is Role.EDITOR
    assert run("token", "list", "--organisation", "acme") == 0
    assert token not in run.output
    token_id, role, owner, _, state = run.output.split("\t")
    assert (role, owner, state) == ("editor", "integration", "valid")
    assert run("token", "revoke", "--organisation", "acme", token_id) == 0
    assert role_of(run.url, token) is None


def test_a_token_is_made_for_somebody_who_is_there(run: Run) -> None:
    words = ("token", "create", "--role", "viewer", "--organisation")
    assert run(*words, "acme") == 1
    assert "There is no organisation 'acme'" in run.errors
    assert run(*CREATE) == 0
    assert run(*words, "acme", "--person", "ada@example.com") == 1
    assert run.errors == ("throughline: Nobody in Acme Ltd has the email address ada@example.com.")
