"""Connections to PostgreSQL from one URL: an engine for writes, a raw pool for reads.

The URL is libpq's, as PostgreSQL's own programs and asyncpg read it: a host name, a socket folder
(`?host=/folder`), or several hosts with `target_session_attrs`. SQLAlchemy reads such URLs in a
way of its own, so it is handed connections instead of the URL, and every part of the product and
every tool agrees on what the address means.
"""

import logging
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import asyncpg

from db.connections.loss import in_one_line

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")

CONNECT_TIMEOUT_SECONDS = 10.0
STATEMENT_TIMEOUT_MS = 15_000

# Generic in the type stubs only, hence the quotes.
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def normalise_url(url: str) -> str:
    """The URL with the scheme every reader knows; ValueError, without the password, if not one."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise ValueError(
            "a database URL looks like postgresql://user:password@host:5432/database, "
            f"and this one begins with {scheme.split('@')[-1][:20]!r}"
        )
    return f"postgresql://{rest}"


def hide_password(url: str) -> str:
    """The URL as it may be shown and logged."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@", 1) if password else url


def create_engine(
    url: str, *, pool_size: int = 10, application_name: str = "throughline"
) -> "AsyncEngine":
    """An engine for units of work. Connects on first use; dispose of it when done."""
    # Half a second to import, which commands that only look do without.
    from sqlalchemy.ext.asyncio import create_async_engine

    address = normalise_url(url)
    settings = {
        "application_name": application_name,
        # Rows are found by their keys, however few there were when a plan was made.
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
    }

    async def connect() -> Connection:
        return await asyncpg.connect(
            address, timeout=CONNECT_TIMEOUT_SECONDS, server_settings=settings
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=pool_size,
        max_overflow=pool_size,
        # A restarted server is noticed before a write depends on the connection.
        pool_pre_ping=True,
    )


async def create_read_pool(
    url: str,
    *,
    min_size: int = 1,
    max_size: int = 10,
    role: str | None = None,
    statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
    application_name: str = "throughline-read",
) -> Pool:
    """A pool whose sessions can't write, under a role of fewer rights if one is named.

    The settings are the sessions' defaults, sent with the connection, so they cost no round trip
    and even RESET ALL keeps them. Because nothing a reader may run changes a session, a connection
    is given back without the usual reset (an open transaction is still rolled back).
    """
    settings = {
        "application_name": application_name,
        "default_transaction_read_only": "on",
        "statement_timeout": str(statement_timeout_ms),
        # Plans are compiled once per statement and shape; planning again would cost more.
        "plan_cache_mode": "force_generic_plan",
        # Pages are read through an index in its order, which sorting would cost more than.
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
    }
    if role is not None:
        settings["role"] = role
    # The same filter again counts once.
    logging.getLogger("asyncpg.pool").addFilter(in_one_line)
    return await asyncpg.create_pool(
        normalise_url(url),
        min_size=min_size,
        max_size=max_size,
        timeout=CONNECT_TIMEOUT_SECONDS,
        server_settings=settings,
        init=answers_as_bytes,
        reset=keep_session,
        # Compiled plans are long statements and few: all of them stay prepared. Who reads by a
        # pool bounds how much that is (db/connections/reads.py).
        statement_cache_size=500,
        max_cacheable_statement_size=0,
    )


async def keep_session(connection: Connection) -> None:
    """Instead of asyncpg's reset (RESET ALL, UNLISTEN, ...), a round trip per query."""


async def answers_as_bytes(connection: Connection) -> None:
    """Hand on what is cast to varchar, as whole answers are, as the bytes that came.

    No column of ours is a varchar. An answer goes to the wire as PostgreSQL wrote it, and making a
    str of it first, and bytes of that again, is as much work as all the rest of a request.
    """
    await connection.set_type_codec(
        "varchar", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )
