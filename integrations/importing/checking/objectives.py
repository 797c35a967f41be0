"""Objectives that older files name in a column of initiatives.csv, `strategic_objective`."""

from typing import Any, Final

from domain.portfolio.objective import INITIATIVE_OBJECTIVE, OBJECTIVE
from integrations.importing.changes.context import IdMap, folded
from integrations.importing.format.columns import Row
from integrations.importing.rows.kinds import LinkRow, RecordRow, row_for

# Their columns follow from their kinds.
OBJECTIVE_ROW: Any = row_for(OBJECTIVE)
SERVED_ROW: Any = row_for(INITIATIVE_OBJECTIVE)
LONGEST_TITLE: Final = 300
LONGEST_ID: Final = 200


class Objectives:
    """The objectives of an import by their titles, of what is on record and of what is read.

    Titles are alike when they differ in case and spaces only, as in the migration that made
    objectives of such texts.
    """

    def __init__(self, ids: IdMap) -> None:
        self.by_title = dict(ids.objective_titles)

    def note(self, row: Row) -> None:
        """Learn of an objective that was read."""
        if isinstance(row, OBJECTIVE_ROW):
            title: str = getattr(row, "title")  # noqa: B009 - the type follows from the kind
            self.by_title[folded(title)] = getattr(row, "external_id")  # noqa: B009

    def served(self, line: int, initiative: str, text: str) -> tuple[LinkRow, RecordRow | None]:
        """Return the link of an initiative to what it serves, and the objective if it is new."""
        title = " ".join(text.split())[:LONGEST_TITLE]
        made: RecordRow | None = None
        if (known := self.by_title.get(folded(title))) is None:
            known = folded(title)[:LONGEST_ID]
            description = text if len(text) > LONGEST_TITLE else None
            made = OBJECTIVE_ROW(line=line, external_id=known, title=title, description=description)
        link = SERVED_ROW(line=line, initiative=initiative, objective=known)
        return link, made
