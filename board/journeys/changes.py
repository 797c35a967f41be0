"""Changes: what can be done on the pages of journeys, each by a form of its own."""

from dataclasses import dataclass
from typing import Final

from board.requests.forms import Field, day, whole_number


def ids(written: str) -> list[str]:
    """Read ids in their order."""
    return written.split(",")


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done.

    `on` is the type of whose page it belongs to.
    """

    fields: tuple[Field, ...]
    done: str
    on: str


# A thing and the version of it that was shown: who changed it in between is noticed.
THING: Final = (Field("id", required=True), Field("expectedVersion", whole_number))
NAME: Final = Field("name", required=True)
DESCRIPTION: Final = Field("description", clears=True)
TOUCHPOINT: Final = (
    Field("channel", required=True),
    Field("importance"),
    Field("departmentId", names="department", clears=True),
    Field("stewardId", names="person", clears=True),
)
CHANGES: Final = {
    "journey_create": Change(
        (NAME, DESCRIPTION), "The journey is on record. Its stages come next.", "journeys"
    ),
    "journey_update": Change((*THING, NAME, DESCRIPTION), "The journey is changed.", "journey"),
    "journey_archive": Change(THING, "The journey is archived.", "journey"),
    "journey_unarchive": Change(THING, "The journey is in use again.", "journey"),
    "journey_reorder_stages": Change(
        (*THING, Field("stageIds", ids, required=True)), "The stages have a new order.", "journey"
    ),
    "stage_create": Change(
        (Field("journeyId", required=True), NAME),
        "The stage is added. Its touchpoints come next.",
        "journey",
    ),
    "stage_update": Change((*THING, NAME), "The stage is changed.", "journey"),
    "stage_reorder_touchpoints": Change(
        (*THING, Field("touchpointIds", ids, required=True)),
        "The touchpoints have a new order.",
        "journey",
    ),
    "stage_archive": Change(THING, "The stage is archived.", "journey"),
    "stage_unarchive": Change(
        (Field("id", required=True),), "The stage is a part of the journey again.", "journey"
    ),
    "touchpoint_create": Change(
        (Field("stageId", required=True), NAME, *TOUCHPOINT),
        "The touchpoint is added.",
        "journey",
    ),
    "touchpoint_update": Change(
        (*THING, NAME, *TOUCHPOINT), "The touchpoint is changed.", "touchpoint"
    ),
    "touchpoint_archive": Change(THING, "The touchpoint is archived.", "touchpoint"),
    "touchpoint_unarchive": Change(THING, "The touchpoint is in use again.", "touchpoint"),
    "effect_set": Change(
        (
            Field("touchpointId", required=True),
            Field("initiativeId", names="initiative", required=True),
            Field("direction", required=True),
            Field("strength", whole_number, required=True),
            Field("note"),
        ),
        "The effect is on record. Mark it seen once customers feel it.",
        "touchpoint",
    ),
    "effect_mark_observed": Change(
        (*THING, Field("on", day)), "The effect is no longer only hoped for.", "touchpoint"
    ),
    "effect_remove": Change(THING, "The effect is taken back.", "touchpoint"),
}


def on(kind: str, action: str) -> Change | None:
    """Return what a form of this kind of page does; None if it has no such form."""
    found = CHANGES.get(action)
    return found if found is not None and found.on == kind else None
