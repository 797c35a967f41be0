"""Values for the rows of a portfolio: few and repeating, so that there are ties, and awkward."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from tests.property.portfolio import EMPTY, TODAYS, Row, marker

T = TypeVar("T")

# How many of each there are: enough for pages of a few rows, few enough for a walk in Python.
SIZES = {"alder": 1.0, "birch": 0.7, EMPTY: 0.0}
SHARED_IDS = 0.75

TEXTS = (
    "Pay at table",
    "pay at TABLE",
    "Größe & Maß",
    "İstanbul Ⅷ ΣΑΣ ς",
    "quote \" and ' and `",
    "back\\slash \\n \\u0041 \\",
    "line\nbreak\ttab\r",
    "control \x01\x08\x0c\x1f\x7f\x85",
    "emoji 👩‍🍳🍽️ \U0001f1e9\U0001f1ea",
    "e\u0301 é \ufeff\u2028\u2029",
    "100 % _ ~ ~~ $1 {row} {today}",
    "'; drop table person; --",
    "</script><!-- null",
)
INSTANTS = (
    datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
    datetime(2026, 1, 5, 9, 0, 0, 500_000, tzinfo=UTC),
    datetime(2026, 1, 5, 9, 0, 0, 123_456, tzinfo=UTC),
    datetime(2025, 7, 1, 23, 59, 59, 10, tzinfo=UTC),
)
RISKS = (0.0, 0.29, 0.6, 0.6, 0.8123456789012345, 1.0, 1e-7)


class Draws:
    """Draws values and collects rows of one organisation."""

    def __init__(self, key: str, seed: int) -> None:
        self.key = key
        self.seed = seed
        self.random = Random(f"{key} {seed}")
        self.today = TODAYS[key]
        self.organisation_id = _uuid(f"organisation {key} {seed}")
        self.rows: dict[str, list[Row]] = {}

    def id(self, table: str, number: int) -> UUID:
        shared = self.random.random() < SHARED_IDS
        return _uuid(f"{table} {number} {self.seed} {'' if shared else self.key}")

    def text(self, among: int = len(TEXTS)) -> str:
        """One of some texts: of the fewer, the more ties."""
        return f"{self.random.choice(TEXTS[:among])} {marker(self.key)}"

    def day(self) -> date:
        """One of few days around today, so that they repeat."""
        return self.today + timedelta(self.random.choice((-400, -30, -7, -1, 0, 1, 7, 30, 90)))

    def past(self) -> date:
        return self.today - timedelta(self.random.choice((0, 1, 7, 7, 30, 400)))

    def flag(self) -> bool:
        return self.random.random() < 0.5

    def instant(self) -> datetime:
        return self.random.choice(INSTANTS)

    def maybe(self, make: Callable[[], T], *, likely: float = 0.65) -> T | None:
        return make() if self.random.random() < likely else None

    def any_id(self, table: str) -> UUID:
        """The id of some row, of the first ones more often: they get long lists, with ties."""
        rows = self.rows[table]
        found: UUID = rows[int(self.random.random() ** 2 * len(rows))]["id"]
        return found

    def archived(self) -> date | None:
        return self.maybe(self.past, likely=0.2)

    def external_id(self, number: int) -> str | None:
        return self.maybe(lambda: f"{number}: {self.text()}", likely=0.5)

    def count(self, number: int) -> range:
        return range(round(number * SIZES[self.key]))

    def add(self, table: str, number: int, *, versioned: bool = True, **values: object) -> Row:
        row: Row = {"organisation_id": self.organisation_id, "id": self.id(table, number), **values}
        row["recorded_at"] = self.instant()
        if versioned:
            row["version"] = self.random.randint(1, 9)
        self.rows.setdefault(table, []).append(row)
        return row

    def pairs(self, count: int, left: str, right: str) -> list[tuple[UUID, UUID]]:
        """Different pairs of ids of two tables, never of the same row."""
        found = {(self.any_id(left), self.any_id(right)) for _ in self.count(count)}
        return sorted(pair for pair in found if pair[0] != pair[1])


def _uuid(name: str) -> UUID:
    return UUID(int=Random(name).getrandbits(128), version=4)
