"""An import that somebody asked for over the network: what was sent, and what became of it.

Files are looked at first and imported once somebody says so, or both at once. An organisation has
one import at a time. What it brings is written by the same import as the command line's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import IO, Any, Final, NamedTuple
from uuid import UUID

# Files that nobody went ahead with are let go after this long, and what was told of them later.
FILES_KEPT: Final = timedelta(days=1)
OUTCOME_KEPT: Final = timedelta(days=7)


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    # Looked at and not imported: it waits for somebody to say so.
    PREVIEWED = "PREVIEWED"
    DONE = "DONE"
    # Nothing was written, and the outcome says why.
    REFUSED = "REFUSED"
    # Our own fault; what was written stays, and importing again completes it.
    FAILED = "FAILED"

    @property
    def under_way(self) -> bool:
        """Tell whether it goes on by itself."""
        return self in {ImportState.WAITING, ImportState.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What is wanted of an import: only a look, or all of it; what to do with bad rows."""

    dry_run: bool = True
    skip_bad_rows: bool = False
    as_of: date | None = None


class UploadedFile(NamedTuple):
    """A file as somebody sent it: what they call it, and what is in it."""

    name: str
    file: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """An import as it stands. `outcome` is told once it is no longer under way."""

    id: UUID
    organisation_id: UUID
    state: ImportState
    options: ImportOptions
    recorded_at: datetime
    progress: str = ""
    outcome: Mapping[str, Any] = field(default_factory=dict)
    has_files: bool = False

    @property
    def may_go_ahead(self) -> bool:
        """Tell whether what was looked at can be imported still."""
        return self.state is ImportState.PREVIEWED and self.has_files


@dataclass(frozen=True, slots=True, order=True)
class FileProblem:
    """Why a file, or a row of it, can't be taken; line 0 and no column for the file as a whole."""

    file: str
    line: int
    column: str
    message: str


class NotImported(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Why an import was not begun, or not gone ahead with: nothing was written."""

    def __init__(self, code: str, message: str, problems: tuple[FileProblem, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = problems


BAD_FILES: Final = "BAD_FILES"
TOO_LARGE: Final = "TOO_LARGE"
IMPORT_UNDER_WAY: Final = "IMPORT_UNDER_WAY"
NOT_FOUND: Final = "NOT_FOUND"
GONE: Final = "FILES_GONE"


def under_way() -> NotImported:
    """Return the refusal of a second import at the same time."""
    return NotImported(
        IMPORT_UNDER_WAY,
        "Another import into your organisation is under way. Wait until it is done, then send "
        "yours again.",
    )


def unknown() -> NotImported:
    """Return the refusal of an import that is none of this organisation's."""
    return NotImported(NOT_FOUND, "There is no such import in your organisation.")


def gone() -> NotImported:
    """Return the refusal to import files that are kept no longer, or were imported already."""
    return NotImported(
        GONE, "These files are not kept any more, or were imported already. Send them again."
    )
