"""What is asked of a change: the objects to read back after it, and what it tells itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.json_select.selection import Parameter, Root

# Under this name, which no variable can have, executions know the ids of what a change has changed,
# by field of the payload.
CHANGED = "$changed"
# The field of a bulk mutation's payload that holds what each item came to.
RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Results:
    """What is asked of each item of a bulk mutation, by response key: the objects, under the key of
    their list in what is read back, and the other fields."""

    objects: Mapping[str, str]
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Payload:
    """What is asked of a change: what to read back, and the other fields by response key."""

    root: Root
    others: Mapping[str, str]
    results: Mapping[str, Results]
    # The input of the change.
    input: Parameter


def changed(name: str) -> Parameter:
    """Return the id of the object that a payload's field answers with, None if there is none; of a
    bulk mutation, the ids by item."""

    def bind(variables: Mapping[str, Any]) -> object:
        return variables[CHANGED].get(name)

    return Parameter(bind)
