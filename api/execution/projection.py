"""Computed values as the client asked for them: its keys, its order, its selection."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.json_select.computed import MARK, Reference
from db.json_select.selection import Absent, Child, Constant, Scalar, Selection

# Where a value belongs: an object or a list, and the key or place in it.
Slot = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that the JSON select left: the number of the field, the row's id, where it stands."""

    number: int
    id: UUID | None
    slot: Slot


def marks_in(values: Any) -> Iterator[Mark]:
    """Find the marks in values as PostgreSQL wrote them."""
    items: Iterator[tuple[Any, Any]]
    if isinstance(values, dict):
        items = iter(values.items())
    elif isinstance(values, list):
        items = iter(enumerate(values))
    else:
        return
    for key, value in items:
        if isinstance(value, dict) and MARK in value:
            identity = value.get("id")
            yield Mark(value[MARK], None if identity is None else UUID(identity), (values, key))
        elif isinstance(value, dict | list):
            yield from marks_in(value)


@dataclass(slots=True)
class Projection:
    """Shapes values, and collects the references among them with the places they belong to."""

    references: dict[Selection, list[tuple[UUID, Slot]]] = field(default_factory=dict)

    def put(self, slot: Slot, selection: Selection, value: Any) -> None:
        """Put a value where it belongs, as it was selected."""
        container, place = slot
        if isinstance(value, Reference):
            self.references.setdefault(selection, []).append((value.id, slot))
            value = None
        elif isinstance(value, Sequence) and not isinstance(value, str):
            items: list[Any] = [None] * len(value)
            for number, item in enumerate(value):
                self.put((items, number), selection, item)
            value = items
        elif value is not None:
            value = self._object(selection, value)
        container[place] = value

    def _object(self, selection: Selection, value: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in selection.fields:
            match each:
                case Constant(key, name):
                    made[key] = name
                case Absent(key):
                    made[key] = None
                case Scalar(key, name):
                    made[key] = scalar(attribute(value, name))
                case Child(key, name, inner):
                    made[key] = None
                    self.put((made, key), inner, attribute(value, name))
                case _:
                    raise KeyError(f"{selection.entity} is computed and holds no {each.key!r}")
        return made


def attribute(value: Any, name: str) -> Any:
    """Return an attribute of a computed value, which is a mapping or an object."""
    return value[name] if isinstance(value, Mapping) else getattr(value, name)


def scalar(value: Any) -> Any:
    """Return a scalar as JSON has it; days and enums are written by the encoder."""
    return str(value) if isinstance(value, Decimal) else value
