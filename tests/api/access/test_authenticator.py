"""The gate: sessions beside tokens, organisations named by header, and last use."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.access.authenticator import Authenticator
from db.access.last_use import write_seen
from db.connections.connection import create_read_pool
from domain.access import member
from domain.core.viewer import Role
from tests.api import members
from tests.api.companies import Company, Founding
from tests.api.members import browser, do, join, open_session
from tests.api.serving import code, serving

NAME = {"query": "{ organisation { name } }"}


def patient(company: Company, statement: str, token_id: object) -> None:
    async def change() -> None:
        async with company.units.engine.begin() as connection:
            await connection.execute(text(statement), {"id": token_id})

    company.runner.run(change())


def test_a_session_is_carried_by_its_cookie_alone(company: Company) -> None:
    secret, _ = open_session(company, join(company, "ada"))
    with browser(company.address, secret) as client:
        answer = client.post("/graphql", json={"query": "{ viewer { role person { name } } }"})
        assert answer.json()["data"]["viewer"]["role"] == "EDITOR"
        assert "cookie" in answer.headers["vary"]
    with browser(company.address, None, authorization=f"Bearer {secret}") as client:
        assert client.post("/graphql", json=NAME).status_code == 401
    token, _ = company.issue(Role.ADMIN)
    with browser(company.address, token) as client:
        assert client.post("/graphql", json=NAME).status_code == 401


def test_a_session_that_rested_too_long_or_ran_out_has_ended(company: Company) -> None:
    who = join(company, "ada")
    for change in (
        "update access_token set used_at = now() - interval '13 hours' where id = :id",
        "update access_token set expires_at = now() - interval '1 second' where id = :id",
        "update access_token set revoked_at = now() where id = :id",
    ):
        secret, opened = open_session(company, who)
        patient(company, change, opened.id)
        with browser(company.address, secret) as client:
            answer = client.post("/graphql", json=NAME)
            assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
            assert "/sign-in" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("change", ["left_on = '2026-03-31'", "archived_on = '2026-03-31'"])
def test_who_has_left_or_is_archived_comes_in_no_more(company: Company, change: str) -> None:
    who = join(company, "ada")
    secret, _ = open_session(company, who)
    token, _ = company.issue(Role.VIEWER, person_id=who.person_id)
    patient(company, f"update person set {change} where id = :id", who.person_id)
    with browser(company.address, secret) as client:
        assert client.post("/graphql", json=NAME).status_code == 401
    assert company.open(token).post(NAME).status_code == 401


def test_a_role_that_is_changed_and_a_member_removed_count_at_once(company: Company) -> None:
    join(company, "boss", Role.ADMIN)
    who = join(company, "ada")
    secret, _ = open_session(company, who)
    with browser(company.address, secret) as client:
        do(company, "member_set_role", lambda work: member.set_role(work, who.id, Role.VIEWER))
        asked = {"query": "{ viewer { role } }"}
        assert client.post("/graphql", json=asked).json()["data"]["viewer"]["role"] == "VIEWER"
        do(company, "member_remove", lambda work: member.remove(work, who.id))
        # Another process would know within a second: here it is told by a change of its own.
        company.admin.change("organisationUpdate", name="Told")
        assert client.post("/graphql", json=asked).status_code == 401


def test_an_organisation_is_named_by_header_by_who_is_a_member_there(
    company: Company, founding: Founding
) -> None:
    other, closed = founding("Another company"), founding("A third")
    secret, _ = open_session(company, join(company, "ada", Role.ADMIN))
    members.join(other, "ada", Role.VIEWER)
    members.join(closed, "eve", Role.VIEWER)

    def asked(key: str) -> httpx.Response:
        with browser(company.address, secret, **{"x-throughline-organisation": key}) as client:
            query = {"query": "{ viewer { role } organisation { name } }"}
            return client.post("/graphql", json=query)

    assert asked(other.organisation.key).json()["data"] == {
        "viewer": {"role": "VIEWER"},
        "organisation": {"name": "Another company"},
    }
    assert asked(company.organisation.key).json()["data"]["viewer"] == {"role": "ADMIN"}
    for key in (closed.organisation.key, "no-such-key"):
        answer = asked(key)
        assert (answer.status_code, code(answer)) == (403, "NOT_A_MEMBER")
        # Whether there is such an organisation is not told.
        assert answer.json() == asked("no-such-key").json()


def test_a_token_opens_its_own_organisation_whatever_is_named(
    company: Company, founding: Founding
) -> None:
    other = founding("Another company")
    header = {"x-throughline-organisation": other.organisation.key}
    answer = company.admin.post(NAME, headers=header)
    assert (answer.status_code, code(answer)) == (403, "NOT_A_MEMBER")
    own = {"x-throughline-organisation": company.organisation.key}
    assert company.admin.post(NAME, headers=own).json()["data"]["organisation"]


def test_last_use_is_written_at_most_once_a_minute(company: Company) -> None:
    (_, used), (_, resting) = company.issue(Role.VIEWER), company.issue(Role.VIEWER)
    first = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def noted() -> dict[Any, datetime | None]:
        statement = "select id, used_at from access_token where organisation_id = $1"
        return {row["id"]: row["used_at"] for row in company.rows(statement)}

    for seconds, expected in ((0, 0), (59, 0), (60, 60), (61, 60), (600, 600)):
        seen = {(company.organisation.id, used.id): first + timedelta(seconds=seconds)}
        company.runner.run(write_seen(company.units.engine, seen))
        assert seen == {}
        assert noted() == {used.id: first + timedelta(seconds=expected), resting.id: None}


def test_what_is_remembered_is_neither_looked_up_nor_seen_again(
    company: Company, api_database: str
) -> None:
    token, issued = company.issue(Role.VIEWER)

    async def ask() -> None:
        moment = 0.0
        async with await create_read_pool(api_database, max_size=1) as pool:
            authenticator = Authenticator(pool, clock=lambda: moment)
            assert await authenticator.authenticate(token) is not None
            assert list(authenticator.seen) == [(company.organisation.id, issued.id)]
            authenticator.seen.clear()
            moment = 0.99
            assert await authenticator.authenticate(token) is not None
            assert authenticator.seen == {}
            moment = 1.01
            assert await authenticator.authenticate(token) is not None
            assert list(authenticator.seen) == [(company.organisation.id, issued.id)]

    company.runner.run(ask())


def test_when_the_server_stops_what_was_used_is_written_down(
    company: Company, api_database: str
) -> None:
    token, issued = company.issue(Role.VIEWER)
    with serving(api_database) as address:
        assert company.open(token, address).post(NAME).status_code == 200
    [row] = company.rows(
        "select used_at from access_token where organisation_id = $1 and id = $2", issued.id
    )
    assert abs(row["used_at"] - datetime.now(UTC)) < timedelta(minutes=1)
