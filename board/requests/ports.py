"""The door: what the composition root hands the board. All else about HTTP and GraphQL is its own.

The board knows no executor and no session: it is told who comes, and asks GraphQL as them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from starlette.requests import Request

from domain.imports.import_run import ImportOptions, ImportRun, UploadedFile

# Answers a document (of several operations, the one named) with its variables as the visitor, in
# process: the JSON of the whole answer.
Execute = Callable[[str, Mapping[str, object], str | None], Awaitable[bytes]]


class Imports(Protocol):
    """Where the visitor hands in files and hears what became of them.

    What may not be done raises `Refusal` (who may not) or `NotImported`.
    """

    async def admit(self) -> None:
        """Refuse before anything is received."""

    async def begin(self, sent: Sequence[UploadedFile], options: ImportOptions) -> ImportRun:
        """Take files in, and have them looked at or imported."""

    async def go_ahead(self, run_id: UUID, *, skip_bad_rows: bool) -> ImportRun:
        """Have what was looked at imported."""

    async def find(self, run_id: UUID, *, within_seconds: float = 0) -> ImportRun:
        """Return an import once it is no longer under way, or as it stands after that time."""

    async def latest(self) -> ImportRun | None:
        """Return the import that was asked for last."""

    def templates(self) -> bytes:
        """Return a zip of all files of the format, with examples."""

    def format(self) -> Mapping[str, Any]:
        """Return the documentation of the format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUser:
    """Somebody with a session, as the request they just made.

    `shown` takes note of the revision as of which the portfolio was shown to them.
    `may_look_around` tells whether the demonstration is open to them. `form_key` is known to nobody
    else: what is signed with it came from one of their own pages.
    """

    execute: Execute
    imports: Imports
    shown: Callable[[int], None]
    may_look_around: bool
    form_key: bytes
    today: date
    request_id: str


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Somebody who may not come in like this; the message says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


# Says who makes a request: None when nobody is signed in. Raises Refused.
Authenticate = Callable[[Request], Awaitable[SessionUser | None]]
# Notes down what nobody foresaw; returns the status, and what to say of it that tells nothing.
ErrorHandler = Callable[[Exception], tuple[int, str]]
