"""The composition root: the only place where the parts of Throughline are put together."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.authenticator import Authenticator, Bearers
from api.cost.rate import Meter
from api.execution.executor import Executor
from api.http import graphiql
from api.http.admission import ORGANISATION_HEADER, Browsers
from api.http.endpoint import GraphQLEndpoint
from api.http.persisted import ManifestError, PersistedDocuments, read_manifest
from api.http.websocket import GraphQLSocket
from api.imports.upload import ImportEndpoint
from api.schema.build import schema
from api.settings import (
    NO_COMPRESSION,
    NO_RATE_LIMIT,
    RATE_LIMIT,
    RateLimit,
    Settings,
    SettingsError,
)
from api.sign_in.cookies import Cookies
from api.sign_in.page_sessions import PageSessions, on_error
from api.sign_in.routes import CALLBACK, SIGNED_OUT, Flow, Logout, SignIn
from api.sign_in.routes import routes as sign_in_routes
from api.sign_in.sign_in_service import SignInService
from api.subscriptions.hub import Hub
from board.requests.live import followed
from board.requests.ports import SessionUser
from board.routes import lost
from board.routes import routes as board_routes
from db.access.last_use import noting_last_use
from db.connections.connection import Pool, create_engine, create_read_pool
from db.connections.loss import LOST
from db.connections.reader import ensure_reader
from db.connections.reads import Reads
from db.connections.signals import Signals
from db.entities import CATALOGUE
from db.ledger.feed import Feed
from db.reviews.visit import noting_visits
from db.writing.unit_of_work import UnitsOfWork
from integrations.demo import load_demo
from integrations.importing.running.requests import ImportService

LOG = logging.getLogger("throughline.api")
# More than the cores can serve only makes PostgreSQL switch between them: on two cores, with 16
# requests at once, four connections answered 6 % more light pages than eight.
READ_CONNECTIONS = max(4, 2 * (os.cpu_count() or 1))

# Headers that scripts of the front ends on the list may send, and may read of an answer.
ASKED_WITH = [
    "authorization",
    "content-type",
    "if-none-match",
    "x-request-id",
    ORGANISATION_HEADER,
]
READ_BY_SCRIPTS = ["etag", "retry-after", "x-request-id"]

Background = Callable[[str], AbstractAsyncContextManager[object]]


@contextlib.asynccontextmanager
async def open_executor(
    url: str,
    rate: RateLimit = NO_RATE_LIMIT,
    bearers: Bearers | None = None,
    *,
    tells_schema: bool = True,
    mails: bool = False,
) -> AsyncIterator[tuple[Executor, Authenticator, Pool]]:
    """Connect to a migrated database, and hand out what answers GraphQL.

    `bearers` checks the tokens of a sign-in provider, where there is one; `mails` says that a mail
    server is named.
    """
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
    units = UnitsOfWork(engine, mails=mails)
    try:
        executor = Executor(
            schema(),
            CATALOGUE,
            reads,
            units,
            # PostgreSQL 16 has no json_scalar yet.
            escape="json_scalar" if version >= 17 else "to_json",
            tells_schema=tells_schema,
            meter=Meter(rate.points_per_second, rate.burst),
        )
        authenticator = Authenticator(reads, bearers=bearers)
        async with noting_last_use(engine, authenticator.seen):
            yield executor, authenticator, pool
    finally:
        await engine.dispose()
        await reads.close()
        await pool.close()


@contextlib.asynccontextmanager
async def open_hub(
    url: str, executor: Executor, authenticator: Authenticator
) -> AsyncIterator[Hub]:
    """Tell subscriptions what this process changes, and what it hears that others do."""
    hub = Hub(executor, Feed(executor.reads), authenticator.clear)
    signals = Signals(url, hub.hear)

    def committed(organisation_id: UUID, revision: int) -> None:
        hub.hear(organisation_id, revision)
        signals.notify(organisation_id, revision)

    executor.units_of_work.committed = committed
    async with signals.connected(), hub.running():
        yield hub


def create_app(
    settings: Settings, url: str, *, background: Background | None = None
) -> "Application":
    """Return the ASGI application on a migrated database, with its background work if any."""
    endpoint: GraphQLEndpoint | None = None
    socket: GraphQLSocket | None = None
    reading: Pool | None = None
    trusted = trusted_documents(settings)
    sign_in: SignIn | None = None
    visits: PageSessions | None = None
    importing = ImportEndpoint()
    cookies = Cookies(secure=(settings.base_url or "").startswith("https:"))
    origins = known_origins(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        nonlocal endpoint, socket, reading, sign_in, visits
        async with contextlib.AsyncExitStack() as stack:
            rate = settings.rate_limit or RATE_LIMIT
            bearers, flow, farewell = await stack.enter_async_context(meeting_provider(settings))
            executor, gate, reading = await stack.enter_async_context(
                open_executor(
                    url,
                    rate,
                    bearers,
                    tells_schema=bool(settings.introspection),
                    mails=settings.mail_server is not None,
                )
            )
            persisted = PersistedDocuments(
                trusted,
                own=followed(),
                only_trusted=settings.documents.only_trusted,
                registers=settings.documents.registers,
            )
            browsers = Browsers(cookies.session, origins)
            app.hub = hub = await stack.enter_async_context(open_hub(url, executor, gate))
            endpoint = GraphQLEndpoint(
                executor,
                hub,
                gate,
                browsers,
                persisted=persisted,
                compress_from=settings.compress_from or NO_COMPRESSION,
            )
            socket = GraphQLSocket(executor, hub, gate, persisted, browsers)
            counter = ImportService(executor.units_of_work.engine).for_viewer
            importing.open(gate, browsers, counter)
            visits = PageSessions(executor, gate, browsers, counter, links=takes_links(settings))
            await stack.enter_async_context(
                noting_visits(executor.units_of_work.engine, visits.shown)
            )
            sign_in = SignIn(
                reception=SignInService(executor.units_of_work),
                gate=gate,
                cookies=cookies,
                origins=origins,
                flow=flow,
                farewell=farewell,
                issuer=settings.provider.issuer if settings.provider else None,
                links=takes_links(settings),
                bring_demo=partial(asyncio.to_thread, load_demo, url, LOG.info),
            )
            if background is not None:
                await stack.enter_async_context(background(url))
            yield

    async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
        if settings.graphiql and graphiql.is_wanted(scope):
            await graphiql.page(scope, receive, send)
            return
        assert endpoint is not None
        await endpoint(scope, receive, send)

    def signing_in() -> SignIn:
        assert sign_in is not None
        return sign_in

    async def sockets(scope: Scope, receive: Receive, send: Send) -> None:
        assert socket is not None
        await socket(scope, receive, send)

    async def meet(request: Request) -> SessionUser | None:
        assert visits is not None
        return await visits.authenticate(request)

    middleware = cors(settings)
    app = Application(
        routes=[
            Route("/graphql", _Mounted(graphql), methods=None),
            Route("/healthz", healthz),
            Route("/readyz", readiness(lambda: reading)),
            *sign_in_routes(signing_in),
            *importing.routes(),
            *board_routes(meet, on_error, importing.room),
            *(graphiql.routes() if settings.graphiql else ()),
        ],
        middleware=middleware,
        exception_handlers={404: lost()},
        lifespan=lifespan,
    )
    app.sockets = sockets
    if not middleware:
        app.graphql = graphql
    return app


def readiness(reading: Callable[[], "Pool | None"]) -> Callable[[Request], Awaitable[Response]]:
    """Return what says whether requests can be answered: whether the database does."""

    async def readyz(_request: Request) -> Response:
        pool = reading()
        try:
            assert pool is not None
            await pool.fetchval("select 1", timeout=2)
        except (*LOST, asyncpg.PostgresError) as error:
            LOG.warning("not ready: %s", type(error).__name__)
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ready"})

    return readyz


async def healthz(_request: Request) -> Response:
    """Say that the process is alive."""
    return JSONResponse({"status": "alive"})


def takes_links(settings: Settings) -> bool:
    """Tell whether a sign-in link opens a session: not where a provider says who somebody is."""
    return settings.sign_in_links and settings.provider is None


def cors(settings: Settings) -> list[Middleware]:
    """Return what lets front ends of other origins ask, if any may."""
    if not settings.cors_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=ASKED_WITH,
            # Sessions only for the front ends that are named.
            allow_credentials="*" not in settings.cors_origins,
            expose_headers=READ_BY_SCRIPTS,
            max_age=600,
        )
    ]


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


def known_origins(settings: Settings) -> frozenset[str]:
    """Return the origins whose pages may ask with a session: our own, and front ends by name."""
    found = {origin for origin in settings.cors_origins if origin != "*"}
    if settings.base_url is not None:
        found.add("://".join(urlsplit(settings.base_url)[:2]))
    return frozenset(found)


@contextlib.asynccontextmanager
async def meeting_provider(
    settings: Settings,
) -> AsyncIterator[tuple[Bearers | None, Flow | None, Logout | None]]:
    """Yield what checks the sign-in provider's tokens, and what sends people there and away.

    Each is None where there is none.
    """
    if settings.provider is None or settings.base_url is None:
        yield None, None, None
        return
    # Half a second to import, which a laptop without a provider does without.
    from api.sign_in.code_flow import CodeFlow
    from api.sign_in.keys import Keys
    from api.sign_in.logout import ProviderLogout as ProviderFarewell
    from api.sign_in.provider import Account, reaching
    from api.sign_in.tokens import ProviderTokens

    given = asdict(settings.provider)
    signs_out = given.pop("signs_out")
    account = Account(**given)
    async with reaching(account) as provider:
        keys = Keys(provider)
        bearers = account.audience and ProviderTokens(keys, account, account.audience)
        flow = CodeFlow(provider, keys, settings.base_url + CALLBACK)
        farewell = ProviderFarewell(provider, keys, settings.base_url + SIGNED_OUT)
        yield bearers or None, flow, farewell if signs_out else None


class Application(Starlette):
    """Starlette with a short cut to `graphql`, which needs none of its routes and middleware."""

    graphql: ASGIApp | None = None
    sockets: ASGIApp | None = None
    hub: Hub | None = None

    def stopping(self) -> None:
        """Ask all who listen to come back later, so that they don't hold up a server that stops."""
        if self.hub is not None:
            self.hub.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if self.graphql is not None and kind == "http" and scope["path"] == "/graphql":
            await self.graphql(scope, receive, send)
        elif self.sockets is not None and kind == "websocket" and scope["path"] == "/graphql":
            await self.sockets(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _Mounted:
    """An ASGI application as the endpoint of a route, which takes a class or instance for one."""

    def __init__(self, app: Callable[[Scope, Receive, Send], object]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)  # type: ignore[misc]
