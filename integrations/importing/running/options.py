"""How an import is asked for, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from integrations.importing.format.problems import RowProblem

CHUNK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who imports: the token and the person that the ledger names; nobody for the command line."""

    token_id: UUID | None = None
    person_id: UUID | None = None
    request_id: str = ""


NOBODY = Author()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to import: into which organisation, as of which day, and what to do with bad rows."""

    key: str
    create: bool = False
    as_of: date | None = None
    skip_bad_rows: bool = False
    chunk: int = CHUNK
    author: Author = NOBODY
    reserved: Mapping[str, Mapping[str, UUID]] = field(default_factory=dict)
    """Ids that records not on record yet get, by file and external id."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did. Without any change the revision is the one from before."""

    organisation_id: UUID
    revision: int
    created: bool = False
    row_count: int = 0
    initiative_count: int = 0
    new_initiatives: int = 0
    changed_initiatives: int = 0
    changed_rows: int = 0
    ignored_count: int = 0
    skipped: tuple[RowProblem, ...] = ()


def utc_now() -> datetime:
    return datetime.now(UTC)


def quiet(_line: str) -> None:
    """Report to nobody."""
