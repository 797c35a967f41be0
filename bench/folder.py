"""Writing the import format (docs/import-format.md) from the converters."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from integrations.importing.format.columns import Row, columns

Cells = Mapping[str, str | date | int | None]
DATA = Path(__file__).parent / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the CSV files in bench/data."""
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_file(folder: Path, row: type[Row], rows: Iterable[Cells]) -> int:
    """Write one file of the format with the columns that any row has; returns how many rows."""
    listed = list(rows)
    used = {name for cells in listed for name, value in cells.items() if value is not None}
    names = [column.name for column in columns(row) if column.name in used]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / row.file).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(listed)
    return len(listed)
