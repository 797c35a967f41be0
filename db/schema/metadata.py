"""What every table has in common: its tenant, its key and its references within the tenant."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import registry
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_1_name)s_fkey",
    }
)
mapping = registry(metadata=metadata)


class EnumText(TypeDecorator[StrEnum]):
    """A `StrEnum` kept as the text of its name, so that an answer needs no translation."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | str | None, _dialect: object) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, _dialect: object) -> StrEnum | None:
        return None if value is None else self.enum(value)


def tenant_table(name: str, *items: SchemaItem) -> Table:
    """Declare a table of rows that belong to one organisation, keyed by (organisation_id, id)."""
    return Table(
        name,
        metadata,
        Column("organisation_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=f"{name}_organisation_id_fkey"
        ),
    )


def reference(column: str, target: str, *, required: bool = False) -> tuple[SchemaItem, SchemaItem]:
    """Declare a column that points at a row of `target` in the same organisation."""
    return (
        Column(column, Uuid, nullable=not required),
        ForeignKeyConstraint(
            ["organisation_id", column], [f"{target}.organisation_id", f"{target}.id"]
        ),
    )


def text(column: str, *, required: bool = False, at_most: int = 20_000) -> tuple[SchemaItem, ...]:
    """Declare a text column with an upper bound on its length."""
    return (
        Column(column, Text, nullable=not required),
        CheckConstraint(f"length({column}) <= {at_most}", name=f"{column}_length"),
    )


def enum(column: str, values: type[StrEnum], *, required: bool = True) -> tuple[SchemaItem, ...]:
    """Declare a column that holds the name of one of an enum's values."""
    allowed = ", ".join(f"'{value.value}'" for value in values)
    return (
        Column(column, EnumText(values), nullable=not required),
        CheckConstraint(f"{column} in ({allowed})", name=f"{column}_value"),
    )


def day(column: str, *, required: bool = False) -> tuple[SchemaItem, ...]:
    """Declare a calendar day. `infinity` is refused: Python and JSON have no such day."""
    return (
        Column(column, Date, nullable=not required),
        CheckConstraint(f"isfinite({column})", name=f"{column}_finite"),
    )


def instant(column: str, *, required: bool = False) -> tuple[SchemaItem, ...]:
    """Declare a point in time, with its time zone."""
    return (
        Column(column, TIMESTAMP(timezone=True), nullable=not required),
        CheckConstraint(f"isfinite({column})", name=f"{column}_finite"),
    )


def search_index(table: str, column: str) -> Index:
    """Declare the index by which rows are found by the words of a text (`search_vector`)."""
    return Index(
        f"{table}_search_idx",
        sql(f"search_vector(organisation_id, {column})"),
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 256},
    )


def version() -> Column[Any]:
    """Declare the count of changes to a row, by which a stale edit is recognised."""
    return Column("version", Integer, nullable=False)


def map_entity(entity: type[object], table: Table) -> None:
    """Map a plain dataclass onto its table; a `version` column then counts its changes.

    Columns that PostgreSQL computes (order keys) stay out of the entity.
    """
    computed = [column.key for column in table.columns if column.computed is not None]
    mapping.map_imperatively(
        entity, table, version_id_col=table.columns.get("version"), exclude_properties=computed
    )
