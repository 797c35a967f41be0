"""What a mutation came to, before anything of it is read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from domain.core.problem import Problem


class Changed(NamedTuple):
    """An object to answer with: the name of its type, and its id."""

    type_name: str
    entity_id: UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """The revision that holds the change and the objects by payload field, or why nothing changed.

    With problems, `revision` is None and nothing was kept (of a bulk mutation: unless some of its
    items were done); `objects` then holds at most the row as
    it stands, for a client whose version of it was stale.
    """

    revision: int | None
    objects: Mapping[str, Changed] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    # Of a bulk mutation, one for each of its items; `problems` are then those of all of them.
    results: tuple["Outcome", ...] = ()
    # Of a mutation that makes one, shown by this outcome alone.
    secret: str | None = field(default=None, repr=False)
