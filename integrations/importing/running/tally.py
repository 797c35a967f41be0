"""A tally: how many rows of each table an import adds and alters."""

from collections import Counter
from dataclasses import dataclass, field

from db.findings.finding import finding_rule
from db.people.organisation import organisation
from integrations.importing.changes.changes import Changes


@dataclass(slots=True)
class Tally:
    """Rows to add and rows to alter, by the name of their table."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def add(self, changes: Changes) -> None:
        """Count what some changes do."""
        for table, rows in changes.inserts.items():
            self.new[table.name] += len(rows)
        for table, _ in changes.updates:
            self.changed[table.name] += 1

    def note_organisation(self) -> None:
        """Count that the organisation's clock is moved."""
        self.changed[organisation.name] += 1

    def note_thresholds(self, count: int) -> None:
        """Count how many thresholds of findings are set."""
        self.changed[finding_rule.name] += count

    @property
    def rows(self) -> int:
        """Return how many rows are written."""
        return self.new.total() + self.changed.total()
