"""What PostgreSQL refuses by design, as the refusals that clients understand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from sqlalchemy.exc import DBAPIError

from domain.core.problem import Problem, ProblemCode, Refusal, refuse


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what PostgreSQL refuses by design into the refusal that a client understands."""
    try:
        yield
    except DBAPIError as error:
        match sqlstate(error):
            case "55P03":  # lock_not_available
                refuse_busy()
            case "23505":  # unique_violation
                refuse(
                    ProblemCode.ALREADY_EXISTS,
                    "Another one with the same key, email, external id or combination exists.",
                    hint="Change the existing one, or choose something else.",
                )
            case "23514" if "partition constraint" in str(error.orig):  # check_violation
                # A month was made just when a row of it was on its way (db/schema/partitions.py).
                refuse_busy()
        raise


BUSY: Final = Problem(
    ProblemCode.BUSY,
    "Other changes of your organisation are taking too long; nothing was done.",
    hint="Try again in a few seconds, with the same idempotency key.",
)


class ConcurrentChange(Refusal):
    """Something was changed meanwhile that what was prepared had relied on: begin anew."""

    def __init__(self) -> None:
        super().__init__(BUSY)


def refuse_busy() -> NoReturn:
    raise Refusal(BUSY)


def sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
