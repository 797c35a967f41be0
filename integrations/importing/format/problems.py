"""What is wrong with a row: where it stands, why it can't be taken, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class RowProblem:
    """One reason for which a row, or a whole file (`line` 0), can't be taken."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.reason}"


class ImportRefusedError(Exception):
    """The import changed nothing; `problems` say why (there may be none beside the message)."""

    def __init__(self, message: str, problems: tuple[RowProblem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class OccupiedError(ImportRefusedError):
    """Another import into the organisation is running; this one can follow it."""
