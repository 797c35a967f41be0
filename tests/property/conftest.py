"""What all questions need: raw queries, portfolios in a database, and a court over them."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import GraphQLSchema

import api.cost.charge
from api.access.authenticator import Credentials
from api.execution.answer import Request
from api.execution.executor import Executor
from api.schema.build import core_schema, schema
from db.connections.connection import Pool, create_engine, create_read_pool
from db.entities import CATALOGUE
from db.json_select.catalogue import Catalogue
from db.writing.unit_of_work import UnitsOfWork
from tests.conftest import Sweeper
from tests.property.agreement import REQUEST_ID, Court
from tests.property.making import make_portfolios
from tests.property.places import Places
from tests.property.portfolio import Portfolio, write_portfolios

SEED = 20260310


@pytest.fixture(scope="module", autouse=True)
def at_any_cost() -> Iterator[None]:
    """Questions are drawn without a thought of what they cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.cost.charge, "LIMIT_TENTHS", 10**12)
        yield


@pytest.fixture(scope="session")
def core() -> GraphQLSchema:
    return core_schema(schema())


@pytest.fixture(scope="module")
def portfolios(
    worker_database: str, sweeper: Sweeper, runner: asyncio.Runner
) -> Iterator[Mapping[str, Portfolio]]:
    """Several organisations, in Python and in the database."""
    made = make_portfolios(SEED)

    async def write() -> None:
        connection = await asyncpg.connect(worker_database)
        await write_portfolios(connection, list(made.values()), SEED)
        await connection.close()

    runner.run(write())
    yield made
    sweeper.sweep()


@pytest.fixture(scope="module")
def pool(
    worker_database: str, portfolios: Mapping[str, Portfolio], runner: asyncio.Runner
) -> Iterator[Pool]:
    made = runner.run(create_read_pool(worker_database, min_size=0, max_size=1))
    yield made
    runner.run(made.close())


async def use_indexes(pool: Pool, *, on: bool) -> None:
    """Let the pool's only session read tables through indexes, or only as they lie.

    Either must give the same answers; an order that is not asked for shows only without an index
    that happens to have it.
    """
    for method in ("indexscan", "indexonlyscan", "bitmapscan"):
        await pool.execute(f"set enable_{method} = {'on' if on else 'off'}")


@pytest.fixture(scope="module")
def places(
    worker_database: str,
    portfolios: Mapping[str, Portfolio],
    pool: Pool,
    runner: asyncio.Runner,
) -> Places:
    """All cursors, as the application gave them."""
    learnt = Places()

    async def learn(executor: Executor) -> None:
        for portfolio in portfolios.values():
            await learnt.learn(portfolio, _asking(executor, portfolio.passes()[0]))

    with executing(worker_database, pool, runner) as executor:
        runner.run(learn(executor))
    return learnt


@pytest.fixture
def court(
    worker_database: str,
    core: GraphQLSchema,
    portfolios: Mapping[str, Portfolio],
    places: Places,
    pool: Pool,
    runner: asyncio.Runner,
) -> Iterator[Court]:
    """A court whose application has compiled nothing yet."""
    with executing(worker_database, pool, runner) as executor:
        yield Court(core, executor, portfolios, places)


@contextmanager
def executing(
    url: str, pool: Pool, runner: asyncio.Runner, catalogue: Catalogue = CATALOGUE
) -> Iterator[Executor]:
    """An executor over the read pool; its engine is for writes, and stays unused."""
    engine = create_engine(url)
    yield Executor(schema(), catalogue, pool, UnitsOfWork(engine))
    runner.run(engine.dispose())


def _asking(executor: Executor, found: Credentials) -> Any:
    async def ask(query: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        request = Request(query, None, variables)
        answer = orjson.loads((await executor.execute(request, found, REQUEST_ID)).body)
        assert "errors" not in answer, answer
        data: Mapping[str, Any] = answer["data"]
        return data

    return ask
