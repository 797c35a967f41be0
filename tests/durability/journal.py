"""What an outside process asked for and was answered, written down where no kill can reach it.

A line is written when a request is sent and another when its answer is there; the answer's line is
on disk before the connection sends its next request.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One request and what is known of it.

    `outcome` is "asked" until an answer came: then "acknowledged", "refused" (by a problem) or
    "failed" (by an error, so whether it was done is unknown).
    """

    request_id: str
    organisation: str
    mutation: str
    input: dict[str, Any]
    key: str | None
    outcome: str = "asked"
    revision: int | None = None
    id: str | None = None
    said: list[str] = field(default_factory=list)

    @property
    def uuid(self) -> str:
        """The id within the global id."""
        assert self.id is not None
        return self.id.rpartition("_")[2]


class Journal:
    """A file that entries are added to."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, entry: Entry) -> None:
        """Add what is known now; an answer is on disk on return."""
        os.write(self.descriptor, json.dumps(asdict(entry)).encode() + b"\n")
        if entry.outcome != "asked":
            os.fsync(self.descriptor)

    def close(self) -> None:
        os.close(self.descriptor)


def read_journal(path: Path) -> list[Entry]:
    """Return every request with the last that is known of it, in the order they were sent."""
    entries: dict[str, Entry] = {}
    if path.exists():
        for line in path.read_text().splitlines():
            entry = Entry(**json.loads(line))
            entries[entry.request_id] = entry
    return list(entries.values())
