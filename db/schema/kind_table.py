"""The table of a kind: its columns, bounds, references and indexes, as its attributes say."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from db.schema.metadata import (
    day,
    enum,
    instant,
    map_entity,
    reference,
    search_index,
    tenant_table,
    text,
    version,
)
from domain.core.attribute import (
    Attribute,
    Choice,
    Day,
    Flag,
    Instant,
    Line,
    Number,
    Prose,
    Reference,
)
from domain.core.kind import Kind, LinkKind
from domain.core.names import snake

# What comes last where there is none.
NO_DAY: Final = "9999-12-31"


def table_of(kind: Kind[Any], *extra: SchemaItem) -> Table:
    """Declare the table of a kind and map its entity onto it; `extra` is what only it has."""
    table = tenant_table(
        kind.key,
        *(item for each in kind.attributes for item in column_of(each)),
        *(item for each in kind.attributes for item in order_key_of(each)),
        *(item for each in kind.attributes for item in index_of(each)),
        *((search_index(kind.key, kind.searched),) if kind.searched else ()),
        *extra,
    )
    map_entity(kind.entity, table)
    return table


def link_table_of(kind: LinkKind[Any]) -> Table:
    """Declare the table of a link: each pair of ends once, looked up from either end."""
    first, second = (each.column for each in kind.ends)
    return table_of(
        kind,
        UniqueConstraint("organisation_id", first, second),
        Index(None, "organisation_id", second, first),
    )


def column_of(attribute: Attribute) -> tuple[SchemaItem, ...]:
    """Return the column of an attribute, with its bounds."""
    name, required = attribute.column, not attribute.nullable
    match attribute:
        case Line(at_most=at_most) | Prose(at_most=at_most):
            return text(name, required=required, at_most=at_most)
        case Day():
            return day(name, required=required)
        case Instant():
            return instant(name, required=required)
        case Choice(values=values):
            return enum(name, values, required=required)
        case Reference(to=to):
            return reference(name, snake(to.__name__), required=required)
        case Flag():
            return (Column(name, Boolean, nullable=False),)
        case Number(name="version"):
            return (version(),)
        case Number(least=least, most=most):
            bounds = CheckConstraint(f"{name} between {least} and {most}", name=f"{name}_range")
            return (Column(name, Integer, nullable=not required), bounds)
    raise TypeError(f"there is no column for {type(attribute).__name__}")


def order_key(attribute: Attribute) -> str:
    """Return the column that rows are ordered by: its own, or a key that is never null."""
    return f"{attribute.name.removesuffix('_on')}_key" if attribute.nullable else attribute.column


def order_key_of(attribute: Attribute) -> Iterator[SchemaItem]:
    if attribute.order and attribute.nullable:
        if not isinstance(attribute, Day):
            raise TypeError(f"no order by {attribute.name}: only a day may be absent in an order")
        absent = f"coalesce({attribute.column}, date '{NO_DAY}')"
        yield Column(order_key(attribute), Date, Computed(absent, persisted=True), nullable=False)


def index_of(attribute: Attribute) -> Iterator[SchemaItem]:
    if attribute.name == "external_id":
        yield UniqueConstraint("organisation_id", "external_id")
    if attribute.order:
        yield Index(None, "organisation_id", order_key(attribute), "id")
    elif attribute.indexed:
        yield Index(None, "organisation_id", attribute.column, "id")
