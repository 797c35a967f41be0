"""Founding organisations and making tokens from the command line."""

import asyncio

import pytest

from api.app import open_executor
from api.cli import main
from domain.core.viewer import Role


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
            found = await gate.authenticate(token)
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
    token_id, role, owner, _, state, used = run.output.split("\t")
    assert (role, owner, state) == ("editor", "integration", "valid")
    assert used.startswith("used 2")
    assert run("token", "revoke", "--organisation", "acme", token_id) == 0
    assert role_of(run.url, token) is None


def test_a_token_is_made_for_somebody_who_is_there(run: Run) -> None:
    words = ("token", "create", "--role", "viewer", "--organisation")
    assert run(*words, "acme") == 1
    assert "There is no organisation 'acme'" in run.errors
    assert run(*CREATE) == 0
    assert run(*words, "acme", "--person", "ada@example.com") == 1
    assert run.errors == ("throughline: Nobody in Acme Ltd has the email address ada@example.com.")


def test_a_token_ends_after_the_days_that_it_is_given(run: Run) -> None:
    assert run(*CREATE) == 0
    given = ("token", "create", "--organisation", "acme", "--role", "VIEWER", "--label", "Wall")
    assert run(*given, "--days", "0") == 1
    assert "expired before" in run.errors
    assert run(*given, "--days", "30") == 0
    assert run("token", "list", "--organisation", "acme") == 0
    _, _, owner, _, state, used = run.output.split("\t")
    assert (owner, used) == ("Wall", "never used")
    assert state.startswith("valid until 2")


def test_members_are_invited_listed_and_removed(run: Run) -> None:
    assert run(*CREATE) == 0
    invite = ("member", "invite", "--organisation", "acme", "ada@acme.com", "--role")
    assert run(*invite, "admin") == 1
    assert "name" in run.errors
    assert run(*invite, "admin", "--name", "Ada Lovelace") == 0
    member_id = run.output
    assert run("member", "list", "--organisation", "acme") == 0
    assert run.output.split("\t") == [
        member_id,
        "admin",
        "Ada Lovelace",
        "invited as ada@acme.com",
    ]
    assert run("member", "role", "--organisation", "acme", member_id, "viewer") == 0
    assert run("member", "list", "--organisation", "acme") == 0
    assert run.output.split("\t")[1] == "viewer"
    assert run("member", "remove", "--organisation", "acme", "Ada") == 1
    assert run("member", "remove", "--organisation", "acme", member_id) == 0
    assert run("member", "list", "--organisation", "acme") == 0
    assert run.output == ""


def test_a_sign_in_link_is_of_the_only_organisation_or_the_one_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("sign-in-link") == 1
    assert "throughline organisation create" in run.errors
    assert run(*CREATE) == 0
    assert run("sign-in-link", "--port", "9000") == 0
    assert run.output.startswith("http://127.0.0.1:9000/sign-in/link?link=tll_")
    assert run("organisation", "create", "--key", "other", "--name", "Other") == 0
    assert run("sign-in-link") == 1
    assert "acme, other" in run.errors
    assert run("sign-in-link", "--organisation", "other") == 0
    monkeypatch.setenv("THROUGHLINE_OIDC_ISSUER", "https://id.acme.com")
    monkeypatch.setenv("THROUGHLINE_OIDC_CLIENT_ID", "cx")
    monkeypatch.setenv("THROUGHLINE_BASE_URL", "https://cx.acme.com")
    assert run("sign-in-link", "--organisation", "other") == 1
    assert "member invite" in run.errors
