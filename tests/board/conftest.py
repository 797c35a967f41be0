"""Browsers of people who are signed in, asking the running application for pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest

from api.vocabulary.global_id import split
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.access import session
from domain.access.token import SESSION_PREFIX, AccessToken, make_token
from domain.core.identity import new_id
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import browser, do
from tests.api.workshop import Workshop

PROOF = re.compile(r'name="proof" value="([^"]+)"')


@dataclass(frozen=True)
class Surfer:
    """Somebody with a browser: their session, and what they do with it."""

    http: httpx.Client
    secret: str

    def page(self, path: str, status: int = 200, *, language: str = "en") -> str:
        """Return a page as HTML."""
        response = self.http.get(path, headers={"accept-language": language})
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        return response.text

    def send(self, page: str, to: str, **given: str) -> httpx.Response:
        """Send a form with the proof that a page of this session carries."""
        found = PROOF.search(self.page(page))
        assert found, "the page has no form"
        return self.http.post(to, data={"proof": found[1], **given})


# Opens a browser for somebody of a role; the person of this global id, or nobody in particular.
Surfing = Callable[..., Surfer]


@pytest.fixture(scope="session")
def surfing() -> Iterator[Surfing]:
    opened: list[httpx.Client] = []

    def open_browser(company: Company, role: Role, person: str | None = None) -> Surfer:
        secret = session_of(company, role, person)
        opened.append(browser(company.address, secret))
        return Surfer(opened[-1], secret)

    yield open_browser
    for each in opened:
        each.close()


def session_of(company: Company, role: Role, person: str | None = None) -> str:
    """Return the secret of a new session."""
    secret = make_token(company.organisation.id, SESSION_PREFIX)
    _, person_id = (split(person) if person else None) or ("", None)

    async def begin(work: PostgresUnitOfWork) -> AccessToken:
        return session.begin(
            work, secret, new_id(), person_id=person_id, role=role, at=datetime.now(UTC)
        )

    do(company, "sign_in", begin)
    return secret


@pytest.fixture
def admin(shop: Workshop, surfing: Surfing) -> Surfer:
    """An administrator, who is the person of the workshop."""
    return surfing(shop.company, Role.ADMIN, shop.person)


@pytest.fixture
def editor(shop: Workshop, surfing: Surfing) -> Surfer:
    """Somebody of the CX office who owns nothing."""
    return surfing(shop.company, Role.EDITOR)


@pytest.fixture
def owner(shop: Workshop, surfing: Surfing) -> Surfer:
    """The person who owns the initiative of the workshop."""
    return surfing(shop.company, Role.CONTRIBUTOR, shop.person)
