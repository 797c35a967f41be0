"""What can be found by its words, and how such texts are indexed.

Two functions of the database, made by a migration, hold the rules: `search_vector` makes lexemes of
a text, `search_query` what to look for, at one of four distances.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Index, Table, func

from db.department import department
from db.initiative import initiative
from db.journey import journey, stage, touchpoint
from db.milestone import milestone
from db.person import person
from db.short_term_win import short_term_win

LONGEST_QUERY = 200
# Of each kind at each distance; what is found beyond is as near and as good.
FOUND_AT_MOST = 200
# Mistakes are allowed for when fewer things than this are found as they are written.
ENOUGH = 20


class Closeness(StrEnum):
    """How near a text is to what was looked for, nearest first: the distances of `search_query`."""

    WHOLE = "WHOLE"
    WORDS = "WORDS"
    BEGINNINGS = "BEGINNINGS"
    SIMILAR = "SIMILAR"


@dataclass(frozen=True, slots=True)
class Searched:
    """An entity whose texts can be found, those rows of it that fulfil `where`."""

    entity: str
    table: Table
    column: str
    where: str

    @property
    def text(self) -> str:
        """The text, of a row named as in the catalogue's fragments."""
        return f"{{row}}.{self.column}"


_USED = "{row}.archived_on is null"


def _with(parent: str, above: str = "") -> str:
    """Return the condition that what the row belongs to is not archived, nor what is above that."""
    condition = (
        f"exists (select from {parent} where {parent}.organisation_id = {{row}}.organisation_id"
        f" and {parent}.id = {{row}}.{parent}_id and {parent}.archived_on is null"
    )
    if above:
        condition += f" and {_with(above).replace('{row}', parent)}"
    return f"{condition})"


# Equally near and equally long, they follow in this order.
SEARCHED: Final = (
    Searched("Initiative", initiative, "title", _USED),
    Searched("Person", person, "name", _USED),
    Searched("Department", department, "name", _USED),
    Searched("Journey", journey, "name", _USED),
    Searched("Stage", stage, "name", f"{_USED} and {_with('journey')}"),
    Searched("Touchpoint", touchpoint, "name", f"{_USED} and {_with('stage', 'journey')}"),
    Searched("Milestone", milestone, "title", _with("initiative")),
    Searched("ShortTermWin", short_term_win, "title", f"{_USED} and {_with('initiative')}"),
)

for _searched in SEARCHED:
    _table = _searched.table
    Index(
        f"{_table.name}_search_idx",
        func.search_vector(_table.c.organisation_id, _table.c[_searched.column]),
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 256},
    )
