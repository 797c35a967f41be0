"""Changes: what can be done on the pages of departments, and what is said once it is."""

from typing import Final

from board.forms import Field


def people(written: str) -> int:
    """Read how many people there are."""
    try:
        return int(written)
    except ValueError:
        raise ValueError("Write a whole number, or leave it empty when nobody knows.") from None


THING: Final = (Field("id", required=True), Field("expectedVersion", int))
FACTS: Final = (Field("name", required=True), Field("description"), Field("headCount", people))
CHANGES: Final = {
    "department_create": (FACTS, "The department is on record."),
    "department_update": ((*THING, *FACTS), "The department is changed."),
    "department_archive": (THING, "The department is archived."),
    "department_unarchive": (THING, "The department is in use again."),
}
