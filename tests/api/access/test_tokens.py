"""Tokens as administrators manage them: shown once, restricted, ending, revoked at once."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.access.authenticator import REMEMBERED_SECONDS
from domain.core.viewer import Role, TokenScope
from tests.api.companies import Company
from tests.api.serving import serving

ISSUE = """
mutation ($input: TokenIssueInput!, $key: String) {
  tokenIssue(input: $input, idempotencyKey: $key) {
    secret revision problems { code path }
    accessToken { id role scopes label expiresAt valid person { id } }
  }
}
"""
LISTED = """
query ($f: AccessTokenFilter) {
  tokens(filter: $f) { nodes { id method label scopes usedAt revokedAt valid } }
}
"""
NAME = "{ organisation { name } }"


def issue(company: Company, key: str | None = None, **given: Any) -> Any:
    return company.admin.ask(ISSUE, input=given, key=key)["tokenIssue"]


def test_the_secret_is_shown_once_and_never_kept_or_logged(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        made = issue(company, key="k", role="VIEWER", label="Wall")
        secret = made["secret"]
        assert company.open(secret).ask(NAME)["organisation"]
    assert secret.startswith("tl_")
    assert secret not in caplog.text
    again = issue(company, key="k", role="VIEWER", label="Wall")
    assert again == {**made, "secret": None}
    assert secret not in str(company.admin.ask(LISTED))
    for table in ("access_token", "event", "idempotency_key"):
        rows = company.rows(f"select t::text as text from {table} t where organisation_id = $1")
        assert rows
        assert not [row for row in rows if secret in row["text"]]


def test_a_refused_issue_shows_no_secret(company: Company) -> None:
    past = issue(company, role="VIEWER", expiresAt="2020-01-01T00:00:00Z")
    assert past["secret"] is None
    assert past["problems"] == [{"code": "OUT_OF_RANGE", "path": ["input", "expiresAt"]}]


def test_a_token_does_what_its_scopes_say_and_ends_when_it_was_told_to(company: Company) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = issue(company, role="ADMIN", scopes=["READ", "PEOPLE"], expiresAt=soon)
    assert made["accessToken"]["scopes"] == ["READ", "PEOPLE"]
    client = company.open(made["secret"])
    assert client.make("personCreate", "person", name="Ada")
    refused = client.change("departmentCreate", name="Kitchen")
    assert [each["code"] for each in refused["problems"]] == ["NOT_ALLOWED"]
    ended = company.issue(Role.VIEWER)
    company.rows(
        "update access_token set expires_at = now() where organisation_id = $1 and id = $2"
        " returning id",
        ended[1].id,
    )
    assert company.open(ended[0]).post({"query": NAME}).status_code == 401


def test_a_restricted_token_makes_none_that_may_do_more(company: Company) -> None:
    token, _ = company.issue(Role.ADMIN, scopes=[TokenScope.SETTINGS, TokenScope.READ])
    client = company.open(token)
    for scopes in (None, ["READ", "PEOPLE"]):
        given = {"role": "ADMIN"} | ({} if scopes is None else {"scopes": scopes})
        [problem] = client.change("tokenIssue", **given)["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_ALLOWED", ["input", "scopes"])
    assert client.make("tokenIssue", "accessToken", role="ADMIN", scopes=["READ"])


def test_a_revoked_token_opens_nothing_within_a_second_in_any_process(
    company: Company, api_database: str
) -> None:
    made = issue(company, role="VIEWER", label="Lost")
    with serving(api_database) as elsewhere:
        there = company.open(made["secret"], elsewhere)
        assert there.post({"query": NAME}).status_code == 200
        payload = company.admin.change(
            "tokenRevoke", "accessToken { valid }", id=made["accessToken"]["id"]
        )
        assert payload["accessToken"] == {"valid": False}
        # Here at once, and elsewhere when what was remembered is looked up again.
        assert company.open(made["secret"]).post({"query": NAME}).status_code == 401
        time.sleep(REMEMBERED_SECONDS)
        assert there.post({"query": NAME}).status_code == 401
    [row] = company.rows(
        "select token_id is not null as told, subject_id from event"
        " where organisation_id = $1 and kind = 'TOKEN_REVOKED'"
    )
    assert (row["told"], f"access_token_{row['subject_id']}") == (True, made["accessToken"]["id"])


def test_tokens_are_found_by_what_they_are(company: Company) -> None:
    lost = issue(company, role="VIEWER", label="Lost")["accessToken"]["id"]
    kept = issue(company, role="EDITOR", label="Kept", scopes=["READ"])["accessToken"]["id"]
    company.admin.make("tokenRevoke", "accessToken", id=lost)

    def found(**wanted: Any) -> list[str]:
        nodes = company.admin.ask(LISTED, f=wanted)["tokens"]["nodes"]
        return [each["label"] for each in nodes]

    assert found(id={"in": [lost, kept]}) == ["Lost", "Kept"]
    assert found(id={"in": [lost, kept]}, valid={"eq": True}) == ["Kept"]
    assert found(id={"in": [lost, kept]}, role={"eq": "VIEWER"}) == ["Lost"]
    assert found(method={"eq": "SESSION"}) == []
