"""Telling a database that went away from one that refuses something."""

import logging
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError

# A connection that broke, or never came about; a server that shuts down or is not ready yet.
LOST: Final = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
LOST_STATES: Final = ("08", "57P")


def is_lost(error: BaseException) -> bool:
    """Whether the database went away, so that the same may well succeed once it is back."""
    if isinstance(error, DBAPIError):
        cause = error.orig.__cause__ if error.orig is not None else None
        return (
            error.connection_invalidated
            or (getattr(error.orig, "sqlstate", None) or "").startswith(LOST_STATES)
            or isinstance(cause, LOST)
        )
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(LOST_STATES)
    return isinstance(error, LOST)


def in_one_line(record: logging.LogRecord) -> bool:
    """Tell of a database that is away in one line: a filter for what libraries log of it.

    They try again by themselves, and log the whole traceback each time.
    """
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and is_lost(error):
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        record.msg, record.args = f"{record.getMessage()} (%.200s)", (reason,)
        record.exc_info = record.exc_text = None
    return True
