"""Fields that no column holds: computed for one request from facts of the ledgers.

Such a field is listed in `COMPUTED` (computations.py). The JSON select leaves a mark where its
value belongs; the outlet computes the values of all rows at once, shapes them as they were asked
for, and puts them in.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

# The name of a mark: no GraphQL name can collide with it.
MARK = "$computed"
ROOT = "Query"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts a value is computed from, the organisation's day, and who asks.

    `hidden` are the initiatives that they do not see, found out before any value is computed.
    """

    organisation_id: UUID
    today: date
    person_id: UUID | None = None
    sees_all_rows: bool = True
    hidden: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A row within a computed value: read as it is now, with the fields that were asked for."""

    entity: str
    id: UUID


class Unanswerable(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An argument for which there is no value; the message says what to give."""


# What it is given: a connection of its own, the ids of the rows (none at the root), and the
# arguments by name. What it returns: the value of each row by id (at the root under None), as a
# mapping or an object of the schema's names in Python's spelling. A row left out reads null.
Compute = Callable[
    [AsyncConnection, Scope, Sequence[UUID], Mapping[str, object]],
    Awaitable[Mapping[UUID | None, object]],
]


@dataclass(frozen=True, slots=True)
class ComputedField:
    """How a field is computed. With `when`, only if that argument is given.

    `lasting` unless its value changes though neither revision nor day do: then no tag can tell
    whether it is still true.
    """

    compute: Compute
    when: str | None = None
    lasting: bool = True
