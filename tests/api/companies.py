"""A served application on a database of its own, where every test founds its own organisations.

Organisations share nothing, so no test has to clean up after itself: rows of other tests are rows
of other tenants.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.vocabulary.global_id import split
from db.connections.connection import Connection, create_engine
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.access.token import AccessToken, issue_token, make_token, revoke_token
from domain.core.identity import new_id
from domain.core.tenant import Organisation
from domain.core.viewer import Role, TokenScope, Viewer
from domain.people.organisation import new_organisation
from tests.api.planted import Portfolio, plant
from tests.api.serving import Client, serving

TODAY = date(2026, 3, 31)


@dataclass(frozen=True)
class Company:
    """An organisation, and the means to ask as anybody in it."""

    organisation: Organisation
    units: UnitsOfWork
    runner: asyncio.Runner
    address: str
    clients: dict[Role, Client] = field(default_factory=dict)
    opened: list[Client] = field(default_factory=list)

    @property
    def admin(self) -> Client:
        return self.client(Role.ADMIN)

    @property
    def viewer(self) -> Client:
        return self.client(Role.VIEWER)

    def client(self, role: Role) -> Client:
        """Return the client with a token of this role that is nobody's."""
        if role not in self.clients:
            scopes = tuple(TokenScope) if role is Role.CONTRIBUTOR else None
            token, _ = self.issue(role, label=f"{role.value.lower()} of the tests", scopes=scopes)
            self.clients[role] = self.open(token)
        return self.clients[role]

    def as_person(self, role: Role, person: str) -> Client:
        """Return a client with a token of the person of this global id."""
        _, person_id = split(person) or ("", None)
        token, _ = self.issue(role, person_id=person_id)
        return self.open(token)

    def open(self, token: str, address: str | None = None) -> Client:
        """Return a client with this token, of another server if one is named."""
        self.opened.append(Client(address or self.address, token))
        return self.opened[-1]

    def close(self) -> None:
        """Close the connections of all its clients, which ask no more."""
        for client in self.opened:
            client.close()

    def issue(self, role: Role, **given: Any) -> tuple[str, AccessToken]:
        """Issue a token."""
        token = make_token(self.organisation.id)

        async def issue(work: PostgresUnitOfWork) -> AccessToken:
            return await issue_token(work, token, role=role, **given)

        return token, self.change("token_issue", issue)

    def revoke(self, issued: AccessToken) -> None:
        async def revoke(work: PostgresUnitOfWork) -> AccessToken:
            return await revoke_token(work, issued.id)

        self.change("token_revoke", revoke)

    def change(
        self, action: str, use_case: Callable[[PostgresUnitOfWork], Awaitable[AccessToken]]
    ) -> AccessToken:
        async def change() -> AccessToken:
            async with self.units.begin(operator, action) as work:
                made = await use_case(work)
                await work.commit()
                return made

        operator = Viewer(organisation_id=self.organisation.id, token_id=None, role=Role.ADMIN)
        return self.runner.run(change())

    def rows(self, statement: str, *arguments: object) -> list[Any]:
        """Return what a statement finds in the database; $1 is the organisation."""

        async def fetch() -> list[Any]:
            async with self.units.engine.connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                return list(await raw.fetch(statement, self.organisation.id, *arguments))

        return self.runner.run(fetch())

    @property
    def revision(self) -> int:
        [row] = self.rows("select revision from organisation where id = $1")
        revision: int = row["revision"]
        return revision


Founding = Callable[..., Company]


@pytest.fixture(scope="session")
def api_database(
    postgres_url: str, template: str, administration: Connection, runner: asyncio.Runner
) -> str:
    """The URL of this worker's database for tests over HTTP."""
    name = f"api_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    clone = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
    runner.run(administration.execute(clone))
    return urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def address(api_database: str) -> Iterator[str]:
    """Where the application is served, with the settings it has by itself."""
    with serving(api_database) as address:
        yield address


@pytest.fixture(scope="session")
def api_engine(api_database: str, runner: asyncio.Runner) -> Iterator[AsyncEngine]:
    """An engine for what tests do behind the application's back, by `runner`."""
    engine = create_engine(api_database, pool_size=1)
    yield engine
    runner.run(engine.dispose())


@pytest.fixture(scope="session")
def founding(address: str, api_engine: AsyncEngine, runner: asyncio.Runner) -> Iterator[Founding]:
    """Found organisations: `founding()` returns another one, whose today is TODAY."""
    units = UnitsOfWork(api_engine)
    made: list[Company] = []

    def found(name: str = "Tavola", clock: date | None = TODAY) -> Company:
        organisation = new_organisation(
            f"c{new_id().hex}",
            now=datetime.now(UTC),
            name=name,
            time_zone="Europe/Rome",
            currency="EUR",
            clock_fixed_on=clock,
        )
        runner.run(units.found(organisation))
        made.append(Company(organisation, units, runner, address))
        return made[-1]

    yield found
    for company in made:
        company.close()


@pytest.fixture
def company(founding: Founding) -> Iterator[Company]:
    """An organisation of the test's own, empty but for its tokens."""
    company = founding()
    yield company
    # Not at the end of all: each open connection is two descriptors of this process.
    company.close()


@pytest.fixture(scope="session")
def planted(founding: Founding) -> tuple[Company, Portfolio]:
    """An organisation with a small portfolio, which tests only read."""
    company = founding("Tavola")
    return company, plant(company.admin)


@pytest.fixture(scope="session")
def reader(planted: tuple[Company, Portfolio]) -> Client:
    """A client that may only read the small portfolio."""
    return planted[0].viewer


@pytest.fixture(scope="session")
def portfolio(planted: tuple[Company, Portfolio]) -> Portfolio:
    """The ids of what is in the small portfolio."""
    return planted[1]
