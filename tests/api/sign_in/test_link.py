"""The sign-in link of a laptop: once, soon, from this machine, for this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import text

from api.settings import Settings, SignInProvider
from domain.access import session
from domain.access.token import LINK_PREFIX, make_token
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import do
from tests.api.serving import serving

ASKED = {"query": "{ viewer { role method person { name } memberships { key } } }"}
LOCAL = Settings(sign_in_links=True)


@pytest.fixture(scope="module")
def served(api_database: str) -> Iterator[str]:
    with serving(api_database, LOCAL) as address:
        yield address


@pytest.fixture
def link(company: Company) -> str:
    """A link of an organisation with a chief customer officer."""
    company.admin.make("personCreate", "person", name="Amara", jobTitle="Chief Customer Officer")
    return link_of(company)


def link_of(company: Company, at: datetime | None = None) -> str:
    secret = make_token(company.organisation.id, LINK_PREFIX)

    async def make(work):  # type: ignore[no-untyped-def]
        officer = await session.customer_officer(work)
        person_id = None if officer is None else officer.id
        now = at or datetime.now(UTC)
        return await session.make_link(work, secret, role=Role.ADMIN, person_id=person_id, at=now)

    do(company, "token_issue", make)
    return secret


def opened(address: str, link: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{address}/sign-in/link", params={"link": link}, headers=headers)


def test_it_opens_a_session_of_the_chief_customer_officer_once(
    company: Company, served: str, link: str
) -> None:
    with httpx.Client(base_url=served) as browser:
        answer = browser.get("/sign-in/link", params={"link": link})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert link not in str(answer.headers)
        viewer = browser.post("/graphql", json=ASKED).json()["data"]["viewer"]
        assert viewer == {
            "role": "ADMIN",
            "method": "SESSION",
            "person": {"name": "Amara"},
            "memberships": None,
        }
        assert "You are Amara, signed in to Tavola." in browser.get("/account").text
        again = opened(served, link)
        assert again.status_code == 403
        assert "set-cookie" not in again.headers
        assert browser.post("/sign-out/everywhere").status_code == 200
        assert browser.post("/graphql", json=ASKED).status_code == 401
    rows = company.rows(
        "select e.kind, p.name from event e left join person p"
        " on p.organisation_id = e.organisation_id and p.id = e.actor_id"
        " where e.organisation_id = $1 and e.kind ~ 'SIGN' order by e.revision"
    )
    assert [tuple(row) for row in rows] == [
        ("SIGN_IN_LINK_MADE", None),
        ("SIGNED_IN", "Amara"),
        ("SIGNED_OUT", "Amara"),
    ]


def test_it_opens_nothing_when_it_is_old_unknown_or_revoked(company: Company, served: str) -> None:
    old = link_of(company, datetime.now(UTC) - timedelta(minutes=16))
    revoked = link_of(company)

    async def revoke() -> None:
        async with company.units.engine.begin() as connection:
            await connection.execute(
                text("update access_token set revoked_at = now() where organisation_id = :id"),
                {"id": company.organisation.id},
            )

    company.runner.run(revoke())
    unknown = make_token(company.organisation.id, LINK_PREFIX)
    for each in (old, revoked, unknown, "", "tll_x", make_token(company.organisation.id)):
        answer = opened(served, each)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        # A page elsewhere whose name was given our address (DNS rebinding).
        {"host": "evil.example"},
        {"host": "evil.example:8000"},
        # Through a proxy everybody looks as if they sat here.
        {"x-forwarded-for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
    ],
    ids=str,
)
def test_it_works_on_this_machine_alone(served: str, link: str, headers: dict[str, str]) -> None:
    assert opened(served, link, **headers).status_code == 403
    assert opened(served, link).status_code == 303


def test_it_works_only_where_links_are_taken(api_database: str, link: str) -> None:
    provider = SignInProvider(issuer="http://127.0.0.1:9", client_id="x")
    with_provider = Settings(
        sign_in_links=True, provider=provider, base_url="http://127.0.0.1:8000"
    )
    for settings in (Settings(), with_provider):
        with serving(api_database, settings) as address:
            assert opened(address, link).status_code == 403


def test_without_a_provider_the_way_in_is_told(served: str) -> None:
    answer = httpx.get(f"{served}/sign-in")
    assert answer.status_code == 200
    assert "throughline sign-in-link" in answer.text
    assert "script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
