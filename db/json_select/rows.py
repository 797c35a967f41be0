"""Rows that a statement reads, while it is being written."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from db.json_select.catalogue import Entity, Expression, Relation
from db.json_select.parameters import Parameters, expression
from db.json_select.selection import Child, Selection
from db.json_select.text import Pieces, scalar_of
from db.schema.metadata import EnumText

_COLUMN = re.compile(r"\{row\}\.(\w+)")


@dataclass(slots=True, eq=False)
class Rows:
    """Rows of an entity under an alias.

    `members` is the query that selects a column of them all, if there is one: what belongs to them
    is then read for all at once. `columns` are those used so far, `joins` the FROM items that their
    values need, and `reached` the rows of single relations that are joined already.
    """

    entity: Entity
    alias: str
    members: Callable[[str], str] | None = None
    columns: set[str] = field(default_factory=set)
    joins: dict[object, str] = field(default_factory=dict)
    reached: dict[str, "Rows"] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """Return a column of the row, noting that it is used."""
        self.columns.add(name)
        return f"{self.alias}.{name}"

    def expression(self, sql: str, parameters: Parameters) -> str:
        """Return an SQL fragment about the row, noting the columns that it uses."""
        self.columns.update(_COLUMN.findall(sql))
        return expression(sql, self.alias, parameters)

    def scalar(self, name: str, parameters: Parameters, escape: str) -> Pieces:
        """Return an attribute of the row as JSON."""
        found = self.entity.attribute(name)
        if isinstance(found, Expression):
            sql = self.expression(found.sql, parameters)
            return scalar_of(sql, found.type, nullable=found.nullable, escape=escape)
        if found is not None:
            raise KeyError(f"{self.entity.name}.{name} is an object")
        declared = self.entity.table.columns[name]
        kind = "enum" if isinstance(declared.type, EnumText) else self.entity.sql_type(name)
        return scalar_of(self.column(name), kind, nullable=bool(declared.nullable), escape=escape)

    def source(self, table: str) -> str:
        """Return a FROM item of the rows and all that is joined to them."""
        return " ".join([table, *self.joins.values()])


def column_of(source: str, prefix: str = "") -> Callable[[str], str]:
    """Return the query of a column from a FROM item."""
    return lambda column: f"select {prefix}{column} from {source}"


def relations_of(selection: Selection, entity: Entity) -> int:
    """Return how many relations of the selected rows are asked for."""
    return sum(
        isinstance(each, Child) and isinstance(entity.attribute(each.name), Relation)
        for each in selection.fields
    )
