"""The role under which queries are answered: it may look at tables, and nothing else.

A second fence behind the read-only sessions: even a query that slipped past the planner could not
write, and could not make its session writable, because its role may not.
"""

import logging

import asyncpg

from db.connections.connection import Connection

LOG = logging.getLogger(__name__)
READER = "throughline_reader"

_EXISTS = "select exists (select from pg_roles where rolname = $1)"
_USABLE = "select pg_has_role(current_user, $1::name, 'SET')"
_HIDDEN = """
select exists (
    select from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and not has_table_privilege($1::name, oid, 'select')
)
"""


async def ensure_reader(connection: Connection) -> str | None:
    """Return the role for queries, made if it is missing; None where we may not make one."""
    try:
        if not await connection.fetchval(_EXISTS, READER):
            await connection.execute(f"create role {READER} nologin")
        if not await connection.fetchval(_USABLE, READER):
            await connection.execute(f"grant {READER} to current_user")
        if await connection.fetchval(_HIDDEN, READER):
            await connection.execute(f"grant usage on schema public to {READER}")
            await connection.execute(f"grant select on all tables in schema public to {READER}")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        # Another server made it at the same moment.
        return await ensure_reader(connection)
    except asyncpg.InsufficientPrivilegeError:
        LOG.info("Queries run under our own role: the database lets us make no other")
        return None
    return READER
