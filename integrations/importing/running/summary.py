"""What is told of an import over the network: numbers and problems as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from integrations.importing.format.problems import ImportRefusedError, RowProblem
from integrations.importing.running.dry_run import Preview
from integrations.importing.running.options import Imported

MOST_PROBLEMS: Final = 200
LONGEST_MESSAGE: Final = 1_000
LONGEST_COLUMN: Final = 200


def preview_json(outlook: Preview) -> Mapping[str, Any]:
    """Tell what an import would do."""
    return {
        "revision": outlook.revision,
        "rowCount": outlook.row_count,
        "laterRowCount": outlook.ignored_count,
        "changedRowCount": outlook.changed_rows,
        "initiativeCount": outlook.initiative_count,
        "newInitiativeCount": outlook.new_initiatives,
        "changedInitiativeCount": outlook.changed_initiatives,
        "files": [asdict(each) for each in outlook.files],
        **problems_json(outlook.problems),
    }


def imported_json(imported: Imported) -> Mapping[str, Any]:
    """Tell what an import did."""
    return {
        "revision": imported.revision,
        "rowCount": imported.row_count,
        "laterRowCount": imported.ignored_count,
        "changedRowCount": imported.changed_rows,
        "initiativeCount": imported.initiative_count,
        "newInitiativeCount": imported.new_initiatives,
        "changedInitiativeCount": imported.changed_initiatives - imported.new_initiatives,
        **problems_json(imported.skipped),
    }


def refusal_json(refused: ImportRefusedError) -> Mapping[str, Any]:
    """Tell why nothing was imported."""
    return {"message": str(refused), **problems_json(refused.problems)}


def problems_json(problems: Sequence[RowProblem]) -> Mapping[str, Any]:
    """Tell how many problems there are, and the first of them."""
    return {
        "problemCount": len(problems),
        "problems": [
            {
                "file": each.file,
                "line": each.line or None,
                "column": kept(each.column, LONGEST_COLUMN) or None,
                "message": kept(each.reason, LONGEST_MESSAGE),
            }
            for each in problems[:MOST_PROBLEMS]
        ],
    }


def kept(text: str, at_most: int) -> str:
    """Return a text as it can be kept: JSON in PostgreSQL holds no NUL."""
    return text[:at_most].replace("\0", "␀")
