"""Portfolios: the rows of organisations, kept in Python and written straight into the tables."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.access.authenticator import Credentials
from db.connections.connection import Connection
from db.schema.metadata import metadata
from domain.core.viewer import Role

Row = dict[str, Any]

EMPTY = "cedar"
TODAYS = {"alder": date(2026, 3, 10), "birch": date(2026, 3, 17), EMPTY: date(2026, 3, 10)}


def marker(key: str) -> str:
    """What stands in every text of an organisation and in nothing else."""
    return f"⟦{key}⟧"


@dataclass(kw_only=True)
class Portfolio:
    """All rows of one organisation by table, and a pass for each of its tokens."""

    key: str
    today: date
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        found: UUID = self.rows["organisation"][0]["id"]
        return found

    def passes(self) -> list[Credentials]:
        return [
            Credentials(
                organisation_id=self.id,
                token_id=token["id"],
                role=Role(token["role"]),
                person_id=token["person_id"],
                expires_at=None,
                time_zone=ZoneInfo("UTC"),
                clock_fixed_on=self.today,
            )
            for token in self.rows["access_token"]
        ]


async def write_portfolios(
    connection: Connection, portfolios: Sequence[Portfolio], seed: int
) -> None:
    """Write all rows, those of different organisations among each other."""
    random = Random(seed)
    for table in metadata.sorted_tables:
        rows = [row for each in portfolios for row in each.rows.get(table.name, ())]
        random.shuffle(rows)
        if rows:
            columns = list(rows[0])
            await connection.copy_records_to_table(
                table.name,
                records=[tuple(_stored(row[column]) for column in columns) for row in rows],
                columns=columns,
            )


def _stored(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
