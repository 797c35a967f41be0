"""Changes: what can be done on the pages of departments, and what is said once it is."""

from typing import Final

from board.requests.forms import Field, whole_number

THING: Final = (Field("id", required=True), Field("expectedVersion", whole_number))
FACTS: Final = (
    Field("name", required=True),
    Field("description", clears=True),
    Field("headCount", whole_number, clears=True),
)
CHANGES: Final = {
    "department_create": (FACTS, "The department is on record."),
    "department_update": ((*THING, *FACTS), "The department is changed."),
    "department_archive": (THING, "The department is archived."),
    "department_unarchive": (THING, "The department is in use again."),
}
