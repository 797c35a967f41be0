"""How a kind is read: its entity in the catalogue."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from db.json_select.catalogue import IN_USE, Attribute, Entity, Order, Searched
from db.schema.kind_table import order_key
from domain.core.kind import Kind
from domain.core.names import plural


def entity_of(
    kind: Kind[Any],
    table: Table,
    *,
    attributes: Mapping[str, Attribute] | None = None,
    hangs_on: str | None = None,
) -> Entity:
    """Declare how a kind is read; `attributes` are what its table has no column for."""
    orders = {"ID": Order("id", "uuid")}
    for each in kind.attributes:
        if each.order:
            key = order_key(each)
            orders[each.order] = Order(key, str(table.c[key].type).lower())
    searched = None
    if kind.searched:
        about = f"{plural(kind.spoken).capitalize()}, by {kind.searched}."
        where = IN_USE if kind.archivable else "true"
        searched = Searched(kind.searched, kind.searched_place, about, where)
    return Entity(
        name=kind.name,
        table=table,
        prefix=kind.key,
        attributes=attributes or {},
        orders=orders,
        hangs_on=hangs_on,
        searched=searched,
    )
