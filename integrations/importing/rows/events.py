"""Events: which cells each kind of event needs, and what its value may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.portfolio.activity import ActivityKind
from domain.portfolio.assessment import Rating
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import EventKind, EventRow

CELLS = ("milestone", "due_on", "value", "text", "person", "assessor")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of event says; every other cell stays blank."""

    about: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    values: type[StrEnum] | None = None


SHAPES: dict[EventKind, Shape] = {
    EventKind.CREATED: Shape("the initiative was proposed", may=("text", "person")),
    EventKind.LIFECYCLE: Shape(
        "it moved to `value`; `text` says why", ("value",), ("text", "person"), Lifecycle
    ),
    EventKind.PLANNED: Shape(
        "the milestone was promised, for `due_on` if that is given",
        ("milestone",),
        ("due_on",),
    ),
    EventKind.REPLANNED: Shape(
        "its date became `due_on`; `text` says why", ("milestone", "due_on"), ("text", "person")
    ),
    EventKind.UNPLANNED: Shape(
        "its date was withdrawn; `text` says why", ("milestone",), ("text", "person")
    ),
    EventKind.DELIVERED: Shape("the milestone was met", ("milestone",)),
    EventKind.DROPPED: Shape(
        "the milestone was given up; `text` says why", ("milestone",), ("text",)
    ),
    EventKind.REOPENED: Shape(
        "that it was met or given up was taken back; it may be met again later", ("milestone",)
    ),
    EventKind.STATUS: Shape(
        "the owner said `value`, in the words of `text`",
        ("value",),
        ("text", "person"),
        ReportedStatus,
    ),
    EventKind.ASSESSED: Shape(
        "`assessor`, from outside, rated it `value`", ("value", "assessor"), ("text",), Rating
    ),
    EventKind.ACTIVITY: Shape(
        "a sign of life; `value` blank means WORK", (), ("value",), ActivityKind
    ),
}


def check_event(row: EventRow) -> Iterator[RowProblem]:
    """Yield what an event lacks, says in vain, or says in words unknown."""
    shape = SHAPES[row.event]
    for name in CELLS:
        value = getattr(row, name)
        if value is None and name in shape.needs:
            reason = f"is blank and “{row.event}” needs it; fill it in"
            yield RowProblem(row.file, row.line, name, reason)
        elif value is not None and name not in shape.needs + shape.may:
            reason = f"has no meaning for “{row.event}”; leave it blank"
            yield RowProblem(row.file, row.line, name, reason)
    if row.value is not None and shape.values is not None and row.value not in list(shape.values):
        reason = f"“{row.value}” is none of {', '.join(shape.values)}"
        yield RowProblem(row.file, row.line, "value", reason)
