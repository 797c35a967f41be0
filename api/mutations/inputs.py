"""How inputs are declared, and how they become what the use cases take."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

import api.vocabulary.enums  # noqa: F401 - tells GraphQL what the values of enums mean
from api.vocabulary import global_id
from domain.core.names import spoken
from domain.core.problem import Problem, Refusal, refuse_if_any

ID_OF = "throughline.refers_to"
EXTERNAL = (
    "Its id in another tool, at most 200 characters; no other of its kind has it. An import knows "
    "it by that."
)


def required(description: str, *, name: str | None = None) -> Any:
    """Declare a field that must be given."""
    return strawberry.field(description=description, name=name)


def optional(description: str, *, name: str | None = None) -> Any:
    """Declare a field that may be left out.

    In an update its type is `Maybe[... | None]`: left out, it stays as it is; null clears it.
    """
    return strawberry.field(description=description, name=name, default=strawberry.UNSET)


def required_id(kind: type[object], description: str) -> Any:
    """Declare a field that holds the global id of an entity, and must be given."""
    return strawberry.field(description=description, metadata={ID_OF: kind.__name__})


def optional_id(kind: type[object], description: str) -> Any:
    """Declare a field that holds the global id of an entity, and may be left out."""
    metadata = {ID_OF: kind.__name__}
    return strawberry.field(description=description, metadata=metadata, default=strawberry.UNSET)


@strawberry.input
class Versioned:
    """What every input has that changes something a person was looking at."""

    expected_version: int | None = optional(
        "The version you decided on. If somebody changed it since, your change is refused with "
        "STALE_VERSION and the payload shows how it stands. Left out, the last change wins."
    )


def target_input(name: str, kind: type[object], description: str) -> type[object]:
    """Make an input that only says which row is meant."""
    what = required_id(kind, f"The {spoken(kind.__name__)}.")
    namespace = {"__annotations__": {"id": strawberry.ID}, "__module__": __name__, "id": what}
    return strawberry.input(type(name, (Versioned,), namespace), description=description)


@strawberry.input(description="An amount of money in its currency.")
class MoneyInput:
    amount: Decimal = required("The amount, 0 or more, with at most two digits after the point.")
    currency: str = required("ISO 4217 code of the currency, such as EUR.")


def given(value: object) -> dict[str, Any]:
    """Return the fields of an input that were given, ids decoded, for a use case to take.

    A field that was left out is left out; one that was cleared with null is None.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for declared in dataclasses.fields(value):  # type: ignore[arg-type]  # every input is one
        content = getattr(value, declared.name)
        if content is None or content is strawberry.UNSET:
            continue
        if isinstance(content, strawberry.Some):
            content = content.value
        try:
            found[declared.name] = plain(content, declared.metadata.get(ID_OF))
        except Refusal as refusal:
            problems += [
                replace(problem, path=(declared.name, *problem.path))
                for problem in refusal.problems
            ]
    refuse_if_any(problems)
    return found


def plain(content: Any, type_name: str | None) -> Any:
    if type_name is not None and content is not None:
        if isinstance(content, list):
            return [global_id.decode(each, type_name) for each in content]
        return global_id.decode(content, type_name)
    return given(content) if dataclasses.is_dataclass(content) else content


def hash_of(values: Mapping[str, Any]) -> bytes:
    """Return the fingerprint of an input, by which a repeated request is recognised."""
    canonical = json.dumps(values, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def target_of(
    input_type: type[object], kind: type[object], values: Mapping[str, Any]
) -> UUID | None:
    """Return the id of the row that is changed, if it is of this kind."""
    for declared in dataclasses.fields(input_type):  # type: ignore[arg-type]  # every input is one
        if declared.name == "id" and declared.metadata.get(ID_OF) == kind.__name__:
            return values.get("id")
    return None
