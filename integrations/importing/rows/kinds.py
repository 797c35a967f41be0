"""The files of kinds: their columns follow from what is known of each kind."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from domain.core.attribute import (
    Attribute,
    Choice,
    Day,
    Flag,
    Instant,
    Line,
    Number,
    Prose,
    Reference,
)
from domain.core.kind import Kind, LinkKind, RecordKind, kinds
from integrations.importing.format.columns import (
    Row,
    column,
    external_id,
    recorded_at,
    refers,
)
from integrations.importing.format.values import (
    DAY,
    FLAG,
    MOMENT,
    Cell,
    choice,
    free_text,
    single_line,
    whole,
)

# The files of what has no kind, by the entities that a kind can refer to.
OTHER_FILES: Final[Mapping[str, str]] = {
    "Department": "departments.csv",
    "Initiative": "initiatives.csv",
    "Journey": "journeys.csv",
    "Milestone": "milestones.csv",
    "Person": "people.csv",
    "Review": "reviews.csv",
    "ShortTermWin": "wins.csv",
    "Stage": "stages.csv",
    "Touchpoint": "touchpoints.csv",
}
# What the product counts by itself.
NOT_IN_FILES: Final = frozenset({"version"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow(Row):
    """A row of a record kind."""

    kind: ClassVar[RecordKind[Any]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow(Row):
    """A row that ties an initiative to something."""

    kind: ClassVar[LinkKind[Any]]


def file_of(entity: type[object]) -> str:
    """Return the file that rows of an entity are in."""
    of_kinds = {kind.entity: kind.file for kind in kinds()}
    return of_kinds.get(entity) or OTHER_FILES[entity.__name__]


def row_of(
    kind: Kind[Any],
    base: type[Row],
    key: tuple[str, ...],
    *,
    recorded: str = "the day of the import",
) -> type[Any]:
    """Return the type of the rows of a kind's file, with a column for each of its attributes.

    `recorded` is when a row counts as recorded that does not say it.
    """
    attributes = [each for each in kind.attributes if each.name not in NOT_IN_FILES]
    # What identifies a row comes first, when it was recorded last, as in every file.
    attributes.sort(key=lambda each: (each.name != "external_id", each.name == "recorded_at"))
    made = dataclasses.make_dataclass(
        f"{kind.name}Row",
        [(each.name, Any, column_of(each, recorded)) for each in attributes],
        bases=(base,),
        namespace={"file": kind.file, "about": kind.these, "key": key, "kind": kind},
        frozen=True,
        kw_only=True,
    )
    made.__module__ = __name__
    return made


def column_of(attribute: Attribute, recorded: str) -> Any:
    """Return the column of an attribute, described as in the schema."""
    about = f"{attribute.about[0].lower()}{attribute.about[1:]}"
    if attribute.name == "external_id":
        return external_id(attribute.example)
    if attribute.name == "recorded_at":
        return recorded_at(recorded)
    if isinstance(attribute, Reference):
        file = file_of(attribute.to)
        return refers(file, about, attribute.example, required=attribute.required)
    return column(
        cell_of(attribute),
        about,
        attribute.example,
        required=attribute.required,
        default=attribute.default,
    )


def cell_of(attribute: Attribute) -> Cell:
    """Return how the cells of an attribute are read."""
    match attribute:
        case Line(at_most=at_most):
            return single_line(at_most)
        case Prose():
            return free_text()
        case Day():
            return DAY
        case Instant():
            return MOMENT
        case Flag():
            return FLAG
        case Choice(values=values):
            return choice(values)
        case Number(least=least, most=most):
            return whole(least, most)
    raise TypeError(f"there is no cell for {type(attribute).__name__}")


def past_days() -> Iterator[Day]:
    """Yield the days of kinds that have come; archiving may be announced, as in every file."""
    for kind in kinds():
        for each in kind.attributes:
            if isinstance(each, Day) and each.past and each.name != "archived_on":
                yield each


def row_for(kind: Kind[Any]) -> Any:
    """Return the type of the rows of a kind's file, whose columns follow from the kind."""
    rows: tuple[type[RecordRow | LinkRow], ...] = (*RECORD_ROWS, *LINK_ROWS)
    return next(row for row in rows if row.kind is kind)


RECORD_ROWS: Final[tuple[type[RecordRow], ...]] = tuple(
    row_of(kind, RecordRow, ("external_id",)) for kind in kinds() if isinstance(kind, RecordKind)
)
LINK_ROWS: Final[tuple[type[LinkRow], ...]] = tuple(
    row_of(kind, LinkRow, tuple(end.name for end in kind.ends))
    for kind in kinds()
    if isinstance(kind, LinkKind)
)
