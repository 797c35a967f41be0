"""The composition root: the only place where the parts of Throughline are put together."""

import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager

import asyncpg
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.execution.executor import Executor
from api.execution.rate import Meter
from api.http import graphiql
from api.http.endpoint import GraphQLEndpoint
from api.http.gate import Gate
from api.http.persisted import ManifestError, PersistedDocuments, read_manifest
from api.schema import schema
from api.settings import NO_RATE_LIMIT, RATE_LIMIT, RateLimit, Settings, SettingsError
from db.connection import Pool, create_engine, create_read_pool
from db.connection_loss import LOST
from db.entities import CATALOGUE
from db.last_use import noting_last_use
from db.reader import ensure_reader
from db.reads import Reads
from db.unit_of_work import UnitsOfWork

LOG = logging.getLogger("throughline.api")
# More than the cores can serve only makes PostgreSQL switch between them: on two cores, with 16
# requests at once, four connections answered 6 % more light pages than eight.
READ_CONNECTIONS = max(4, 2 * (os.cpu_count() or 1))

Background = Callable[[str], AbstractAsyncContextManager[object]]


@contextlib.asynccontextmanager
async def open_executor(
    url: str, rate: RateLimit = NO_RATE_LIMIT
) -> AsyncIterator[tuple[Executor, Gate, Pool]]:
    """Connect to a migrated database, and hand out what answers GraphQL."""
    connection = await asyncpg.connect(url)
    try:
        role = await ensure_reader(connection)
        version = connection.get_server_version().major
    finally:
        await connection.close()
    # One connection more than queries may take: the one that tells whether the database answers.
    pool = await create_read_pool(url, max_size=READ_CONNECTIONS + 1, role=role)
    reads = Reads(pool, READ_CONNECTIONS)
    engine = create_engine(url)
    try:
        executor = Executor(
            schema(),
            CATALOGUE,
            reads,
            UnitsOfWork(engine),
            # PostgreSQL 16 has no json_scalar yet.
            escape="json_scalar" if version >= 17 else "to_json",
            meter=Meter(rate.points_per_second, rate.burst),
        )
        gate = Gate(reads)
        async with noting_last_use(engine, gate.seen):
            yield executor, gate, pool
    finally:
        await engine.dispose()
        await reads.close()
        await pool.close()


def create_app(settings: Settings, url: str, *, background: Background | None = None) -> Starlette:
    """Return the ASGI application on a migrated database, with its background work if any."""
    endpoint: GraphQLEndpoint | None = None
    reading: Pool | None = None
    trusted = trusted_documents(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        nonlocal endpoint, reading
        async with contextlib.AsyncExitStack() as stack:
            rate = settings.rate_limit or RATE_LIMIT
            executor, gate, reading = await stack.enter_async_context(open_executor(url, rate))
            persisted = PersistedDocuments(
                executor.documents,
                trusted,
                only_trusted=settings.documents.only_trusted,
                registers=settings.documents.registers,
            )
            endpoint = GraphQLEndpoint(executor, gate, persisted=persisted)
            if background is not None:
                await stack.enter_async_context(background(url))
            yield

    async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
        if settings.graphiql and graphiql.is_wanted(scope):
            await graphiql.page(scope, receive, send)
            return
        assert endpoint is not None
        await endpoint(scope, receive, send)

    async def healthz(_request: Request) -> Response:
        """Say that the process is alive."""
        return JSONResponse({"status": "alive"})

    async def readyz(_request: Request) -> Response:
        """Say whether requests can be answered: whether the database does."""
        try:
            assert reading is not None
            await reading.fetchval("select 1", timeout=2)
        except (*LOST, asyncpg.PostgresError) as error:
            LOG.warning("not ready: %s", type(error).__name__)
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ready"})

    middleware = []
    if settings.cors_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type", "x-request-id"],
                expose_headers=["x-request-id"],
                max_age=600,
            )
        )
    app = Application(
        routes=[
            Route("/graphql", _Mounted(graphql), methods=None),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *(graphiql.routes() if settings.graphiql else ()),
        ],
        middleware=middleware,
        lifespan=lifespan,
    )
    if not middleware:
        app.graphql = graphql
    return app


def trusted_documents(settings: Settings) -> Mapping[str, str]:
    """Read the trusted documents, by their hash; SettingsError if they can't be."""
    if settings.documents.trusted is None:
        return {}
    try:
        trusted = read_manifest(settings.documents.trusted)
    except ManifestError as error:
        raise SettingsError(f"THROUGHLINE_TRUSTED_DOCUMENTS: {error}") from None
    LOG.info("%d documents are trusted", len(trusted))
    return trusted


class Application(Starlette):
    """Starlette with a short cut to `graphql`, which needs none of its routes and middleware."""

    graphql: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.graphql is not None and scope["type"] == "http" and scope["path"] == "/graphql":
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _Mounted:
    """An ASGI application as the endpoint of a route, which takes a class or instance for one."""

    def __init__(self, app: Callable[[Scope, Receive, Send], object]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)  # type: ignore[misc]
