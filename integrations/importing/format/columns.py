"""Columns: what the fields of a row declare of them, and what can be asked of a row's type."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from integrations.importing.format.values import KEY, MOMENT, Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, whether each row needs it, what it means, and an example."""

    name: str
    cell: Cell
    about: str
    example: str
    required: bool
    refers: str | None
    retired: bool


def column(
    cell: Cell,
    about: str,
    example: str = "",
    *,
    required: bool = False,
    default: object = None,
    refers: str | None = None,
    retired: bool = False,
) -> Any:
    """Declare a column as a field of its row; `refers` names the file that it points into.

    One that is `retired` is still read, and is in no template and no export.
    """
    described = {
        "cell": cell,
        "about": about,
        "example": example,
        "refers": refers,
        "retired": retired,
    }
    if required:
        return dataclasses.field(metadata={**described, "required": True})
    return dataclasses.field(default=default, metadata={**described, "required": False})


def refers(file: str, about: str, example: str = "", *, required: bool = False) -> Any:
    """Declare a column that holds the external id of a row in another file."""
    return column(KEY, about, example, required=required, refers=file)


def external_id(example: str) -> Any:
    """Declare the column by which a record is recognised from one import to the next."""
    return column(KEY, "identifies the record in its source, for good", example, required=True)


def recorded_at(about: str) -> Any:
    """Declare when the source learnt of the row."""
    return column(MOMENT, f"when the source recorded it; blank: {about}", "2025-11-03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it was read. `line` is the line of the file on which it begins."""

    line: int

    file: ClassVar[str]
    about: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ("external_id",)
    # What columns were called before, and are called now.
    earlier: ClassVar[tuple[tuple[str, str], ...]] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """What must not occur twice in the file."""
        return tuple(getattr(self, name) for name in self.key)


def columns(row: type[Row], *, retired: bool = False) -> tuple[Column, ...]:
    """Return the columns of a file in the order in which an export writes them.

    With `retired` also those that are only read.
    """
    return tuple(
        Column(
            name=field.name,
            cell=field.metadata["cell"],
            about=field.metadata["about"],
            example=field.metadata["example"],
            required=field.metadata["required"],
            refers=field.metadata["refers"],
            retired=field.metadata["retired"],
        )
        for field in dataclasses.fields(row)
        if field.metadata and (retired or not field.metadata["retired"])
    )


def references(row: Row) -> Iterator[tuple[Column, str]]:
    """Yield the columns of a row that refer to another file, with what they say."""
    for each in columns(type(row)):
        value = getattr(row, each.name) if each.refers else None
        if value is not None:
            yield each, value
